#include "tests/replayer/oracle/cases.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "fixtures/workflows/script/scope.h"
#include "history/gunzip.h"

namespace lockstep::replay {
namespace {

using nlohmann::json;

std::string ReadBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(path + ": cannot be read");
  return {std::istreambuf_iterator<char>(file), {}};
}

// The path of the file as plain JSON.
std::string Decompressed(const std::string& path, const std::string& target) {
  if (std::filesystem::exists(path)) return path;
  constexpr size_t kLimit = size_t{1} << 30;
  const auto text = history::Gunzip(ReadBytes(path + ".gz"), kLimit);
  if (!text) throw std::runtime_error(path + ".gz: " + text.error().message);
  std::ofstream(target, std::ios::binary) << *text;
  return target;
}

// "P1" of "P1~m2".
std::string BaseOf(const std::string& program) {
  return program.substr(0, program.find('~'));
}

// "extra" of "task 9: extra TIMER_STARTED 1".
std::string FirstWord(const std::string& reason) {
  const size_t begin = reason.find(": ") + 2;
  return reason.substr(begin, reason.find_first_of(" :", begin) - begin);
}

// What programs are like, by name.
struct Programs {
  std::map<std::string, std::string> missing;  // a feature; empty: in scope
  std::map<std::string, std::string> edits;
};

void AddPrograms(const std::string& path, Programs& programs) {
  const json file = json::parse(ReadBytes(path));
  for (const auto& [name, program] : file.at("programs").items()) {
    programs.missing[name] = script::MissingFeature(program);
  }
  if (!file.contains("edits")) return;
  for (const auto& [name, edit] : file["edits"].items()) {
    programs.edits[name] = edit.at("edit");
  }
}

Case MakeCase(const json& verdict, const Programs& programs) {
  Case made;
  made.history = verdict.at("history");
  made.program = verdict.at("program");
  made.official = verdict.at("official");
  made.message = verdict.at("message");
  if (verdict.contains("expect_strict")) {
    made.strict_reason = FirstWord(verdict.at("strict_reason"));
  }
  const auto edit = programs.edits.find(made.program);
  made.edit = edit == programs.edits.end() ? kUnedited : edit->second;
  made.base_in_scope = programs.missing.at(BaseOf(made.program)).empty();
  return made;
}

}  // namespace

CaseFolder ReadCaseFolder(const std::string& root, const std::string& name,
                          const std::string& scratch) {
  CaseFolder folder;
  folder.name = name;
  folder.path = root + "/" + name;
  std::string stem = name;
  std::ranges::replace(stem, '/', '-');
  for (const std::string file : {"programs.json", "mutants.json"}) {
    folder.program_files.push_back(Decompressed(
        folder.path + "/" + file, scratch + "/" + stem + "-" + file));
  }

  Programs programs;
  for (const auto& file : folder.program_files) AddPrograms(file, programs);
  std::ifstream verdicts(folder.path + "/verdicts.jsonl");
  for (std::string line; std::getline(verdicts, line);) {
    const Case made = MakeCase(json::parse(line), programs);
    const std::string& missing = programs.missing.at(made.program);
    if (missing.empty()) {
      folder.cases.push_back(made);
    } else {
      ++folder.not_run[missing];
    }
  }
  return folder;
}

}  // namespace lockstep::replay
