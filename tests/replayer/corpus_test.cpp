// Public histories, replayed on C++ ports of their workflows. What each must
// come to is in fixtures/corpus/expect.tsv; docs/conformance.md argues where
// that is not what the history's own project expects. The histories are not
// part of the project: LOCKSTEP_CORPUS names their folder.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/replayer/cli_runner.h"

namespace lockstep::replay {
namespace {

using nlohmann::ordered_json;

std::string Corpus() {
  const char* const given = std::getenv("LOCKSTEP_CORPUS");
  return given != nullptr ? given : LOCKSTEP_SOURCE_DIR "/../shared/corpus";
}

// The cells of each line after the first.
std::vector<std::vector<std::string>> ReadTable(const std::string& path) {
  std::vector<std::vector<std::string>> table;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::vector<std::string> cells;
    std::istringstream rest(line);
    for (std::string cell; std::getline(rest, cell, '\t');) {
      cells.push_back(cell);
    }
    table.push_back(std::move(cells));
  }
  return table;
}

// A line of expect.tsv.
struct Row {
  std::string history;
  std::string edit;     // what is done to the history first; empty: nothing
  std::string build;    // of fixtures/workflows, without its "corpus_"
  std::string options;  // of the replay; in the table, behind the build
  std::string theirs;   // "pass" or "fail", or empty: the row is ours
  std::string verdict;  // and the next three: of the difference, or empty
  std::string tier;
  std::string kind;
  std::string event;
  std::string findings;  // the fields of the findings, with commas between
  std::string note;
};

std::vector<Row> ReadRows() {
  constexpr size_t kCells = 10;
  std::vector<Row> rows;
  for (std::vector<std::string> cells :
       ReadTable(LOCKSTEP_SOURCE_DIR "/fixtures/corpus/expect.tsv")) {
    cells.resize(kCells);
    const std::string& build = cells[2];
    const size_t end = std::min(build.find(' '), build.size());
    rows.push_back({cells[0], cells[1], build.substr(0, end), build.substr(end),
                    cells[3], cells[4], cells[5], cells[6], cells[7], cells[8],
                    cells[9]});
  }
  return rows;
}

void PrintTo(const Row& row, std::ostream* stream) {
  *stream << row.build << row.options << ' ' << row.history << ' ' << row.edit;
}

std::string Base64(const std::string& bytes) {
  constexpr char kDigits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (size_t at = 0; at < bytes.size(); at += 3) {
    unsigned group = 0;
    for (size_t i = at; i < at + 3; ++i) {
      const char byte = i < bytes.size() ? bytes[i] : '\0';
      group = group << 8 | static_cast<unsigned char>(byte);
    }
    for (size_t i = 0; i < 4; ++i) {
      const unsigned digit = group >> (18 - 6 * i) & 63;
      text += at + i <= bytes.size() ? kDigits[digit] : '=';
    }
  }
  return text;
}

// An event of that type; `task` is the scheduled event of its workflow task.
ordered_json MakeEvent(size_t id, const std::string& type, size_t task) {
  std::string key;
  for (size_t i = 0; i < type.size(); ++i) {
    if (type[i] == '_') continue;
    const auto letter = static_cast<unsigned char>(type[i]);
    const bool starts = i > 0 && type[i - 1] == '_';
    key += static_cast<char>(starts ? letter : std::tolower(letter));
  }
  ordered_json event{{"eventId", std::to_string(id)},
                     {"eventType", "EVENT_TYPE_" + type}};
  const std::string before = std::to_string(id - 1);
  ordered_json attributes = ordered_json::object();
  if (type == "WORKFLOW_TASK_STARTED" || type == "WORKFLOW_TASK_COMPLETED") {
    attributes["scheduledEventId"] = std::to_string(task);
  }
  if (type == "WORKFLOW_TASK_COMPLETED") attributes["startedEventId"] = before;
  if (type == "WORKFLOW_EXECUTION_COMPLETED") {
    attributes["workflowTaskCompletedEventId"] = before;
  }
  event[key + "EventAttributes"] = std::move(attributes);
  return event;
}

// "24 WORKFLOW_EXECUTION_COMPLETED": 24 events and one more.
void CutAndAppend(const std::string& edit, ordered_json& events) {
  std::istringstream words(edit);
  size_t count = 0;
  words >> count;
  events.erase(events.begin() + static_cast<ptrdiff_t>(count), events.end());
  size_t task = count - 1;  // if the last one that is kept is its start
  for (std::string type; words >> type;) {
    const size_t id = events.size() + 1;
    if (type == "WORKFLOW_TASK_SCHEDULED") task = id;
    events.push_back(MakeEvent(id, type, task));
  }
}

void Edit(const std::string& edit, ordered_json& history) {
  const std::string input = "input ";
  const std::string events_only = "events ";
  ordered_json& events = history.at("events");
  if (edit == "without the first event") {
    events.erase(0);
  } else if (edit.starts_with(events_only)) {
    CutAndAppend(edit.substr(events_only.size()), events);
  } else {
    ASSERT_TRUE(edit.starts_with(input)) << "no such edit: " << edit;
    events.at(0)["workflowExecutionStartedEventAttributes"]["input"]["payloads"]
                [0]["data"] = Base64(edit.substr(input.size()));
  }
}

// "nondeterminism compatible type-mismatch 11, findings: input"
std::string Outcome(const ordered_json& result) {
  std::string text = result.at("verdict");
  if (const ordered_json& divergence = result.at("divergence");
      !divergence.is_null()) {
    const ordered_json& difference = divergence.at("difference");
    text += " " + difference.at("tier").get<std::string>();
    text += " " + difference.at("kind").get<std::string>();
    text += " " + difference.at("event_id").dump();
  }
  std::string findings;
  for (const ordered_json& finding : result.at("findings")) {
    if (!findings.empty()) findings += ",";
    findings += finding.at("field").get<std::string>();
  }
  return text + ", findings: " + findings;
}

std::string Expected(const Row& row) {
  std::string text = row.verdict;
  if (!row.kind.empty()) {
    text += " " + row.tier + " " + row.kind + " " + row.event;
  }
  return text + ", findings: " + row.findings;
}

class PublicHistory : public testing::TestWithParam<Row> {
 protected:
  void SetUp() override {
    path_ = Corpus() + "/histories/" + GetParam().history;
    if (!std::filesystem::exists(path_)) {
      GTEST_SKIP() << "no public histories: there is no " << path_
                   << "; set LOCKSTEP_CORPUS to their folder";
    }
    if (GetParam().edit.empty()) return;
    ordered_json history = ordered_json::parse(ReadFile(path_));
    ASSERT_NO_FATAL_FAILURE(Edit(GetParam().edit, history));
    path_ = folder_.path() + "/edited.json";
    WriteFile(path_, history.dump());
  }

  // What lockstep-replay says about the history.
  ordered_json Result() const {
    const std::string build = LOCKSTEP_BINARY_DIR
                              "/fixtures/workflows/corpus_" +
                              GetParam().build + ".so";
    const CliResult run =
        folder_.Run("lockstep-replay run '" + build + "' '" + path_ +
                    "' --format json" + GetParam().options);
    const ordered_json report = ordered_json::parse(run.out, nullptr, false);
    if (report.is_object()) return report.at("results").at(0);
    ADD_FAILURE() << run.out << run.err;
    return nullptr;
  }

 private:
  const CliFolder folder_{"public-history"};
  std::string path_;
};

TEST_P(PublicHistory, ComesToTheExpectedVerdict) {
  const ordered_json result = Result();

  ASSERT_TRUE(result.is_object());
  EXPECT_EQ(Outcome(result), Expected(GetParam())) << GetParam().note << "\n"
                                                   << result.dump(2);
}

std::string TestName(const testing::TestParamInfo<Row>& info) {
  const std::string path = info.param.history;
  std::string name = info.param.build + "_";
  for (const char c : path.substr(path.rfind("__") + 2)) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) name += c;
  }
  return name + "_" + std::to_string(info.index);
}

INSTANTIATE_TEST_SUITE_P(Corpus, PublicHistory, testing::ValuesIn(ReadRows()),
                         TestName);

// Whether one of our rows says what the project that owns the history expects.
bool IsListed(const std::string& history, const std::string& theirs) {
  for (const Row& row : ReadRows()) {
    if (row.history == history && row.theirs == theirs) return true;
  }
  return false;
}

TEST(PublicHistories, AllThatHaveAnExpectedVerdictAreListed) {
  const std::string path = Corpus() + "/EXPECT.tsv";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "there is no " << path;

  for (const std::vector<std::string>& cells : ReadTable(path)) {
    const bool pass = cells.at(3).find("PASS") < 2;  // perhaps after a quote

    EXPECT_TRUE(IsListed(cells.at(1), pass ? "pass" : "fail")) << cells.at(1);
  }
}

// A line for each public history: what an arbitrary build makes of it.
std::string AllVerdicts(const ordered_json& report) {
  const std::string folder = "/histories/";
  std::string text = "history\tflavour\tverdict\n";
  for (const ordered_json& result : report.at("results")) {
    const auto path = result.at("history").get<std::string>();
    text += path.substr(path.rfind(folder) + folder.size()) + "\t" +
            result.at("flavour").get<std::string>() + "\t" +
            result.at("verdict").get<std::string>() + "\n";
  }
  return text;
}

// LOCKSTEP_UPDATE=1 writes the list anew.
TEST(PublicHistories, AllAreToldApart) {
  const std::string histories = Corpus() + "/histories";
  if (!std::filesystem::exists(histories)) {
    GTEST_SKIP() << "there is no " << histories;
  }
  const CliFolder folder("all-public-histories");

  const CliResult run = folder.Run("lockstep-replay run '" LOCKSTEP_BINARY_DIR
                                   "/fixtures/workflows/corpus_core.so' '" +
                                   histories + "' --format json");

  const ordered_json report = ordered_json::parse(run.out, nullptr, false);
  ASSERT_TRUE(report.is_object()) << run.out << run.err;
  const std::string path = LOCKSTEP_SOURCE_DIR "/fixtures/corpus/flavours.tsv";
  const std::string text = AllVerdicts(report);
  if (std::getenv("LOCKSTEP_UPDATE") != nullptr) WriteFile(path, text);
  EXPECT_EQ(text, ReadFile(path));
}

}  // namespace
}  // namespace lockstep::replay
