#include "replayer/loading/build_work.h"

#include <nlohmann/json.hpp>
#include <string_view>

#include "replayer/engine/detection.h"
#include "replayer/loading/description.h"
#include "replayer/report/result_json.h"

namespace lockstep::replay {
namespace {

using history::History;
using history::LoadResult;

LoadResult LoadInput(const Input& input, history::LoadOptions options) {
  options.known = {.workflow_id = input.entry.workflow_id,
                   .run_id = input.entry.run_id,
                   .workflow_namespace = input.entry.name_space};
  options.sha256 = input.entry.sha256;
  options.payloads_replaced = input.entry.payloads_replaced;
  return input.text ? ParseHistory(*input.text, input.name, options)
                    : LoadHistory(input.name, options);
}

// What is known of a history before it is replayed.
ReplayResult Identity(const History& history) {
  ReplayResult result;
  result.history = history.name;
  result.workflow_id = history.workflow_id;
  result.run_id = history.run_id;
  result.workflow_type = WorkflowTypeOf(history);
  result.events = static_cast<int64_t>(history.events.size());
  result.warnings = history.warnings;
  return result;
}

}  // namespace

Result<std::string> BuildWork::Load(std::atomic<LoadStage>& stage) {
  Result<WorkflowBuild> build = WorkflowBuild::Load(path_, stage);
  if (!build) return tl::unexpected(build.error());
  build_ = std::move(*build);
  return Dump(ToJson(Describe(build_->get(), path_)), -1);
}

ItemRecord BuildWork::Run(size_t item, WorkerLink& link) {
  const HistoryRecord record = ReplayHistory(work_.inputs.at(item), link);
  return {Encode(record),
          record.selected && record.result.verdict != Verdict::kOk};
}

HistoryRecord BuildWork::ReplayHistory(const Input& input,
                                       WorkerLink& link) const {
  history::LoadOptions options = work_.load;
  LoadResult history = LoadInput(input, options);
  if (history && !Selects(work_.selection, *history)) return {false, {}};
  if (history && !history->workflow_id_known) {
    // Load it again with the id it is given.
    options.workflow_id = work_.selection.workflow_id;
    if (!options.workflow_id.empty()) history = LoadInput(input, options);
  }
  if (!history) return {true, Unloadable(history.error(), input.name)};
  link.Note(Encode({true, Identity(*history)}));
  ReplayResult result =
      Replay(*history, build_->get(), work_.replay, &link.observer());
  result.history = input.name;
  if (NeedsCoreReplay(result)) {
    // Should the code die now, the verdict stands.
    link.Note(Encode({true, result}));
    const ReplayOptions as_core{.core_compatible = true};
    SetDetection(Replay(*history, build_->get(), as_core, &link.observer()),
                 result);
  }
  return {true, std::move(result)};
}

ReplayResult Unloadable(const history::LoadError& error,
                        const std::string& name) {
  ReplayResult result;
  result.verdict = error.kind == history::LoadError::Kind::kUndecodable
                       ? Verdict::kUndecodablePayload
                       : Verdict::kInvalidHistory;
  result.history = name;
  const std::string prefix = name + ": ";
  const std::string_view message = error.message;
  result.message =
      message.starts_with(prefix) ? message.substr(prefix.size()) : message;
  return result;
}

}  // namespace lockstep::replay
