#include "history_fetch/redact/redact_report.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "history_fetch/failed_command.h"
#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMostLines = 20;

std::string Count(int64_t count, std::string_view one,
                  std::string_view several) {
  return fmt::format("{} {}", count, count == 1 ? one : several);
}

std::string PlaceText(const RedactReport::InFile& found) {
  if (found.place.event_id == 0) {
    return fmt::format("{}: {}", found.file, found.place.path);
  }
  return fmt::format("{}: event {}: {}", found.file, found.place.event_id,
                     Printable(found.place.path));
}

// Many findings are of one cause; the JSON has them all.
std::string SecretsText(const RedactReport& report) {
  const std::vector<RedactReport::InFile>& found = report.secrets;
  std::string text;
  for (size_t i = 0; i < found.size() && i < kMostLines; ++i) {
    text += fmt::format("{}: {}\n", found[i].kind, PlaceText(found[i]));
  }
  if (found.size() > kMostLines) {
    text += fmt::format("... and {} more; see -o json\n",
                        found.size() - kMostLines);
  }
  if (!found.empty() && !report.allow_secrets.empty()) {
    text += fmt::format("stored all the same: {}\n",
                        Printable(report.allow_secrets));
  }
  return text;
}

// The first of each path, and how many there are.
std::string ShownText(const RedactReport& report) {
  std::map<std::string, std::pair<const RedactReport::InFile*, int64_t>> paths;
  for (const RedactReport::InFile& found : report.shown) {
    auto& [first, count] = paths[found.place.path];
    if (count++ == 0) first = &found;
  }
  std::string text;
  for (const auto& [path, found] : paths) {
    const auto& [first, count] = found;
    text += fmt::format(
        "note: {} shows a value that was replaced elsewhere{}\n",
        PlaceText(*first),
        count == 1 ? "" : fmt::format(" ({} more like it)", count - 1));
  }
  return text;
}

std::string OpaqueText(const RedactReport& report) {
  std::string text;
  for (const auto& [encoding, count] : report.opaque) {
    text += fmt::format("note: {} of {} left as {}\n",
                        Count(count, "payload", "payloads"),
                        encoding.empty() ? "no encoding" : Printable(encoding),
                        count == 1 ? "it is" : "they are");
  }
  return text;
}

std::string NotVerifiedText(const RedactReport::Verification& verification) {
  std::string text;
  for (const auto& [verdict, count] : verification.not_verified) {
    text += fmt::format(
        "not verified: {}, which {} does not replay: the verdict of the "
        "original is {}; give a --build that has the workflow type\n",
        Count(count, "history", "histories"), verification.build,
        Printable(verdict));
  }
  return text;
}

std::string VerificationText(const RedactReport& report) {
  if (!report.verified) {
    return "not verified: give --build to replay both corpora with it\n";
  }
  const RedactReport::Verification& verification = report.verification;
  std::string text = NotVerifiedText(verification);
  if (verification.compared > 0) {
    text += fmt::format(
        "verified: {} replayed with {} like the originals or left out\n",
        Count(verification.compared, "history", "histories"),
        verification.build);
  }
  if (verification.value_differences > 0) {
    text += fmt::format(
        "note: {} between values that code makes and recorded ones, which "
        "the originals do not have\n",
        Count(verification.value_differences, "difference", "differences"));
  }
  return text;
}

Json PlacesJson(const std::vector<RedactReport::InFile>& found) {
  Json list = Json::array();
  for (const RedactReport::InFile& item : found) {
    Json json;
    if (!item.kind.empty()) json["kind"] = item.kind;
    json["file"] = item.file;
    json["event_id"] = item.place.event_id;
    json["path"] = item.place.path;
    list.push_back(std::move(json));
  }
  return list;
}

}  // namespace

std::string RedactText(const RedactReport& report) {
  std::string text = SecretsText(report);
  for (const RedactReport::LeftOut& left_out : report.left_out) {
    text += fmt::format("left out: {}: {}\n", left_out.file, left_out.why);
  }
  text += ShownText(report) + OpaqueText(report) + VerificationText(report);
  text +=
      fmt::format("{}: {} of {} redacted to {}{}\n", report.from, report.stored,
                  Count(report.histories, "history", "histories"), report.to,
                  report.unchanged == 0
                      ? ""
                      : fmt::format(" ({} were so already)", report.unchanged));
  return text;
}

std::string RedactJson(const RedactReport& report) {
  Json json;
  json["format"] = 1;
  json["command"] = "redact";
  json["corpus"] = report.from;
  json["to"] = report.to;
  AddEnding(CodeOf(report), {}, json);
  json["histories"] = report.histories;
  json["stored"] = report.stored;
  json["unchanged"] = report.unchanged;
  json["left_out"] = Json::array();
  for (const RedactReport::LeftOut& left_out : report.left_out) {
    json["left_out"].push_back(
        {{"file", left_out.file}, {"why", left_out.why}});
  }
  json["secrets"] = PlacesJson(report.secrets);
  if (!report.allow_secrets.empty()) {
    json["allow_secrets"] = report.allow_secrets;
  }
  json["shown_values"] = PlacesJson(report.shown);
  json["opaque_payloads"] = Json::object();
  for (const auto& [encoding, count] : report.opaque) {
    json["opaque_payloads"][encoding] = count;
  }
  json["verification"] = nullptr;
  if (report.verified) {
    json["verification"] = {
        {"program", report.verification.program},
        {"build", report.verification.build},
        {"compared", report.verification.compared},
        {"not_verified", report.verification.not_verified},
        {"value_differences", report.verification.value_differences}};
  }
  constexpr int kIndent = 2;
  constexpr bool kAsUtf8 = false;
  return json.dump(kIndent, ' ', kAsUtf8, Json::error_handler_t::replace) +
         "\n";
}

}  // namespace lockstep::fetch
