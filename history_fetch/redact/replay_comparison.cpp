#include "history_fetch/redact/replay_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

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

Json Trace(const Json& result) {
  Json trace = Pick(result, std::begin(kSame), std::end(kSame));
  const auto difference = [](const Json& json) {
    return Pick(json, std::begin(kSameDifference), std::end(kSameDifference));
  };
  const Json divergence = result.value("divergence", Json());
  if (divergence.is_object()) {
    trace["divergence"] = difference(divergence.value("difference", Json()));
    trace["detected_event_id"] = divergence.value("detected_event_id", Json());
  }
  trace["findings"] = Json::array();
  for (const Json& finding : result.value("findings", Json::array())) {
    if (finding.value("tier", "") == "value") continue;
    trace["findings"].push_back(difference(finding));
  }
  return trace;
}

ReplayOutcome OutcomeOf(const Json& result) {
  ReplayOutcome outcome;
  outcome.trace = Trace(result).dump();
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
      return Fail("it is of a format that this lockstep-fetch does not know");
    }
    const std::string below = folder + "/";
    for (const Json& result : document.at("results")) {
      std::string path = result.at("history").get<std::string>();
      if (path.starts_with(below)) path.erase(0, below.size());
      outcomes[path] = OutcomeOf(result);
    }
  } catch (const Json::exception& error) {
    return Fail(error.what());
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

std::string WhyDifferent(const ReplayOutcome& original,
                         const ReplayOutcome& redacted) {
  if (original.trace == redacted.trace) return "";
  const std::string message =
      redacted.message.empty() ? "" : ": " + redacted.message;
  if (original.verdict != redacted.verdict) {
    return fmt::format("its verdict is {} where the original's is {}{}",
                       redacted.verdict, original.verdict, message);
  }
  return fmt::format(
      "its verdict is {} like the original's, but it gets there "
      "in another way{}",
      redacted.verdict, message);
}

}  // namespace lockstep::fetch
