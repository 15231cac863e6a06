#include "tests/replayer/oracle/cases.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "history/gunzip.h"
#include "tests/proof/sanitized.h"

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

// "extra" of "task 9: extra TIMER_STARTED 1".
std::string FirstWord(const std::string& reason) {
  const size_t begin = reason.find(": ") + 2;
  return reason.substr(begin, reason.find_first_of(" :", begin) - begin);
}

// What was done to programs, by their names.
using Edits = std::map<std::string, std::string>;

void AddEdits(const std::string& path, Edits& edits) {
  const json file = json::parse(ReadBytes(path));
  if (!file.contains("edits")) return;
  for (const auto& [name, edit] : file["edits"].items()) {
    edits[name] = edit.at("edit");
  }
}

Case MakeCase(const json& verdict, const Edits& edits) {
  Case made;
  made.history = verdict.at("history");
  made.program = verdict.at("program");
  made.official = verdict.at("official");
  made.message = verdict.at("message");
  if (verdict.contains("expect_strict")) {
    made.strict_reason = FirstWord(verdict.at("strict_reason"));
  }
  const auto edit = edits.find(made.program);
  made.edit = edit == edits.end() ? kUnedited : edit->second;
  return made;
}

// There may be no such file.
std::vector<json> ReadLines(const std::string& path) {
  std::vector<json> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    lines.push_back(json::parse(line));
  }
  return lines;
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

  Edits edits;
  for (const auto& file : folder.program_files) AddEdits(file, edits);
  const auto verdicts = ReadLines(folder.path + "/verdicts.jsonl");
  for (size_t i = 0; i < verdicts.size(); i += proof::kStride) {
    folder.cases.push_back(MakeCase(verdicts[i], edits));
  }
  for (const json& verdict : ReadLines(folder.path + "/dropped.jsonl")) {
    folder.cases.push_back(MakeCase(verdict, edits));
    folder.cases.back().edit = kDropped;
    folder.cases.back().where = "dropped";
  }
  return folder;
}

}  // namespace lockstep::replay
