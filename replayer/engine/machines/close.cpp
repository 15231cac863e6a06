#include "replayer/engine/machines/close.h"

#include "fmt/format.h"
#include "replayer/engine/compare.h"

namespace lockstep::replay {

using history::Event;
using history::EventType;

namespace {

EventType ClosingEvent(RequestKind kind) {
  switch (kind) {
    case RequestKind::kCompleteWorkflow:
      return EventType::kWorkflowExecutionCompleted;
    case RequestKind::kFailWorkflow:
      return EventType::kWorkflowExecutionFailed;
    case RequestKind::kContinueAsNew:
      return EventType::kWorkflowExecutionContinuedAsNew;
    default:
      return EventType::kWorkflowExecutionCanceled;
  }
}

}  // namespace

Phrase ClosePhrase(RequestKind kind, const std::string& message) {
  switch (kind) {
    case RequestKind::kCompleteWorkflow:
      return PlainPhrase("complete workflow");
    case RequestKind::kFailWorkflow:
      return {"fail workflow", "", fmt::format("fail workflow: {}", message)};
    case RequestKind::kContinueAsNew:
      return PlainPhrase("continue as new");
    default:
      return PlainPhrase("close the workflow as canceled");
  }
}

RequestKind CloseMachine::Kind() const {
  switch (command_.kind) {
    case LS_COMMAND_COMPLETE_WORKFLOW:
      return RequestKind::kCompleteWorkflow;
    case LS_COMMAND_FAIL_WORKFLOW:
      return RequestKind::kFailWorkflow;
    case LS_COMMAND_CONTINUE_AS_NEW:
      return RequestKind::kContinueAsNew;
    default:
      return RequestKind::kCancelClose;
  }
}

Status CloseMachine::OnCommandEvent(const Event& event, const MatchRules& rules,
                                    Effects& effects) {
  if (event.type != ClosingEvent(Kind())) {
    auto stop = DoesNotHandle(*this, event);
    if (history::IsTerminalEvent(event.type)) {
      stop.value().difference->kind = DifferenceKind::kCloseMismatch;
    }
    return stop;
  }
  if (const auto* next =
          std::get_if<history::WorkflowContinuedAsNew>(&event.attributes)) {
    CompareNextRun(*next, rules, effects);
  } else if (event.type == EventType::kWorkflowExecutionCompleted) {
    const auto& closed = std::get<history::WorkflowClosed>(event.attributes);
    ComparePayloads("result", closed.result, command_.payloads, rules, effects);
  }
  return {};
}

void CloseMachine::CompareNextRun(const history::WorkflowContinuedAsNew& next,
                                  const MatchRules& rules,
                                  Effects& effects) const {
  if (!command_.type.empty()) {
    CompareTarget("workflow type", next.workflow_type, command_.type, effects);
  }
  CompareTaskQueue(next.task_queue, command_.task_queue, rules, effects);
  ComparePayloads("input", next.input, command_.payloads, rules, effects);
}

Phrase CloseMachine::Describe(RequestKind) const {
  return ClosePhrase(Kind(), command_.text);
}

std::string CloseMachine::Name() const {
  switch (Kind()) {
    case RequestKind::kCompleteWorkflow:
      return "Complete workflow machine";
    case RequestKind::kFailWorkflow:
      return "Fail workflow machine";
    case RequestKind::kContinueAsNew:
      return "Continue as new workflow machine";
    default:
      return "Cancel workflow machine";
  }
}

}  // namespace lockstep::replay
