#include "replayer/selection.h"

#include <variant>

namespace lockstep::replay {

std::string WorkflowTypeOf(const history::History& history) {
  if (history.events.empty()) return "";
  const auto* const started =
      std::get_if<history::WorkflowStarted>(&history.events.front().attributes);
  return started == nullptr ? "" : started->workflow_type;
}

bool Selects(const Selection& selection, const history::History& history) {
  const bool type_fits = selection.types.empty() ||
                         selection.types.contains(WorkflowTypeOf(history));
  // A history that names no id is given the one that was asked for.
  const bool id_fits = selection.workflow_id.empty() ||
                       !history.workflow_id_known ||
                       history.workflow_id == selection.workflow_id;
  return type_fits && id_fits;
}

}  // namespace lockstep::replay
