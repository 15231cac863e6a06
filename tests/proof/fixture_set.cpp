#include "tests/proof/fixture_set.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <stdexcept>
#include <utility>
#include <variant>

#include "history/gunzip.h"
#include "history/load.h"

namespace lockstep::proof {
namespace {

namespace fs = std::filesystem;

constexpr char kFixtures[] = LOCKSTEP_SOURCE_DIR "/fixtures/";
constexpr size_t kMaxBytes = size_t{1} << 28;

// A line of proof.tsv. Paths are relative to fixtures/.
struct Row {
  std::string profile;
  std::string build;
  std::string programs;  // perhaps empty
  std::string histories;
};

std::vector<Row> ReadRows() {
  std::vector<Row> rows;
  std::ifstream file(std::string(kFixtures) + "proof.tsv");
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    Row row;
    for (std::string* const cell :
         {&row.profile, &row.build, &row.programs, &row.histories}) {
      std::getline(cells, *cell, '\t');
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

void AddFolder(const Row& row, const std::string& folder,
               std::vector<FixtureHistory>& histories) {
  std::set<std::string> paths;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string path = entry.path();
    if (path.ends_with(".json.gz")) paths.insert(path);
  }
  for (const std::string& path : paths) {
    const std::string name = fs::path(path).stem().stem();
    histories.push_back({row.profile, row.build, name, ReadGzip(path)});
  }
}

// Of several programs of one name the last counts.
void AddPrograms(const std::string& path, Json& programs) {
  const Json file = Json::parse(ReadBytes(path));
  for (const auto& [type, program] : file.at("programs").items()) {
    programs[type] = program;
  }
}

// The oracle's folders by profile. Programs of a later one replace those of
// the same name, whose histories the oracle dropped.
const std::vector<std::string>& OracleFolders(const std::string& profile) {
  static const std::map<std::string, std::vector<std::string>> kFolders = {
      {"core",
       {"cases", "cases-py", "cases/seeds", "cases/probes", "cases-py/probes"}},
      {"go", {"cases-go", "cases-go/probes"}},
  };
  return kFolders.at(profile);
}

}  // namespace

std::vector<FixtureHistory> FixtureHistories(const std::string& profile) {
  std::vector<FixtureHistory> histories;
  for (const Row& row : ReadRows()) {
    if (row.profile != profile) continue;
    AddFolder(row, kFixtures + row.histories, histories);
  }
  return histories;
}

Json FixturePrograms(const std::string& profile) {
  Json programs = Json::object();
  for (const Row& row : ReadRows()) {
    if (row.profile == profile && !row.programs.empty())
      AddPrograms(kFixtures + row.programs, programs);
  }
  return programs;
}

std::vector<FixtureHistory> OracleHistories(const std::string& profile) {
  std::vector<FixtureHistory> histories;
  for (const std::string& folder : OracleFolders(profile)) {
    AddFolder({profile, profile == "go" ? "script_go" : "script", "", ""},
              OracleRoot() + "/" + folder + "/histories", histories);
  }
  return histories;
}

Json OraclePrograms(const std::string& profile) {
  Json programs = Json::object();
  for (const std::string& folder : OracleFolders(profile)) {
    AddPrograms(OracleRoot() + "/" + folder + "/programs.json", programs);
  }
  return programs;
}

std::string OracleRoot() {
  const char* const root = std::getenv("LOCKSTEP_ORACLE");
  return root != nullptr ? root : LOCKSTEP_SOURCE_DIR "/../shared/oracle";
}

Builds::Builds(const Json& programs) {
  const std::string file = scratch_.path() + "/programs.json";
  std::ofstream(file) << Json{{"programs", programs}};
  setenv("LOCKSTEP_PROGRAMS", file.c_str(), 1);
}

const LsBuild& Builds::Get(const std::string& name) {
  auto& build = builds_[name];
  if (build == nullptr) {
    std::atomic<replay::LoadStage> stage;
    // A folder for each group of builds in fixtures/workflows/CMakeLists.txt.
    const std::string folder = LOCKSTEP_BINARY_DIR "/fixtures/workflows/";
    const std::string group = name.substr(0, name.find("_go"));
    const std::string own = folder + group + "/" + name + ".so";
    auto loaded = replay::WorkflowBuild::Load(
        fs::exists(own) ? own : folder + name + ".so", stage);
    if (!loaded) throw std::runtime_error(loaded.error().message);
    build = std::make_unique<replay::WorkflowBuild>(std::move(*loaded));
  }
  return build->get();
}

history::History Parse(std::string_view text, const std::string& name) {
  auto history = history::ParseHistory(text, name, {});
  if (!history) throw std::runtime_error(history.error().message);
  return *std::move(history);
}

void SetWorkflowType(const std::string& type, history::History& history) {
  auto& attributes = history.events.front().attributes;
  std::get<history::WorkflowStarted>(attributes).workflow_type = type;
}

std::string WorkflowType(const history::History& history) {
  const auto& attributes = history.events.front().attributes;
  return std::get<history::WorkflowStarted>(attributes).workflow_type;
}

std::string ReadBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(path + ": cannot be read");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string ReadGzip(const std::string& path) {
  auto text = history::Gunzip(ReadBytes(path), kMaxBytes);
  if (!text) throw std::runtime_error(path + ": " + text.error().message);
  return *std::move(text);
}

Scratch::Scratch() {
  std::string pattern = fs::temp_directory_path() / "lockstep-proof-XXXXXX";
  path_ = mkdtemp(pattern.data());
}

Scratch::~Scratch() { fs::remove_all(path_); }

}  // namespace lockstep::proof
