#include "history_fetch/download/run_links.h"

#include <variant>

namespace lockstep::fetch {
namespace {

using history::EventType;

// "CONTINUE_AS_NEW_INITIATOR_WORKFLOW", in any spelling, or an old server's
// nothing.
bool ByTheWorkflow(const std::string& initiator) {
  return initiator.find("CRON") == std::string::npos &&
         initiator.find("RETRY") == std::string::npos;
}

}  // namespace

void AddLinks(const history::Event& event, RunLinks& links) {
  if (const auto* started =
          std::get_if<history::WorkflowStarted>(&event.attributes)) {
    const bool by_server =
        !started->cron_schedule.empty() || started->attempt > 1;
    if (!by_server) links.before = started->continued_execution_run_id;
  }
  if (const auto* next =
          std::get_if<history::WorkflowContinuedAsNew>(&event.attributes)) {
    if (ByTheWorkflow(next->initiator)) links.after = next->new_run_id;
  }
  if (event.type == EventType::kChildWorkflowExecutionStarted) {
    const auto& child = std::get<history::ChildUpdate>(event.attributes);
    links.children.push_back(
        {.name_space = child.workflow_namespace,
         .workflow_type = child.workflow_type,
         .execution = {child.execution.workflow_id, child.execution.run_id}});
  }
}

}  // namespace lockstep::fetch
