#include "history_fetch/verify/report.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "history_fetch/failed_command.h"
#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

std::string Sentence(const Finding& finding) {
  return finding.file.empty()
             ? finding.message
             : fmt::format("{} {}", finding.file, finding.message);
}

std::string Count(int64_t count, std::string_view one,
                  std::string_view several) {
  return fmt::format("{} {}", count, count == 1 ? one : several);
}

struct NotesOfAKind {
  const Finding* first = nullptr;
  int64_t count = 0;
};

std::string NotesText(const Verification& verification) {
  std::map<Check, NotesOfAKind> kinds;
  for (const Finding& finding : verification.findings) {
    if (IsProblem(finding.check)) continue;
    NotesOfAKind& kind = kinds[finding.check];
    if (kind.count++ == 0) kind.first = &finding;
  }
  std::string text;
  for (const auto& [check, kind] : kinds) {
    text += "note: " + Sentence(*kind.first);
    if (kind.count > 1) {
      text += fmt::format(" ({} more like it)", kind.count - 1);
    }
    text += '\n';
  }
  return text;
}

nlohmann::ordered_json FindingsJson(const Verification& verification,
                                    bool problems) {
  auto list = nlohmann::ordered_json::array();
  for (const Finding& finding : verification.findings) {
    if (IsProblem(finding.check) != problems) continue;
    nlohmann::ordered_json json;
    json["check"] = Name(finding.check);
    if (!finding.file.empty()) json["file"] = finding.file;
    json["message"] = finding.message;
    list.push_back(std::move(json));
  }
  return list;
}

}  // namespace

std::string VerificationText(const Verification& verification) {
  std::string text;
  int64_t problems = 0;
  for (const Finding& finding : verification.findings) {
    if (!IsProblem(finding.check)) continue;
    ++problems;
    text += fmt::format("{}: {}\n", Name(finding.check), Sentence(finding));
  }
  text += NotesText(verification);
  text += fmt::format(
      "{}: {} ({} running, {} redacted), {}, {}, {}\n", verification.folder,
      Count(verification.histories, "history", "histories"),
      verification.running, verification.redacted,
      Count(verification.events, "event", "events"),
      Count(verification.shapes, "shape", "shapes"),
      Count(verification.loop_shapes, "loop shape", "loop shapes"));
  if (verification.replay && verification.replay->exit_code == 0) {
    text += fmt::format("all replay with {}\n", verification.replay->build);
  }
  text += problems == 0 ? "no problem\n"
                        : Count(problems, "problem\n", "problems\n");
  return text;
}

std::string VerificationJson(const Verification& verification) {
  nlohmann::ordered_json json;
  json["format"] = 1;
  json["command"] = "verify";
  json["corpus"] = verification.folder;
  AddEnding(CodeOf(verification), {}, json);
  json["complete"] = verification.state.complete;
  json["histories"] = verification.histories;
  json["running"] = verification.running;
  json["redacted"] = verification.redacted;
  json["events"] = verification.events;
  json["bytes"] = verification.bytes;
  json["shapes"] = verification.shapes;
  json["loop_shapes"] = verification.loop_shapes;
  json["problems"] = FindingsJson(verification, true);
  json["notes"] = FindingsJson(verification, false);
  if (verification.replay) {
    json["replay"] = {{"program", verification.replay->program},
                      {"build", verification.replay->build},
                      {"exit_code", verification.replay->exit_code}};
  }
  constexpr int kIndent = 2;
  constexpr bool kAsUtf8 = false;
  return json.dump(kIndent, ' ', kAsUtf8,
                   nlohmann::json::error_handler_t::replace) +
         "\n";
}

}  // namespace lockstep::fetch
