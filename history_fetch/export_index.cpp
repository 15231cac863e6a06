#include "history_fetch/export_index.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace lockstep::fetch {
namespace {

using Json = nlohmann::ordered_json;

struct Member {
  const char* name;
  std::string history::Hints::*member;
};
constexpr Member kMembers[] = {
    {"namespace", &history::Hints::workflow_namespace},
    {"workflowId", &history::Hints::workflow_id},
    {"runId", &history::Hints::run_id},
};

// False: the line is none of ours.
bool TakeLine(const Json& line, ExportIndex& index) {
  if (!line.is_object()) return false;
  const auto file = line.find("file");
  if (file == line.end() || !file->is_string()) return false;
  history::Hints& hints = index[file->get<std::string>()];
  for (const Member& member : kMembers) {
    const auto text = line.find(member.name);
    if (text == line.end() || !text->is_string()) return false;
    hints.*member.member = text->get<std::string>();
  }
  return true;
}

}  // namespace

Outcome<ExportIndex> ReadExportIndex(const std::string& folder) {
  ExportIndex index;
  const std::string path = folder + "/" + kExportIndex;
  std::ifstream file(path, std::ios::binary);
  int64_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    const Json json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (TakeLine(json, index)) continue;
    return Fail(ExitCode::kIntegrity,
                fmt::format("{}:{}: is no line that `lockstep-fetch export` "
                            "writes: remove the file, or export again into a "
                            "new folder",
                            path, number));
  }
  return index;
}

std::string ToLines(const ExportIndex& index) {
  std::string lines;
  for (const auto& [file, hints] : index) {
    Json line = {{"file", file}};
    for (const Member& member : kMembers) {
      line[member.name] = hints.*member.member;
    }
    lines += line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  }
  return lines;
}

}  // namespace lockstep::fetch
