#include "history_fetch/redact/replay_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

using Json = nlohmann::json;

// Members of a result that do not depend on payloads, messages and ids.
constexpr const char* kSame[] = {
    "verdict", "open",  "workflow_type", "flavour",   "chunker",  "sdk",
    "events",  "tasks", "commands",      "failed_in", "live_edge"};
// Members of a difference, likewise.
constexpr const char* kSameDifference[] = {
    "kind", "tier", "field", "task", "started_event_id", "event_id"};

Json Pick(const Json& object, const char* const* begin,
          const char* const* end) {
  Json picked = Json::object();
  for (const char* const* name = begin; name != end; ++name) {
    picked[*name] = object.value(*name, Json());
  }
  return picked;
}

Json Facts(const Json& result) {
  Json facts = Pick(result, std::begin(kSame), std::end(kSame));
  const auto difference = [](const Json& json) {
    return Pick(json, std::begin(kSameDifference), std::end(kSameDifference));
  };
  const Json divergence = result.value("divergence", Json());
  if (divergence.is_object()) {
    facts["divergence"] = difference(divergence.value("difference", Json()));
    facts["detected_event_id"] = divergence.value("detected_event_id", Json());
  }
  facts["findings"] = Json::array();
  for (const Json& finding : result.value("findings", Json::array())) {
    if (finding.value("tier", "") == "value") continue;
    facts["findings"].push_back(difference(finding));
  }
  return facts;
}

std::string CommandText(const Json& command) {
  std::string text = command.at("kind");
  const std::string name = command.at("name");
  if (!name.empty()) text += " " + name;
  const Json& place = command.at("place");
  const std::string file = place.at("file");
  if (!file.empty()) {
    text += fmt::format(" at {}:{}", file, place.at("line").get<int64_t>());
  }
  const int64_t task = command.at("task");
  return task == 0 ? text + " in the task in flight"
                   : fmt::format("{} in task {}", text, task);
}

std::vector<std::string> CommandsOf(const Json& result) {
  std::vector<std::string> commands;
  const Json trace = result.value("trace", Json());
  if (!trace.is_array()) return commands;
  for (const Json& command : trace) commands.push_back(CommandText(command));
  return commands;
}

// Where the commands part.
std::string OtherCommand(const ReplayOutcome& original,
                         const ReplayOutcome& redacted) {
  const auto [one, other] =
      std::mismatch(original.commands.begin(), original.commands.end(),
                    redacted.commands.begin(), redacted.commands.end());
  const auto shown = [](const auto& at, const auto& end) {
    return at == end ? "nothing" : Printable(*at, 300);
  };
  return fmt::format("the code asks for {} where the original's asks for {}",
                     shown(other, redacted.commands.end()),
                     shown(one, original.commands.end()));
}

ReplayOutcome OutcomeOf(const Json& result) {
  ReplayOutcome outcome;
  outcome.facts = Facts(result).dump();
  outcome.commands = CommandsOf(result);
  outcome.verdict = result.value("verdict", "");
  outcome.message = result.value("message", "");
  outcome.value_differences =
      result.value("differences", Json::object()).value("value", int64_t{0});
  return outcome;
}

}  // namespace

Result<std::map<std::string, ReplayOutcome>> ReadReplay(
    std::string_view json, const std::string& folder) {
  std::map<std::string, ReplayOutcome> outcomes;
  try {
    const Json document = Json::parse(json);
    if (document.at("format") != 1) {
      return lockstep::Fail(
          "it is of a format that this lockstep-fetch does not know");
    }
    const std::string below = folder + "/";
    for (const Json& result : document.at("results")) {
      std::string path = result.at("history").get<std::string>();
      if (path.starts_with(below)) path.erase(0, below.size());
      outcomes[path] = OutcomeOf(result);
    }
  } catch (const Json::exception& error) {
    return lockstep::Fail(error.what());
  }
  return outcomes;
}

bool WasReplayed(const ReplayOutcome& outcome) {
  constexpr std::string_view kReplayed[] = {
      "ok",      "nondeterminism", "workflow-task-failure", "deadlock", "crash",
      "timeout", "memory"};
  return std::find(std::begin(kReplayed), std::end(kReplayed),
                   outcome.verdict) != std::end(kReplayed);
}

bool SameReplay(const ReplayOutcome& original, const ReplayOutcome& redacted) {
  return original.facts == redacted.facts &&
         original.commands == redacted.commands;
}

std::string WhyDifferent(const ReplayOutcome& original,
                         const ReplayOutcome& redacted) {
  if (SameReplay(original, redacted)) return "";
  const std::string message =
      redacted.message.empty() ? "" : ": " + redacted.message;
  if (original.verdict != redacted.verdict) {
    return fmt::format("its verdict is {} where the original's is {}{}",
                       redacted.verdict, original.verdict, message);
  }
  if (original.commands != redacted.commands) {
    return fmt::format("its verdict is {} like the original's, but {}",
                       redacted.verdict, OtherCommand(original, redacted));
  }
  return fmt::format(
      "its verdict is {} like the original's, but it gets there "
      "in another way{}",
      redacted.verdict, message);
}

}  // namespace lockstep::fetch
