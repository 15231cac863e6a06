#include "replayer/report/result_json.h"

#include <nlohmann/json.hpp>

#include "replayer/report/result_names.h"

namespace lockstep::replay {
namespace {

using nlohmann::ordered_json;

template <class T, class Write>
ordered_json List(const std::vector<T>& values, const Write& write) {
  ordered_json list = ordered_json::array();
  for (const T& value : values) list.push_back(write(value));
  return list;
}

template <class Read>
auto ReadList(const ordered_json& list, const Read& read) {
  std::vector<decltype(read(list))> values;
  for (const ordered_json& value : list) values.push_back(read(value));
  return values;
}

ordered_json FromPlace(const Place& place) {
  return {
      {"file", place.file}, {"line", place.line}, {"function", place.function}};
}

Place ToPlace(const ordered_json& json) {
  return {json.at("file"), json.at("function"), json.at("line")};
}

ordered_json FromWaiting(const Waiting& waiting) {
  return {{"what", waiting.what}, {"stack", List(waiting.stack, FromPlace)}};
}

Waiting ToWaiting(const ordered_json& json) {
  return {json.at("what"), ReadList(json.at("stack"), ToPlace)};
}

ordered_json FromDiffLine(const DiffLine& line) {
  return {{"mark", Name(line.mark)},
          {"event_id", line.event_id},
          {"text", line.text},
          {"stack", List(line.stack, FromPlace)}};
}

DiffLine ToDiffLine(const ordered_json& json) {
  return {ParseMark(json.at("mark")), json.at("event_id"), json.at("text"),
          ReadList(json.at("stack"), ToPlace)};
}

ordered_json FromDifference(const Difference& difference) {
  return {{"kind", Name(difference.kind)},
          {"tier", Name(difference.tier)},
          {"field", difference.field},
          {"task", difference.task},
          {"started_event_id", difference.started_event_id},
          {"event_id", difference.event_id},
          {"recorded", difference.recorded},
          {"produced", difference.produced},
          {"recorded_value", difference.recorded_value},
          {"produced_value", difference.produced_value},
          {"stack", List(difference.stack, FromPlace)},
          {"engine_message", difference.engine_message}};
}

Difference ToDifference(const ordered_json& json) {
  return {.kind = ParseDifferenceKind(json.at("kind")),
          .tier = ParseTier(json.at("tier")),
          .field = json.at("field"),
          .task = json.at("task"),
          .started_event_id = json.at("started_event_id"),
          .event_id = json.at("event_id"),
          .recorded = json.at("recorded"),
          .produced = json.at("produced"),
          .recorded_value = json.at("recorded_value"),
          .produced_value = json.at("produced_value"),
          .stack = ReadList(json.at("stack"), ToPlace),
          .engine_message = json.at("engine_message")};
}

ordered_json FromDivergence(const std::optional<Divergence>& divergence) {
  if (!divergence) return nullptr;
  return {{"difference", FromDifference(divergence->difference)},
          {"waiting", List(divergence->waiting, FromWaiting)},
          {"diff", List(divergence->diff, FromDiffLine)},
          {"diff_earlier", divergence->diff_earlier},
          {"diff_more", divergence->diff_more},
          {"cause", divergence->cause},
          {"gate", divergence->gate},
          {"detected_by_core", Name(divergence->detected_by_core)},
          {"detected_event_id", divergence->detected_event_id}};
}

std::optional<Divergence> ToDivergence(const ordered_json& json) {
  if (json.is_null()) return std::nullopt;
  return Divergence{ToDifference(json.at("difference")),
                    ReadList(json.at("waiting"), ToWaiting),
                    ReadList(json.at("diff"), ToDiffLine),
                    json.at("diff_earlier"),
                    json.at("diff_more"),
                    json.at("cause"),
                    json.at("gate"),
                    ParseDetection(json.at("detected_by_core")),
                    json.at("detected_event_id")};
}

ordered_json FromWakeUp(const std::optional<WakeUp>& wake_up) {
  if (!wake_up) return nullptr;
  return {{"task", wake_up->task},
          {"started_event_id", wake_up->started_event_id}};
}

std::optional<WakeUp> ToWakeUp(const ordered_json& json) {
  if (json.is_null()) return std::nullopt;
  return WakeUp{json.at("task"), json.at("started_event_id")};
}

constexpr char kNotRun[] = "not-run";

ordered_json FromLiveEdge(const std::optional<LiveEdge>& live_edge) {
  if (!live_edge) return nullptr;
  return {{"ran", live_edge->ran},
          {"outcome", live_edge->ran ? Name(live_edge->outcome) : kNotRun},
          {"started_event_id", live_edge->started_event_id},
          {"commands", live_edge->commands}};
}

std::optional<LiveEdge> ToLiveEdge(const ordered_json& json) {
  if (json.is_null()) return std::nullopt;
  const std::string outcome = json.at("outcome");
  return LiveEdge{json.at("ran"),
                  outcome == kNotRun ? Verdict::kOk : ParseVerdict(outcome),
                  json.at("started_event_id"), json.at("commands")};
}

ordered_json FromTraced(const TracedCommand& command) {
  return {{"task", command.task},
          {"kind", command.kind},
          {"name", command.name},
          {"place", FromPlace(command.place)}};
}

TracedCommand ToTraced(const ordered_json& json) {
  return {json.at("task"), json.at("kind"), json.at("name"),
          ToPlace(json.at("place"))};
}

ordered_json FromTrace(const std::optional<std::vector<TracedCommand>>& trace) {
  if (!trace) return nullptr;
  return List(*trace, FromTraced);
}

std::optional<std::vector<TracedCommand>> ToTrace(const ordered_json& json) {
  if (json.is_null()) return std::nullopt;
  return ReadList(json, ToTraced);
}

ReplayResult ToResult(const ordered_json& json) {
  return {.verdict = ParseVerdict(json.at("verdict")),
          .open = json.at("open"),
          .history = json.at("history"),
          .workflow_id = json.at("workflow_id"),
          .run_id = json.at("run_id"),
          .workflow_type = json.at("workflow_type"),
          .flavour = json.at("flavour"),
          .chunker = json.at("chunker"),
          .sdk = json.at("sdk"),
          .message = json.at("message"),
          .divergence = ToDivergence(json.at("divergence")),
          .live_edge = ToLiveEdge(json.at("live_edge")),
          .trace = ToTrace(json.at("trace")),
          .failed_in = ToWakeUp(json.at("failed_in")),
          .stack = ReadList(json.at("stack"), ToPlace),
          .findings = ReadList(json.at("findings"), ToDifference),
          .warnings = json.at("warnings"),
          .events = json.at("events"),
          .tasks = json.at("tasks"),
          .commands = json.at("commands")};
}

}  // namespace

ordered_json ToJson(const TierCounts& counts) {
  ordered_json json = ordered_json::object();
  for (const Tier tier : kTiers) {
    json[std::string(Name(tier))] = counts.at(static_cast<size_t>(tier));
  }
  return json;
}

ordered_json ToJson(const ReplayResult& result) {
  return {{"history", result.history},
          {"verdict", Name(result.verdict)},
          {"open", result.open},
          {"workflow_type", result.workflow_type},
          {"workflow_id", result.workflow_id},
          {"run_id", result.run_id},
          {"flavour", result.flavour},
          {"chunker", result.chunker},
          {"sdk", result.sdk},
          {"events", result.events},
          {"tasks", result.tasks},
          {"commands", result.commands},
          {"differences", ToJson(CountDifferences(result))},
          {"message", result.message},
          {"divergence", FromDivergence(result.divergence)},
          {"live_edge", FromLiveEdge(result.live_edge)},
          {"trace", FromTrace(result.trace)},
          {"failed_in", FromWakeUp(result.failed_in)},
          {"stack", List(result.stack, FromPlace)},
          {"findings", List(result.findings, FromDifference)},
          {"warnings", result.warnings}};
}

Result<ReplayResult> ParseResult(const std::string& text) {
  try {
    return ToResult(ordered_json::parse(text));
  } catch (const nlohmann::json::exception& e) {
    return Fail(std::string("a result that cannot be read: ") + e.what());
  }
}

std::string Dump(const ordered_json& json, int indent) {
  return json.dump(indent, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace lockstep::replay
