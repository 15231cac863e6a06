// Which histories --type and --workflow-id select.
#pragma once

#include <set>
#include <string>

#include "history/history.h"

namespace lockstep::replay {

struct Selection {
  std::set<std::string> types;  // empty: all
  std::string workflow_id;      // empty: all
  bool operator==(const Selection&) const = default;
};

// The type in the started event; empty if there is none.
std::string WorkflowTypeOf(const history::History& history);

bool Selects(const Selection& selection, const history::History& history);

}  // namespace lockstep::replay
