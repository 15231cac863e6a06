// Where the SDK enters the program: what is registered, and what has the shape
// of a workflow and is reached by no other.
#pragma once

#include <string>
#include <vector>

#include "linter/link/graph.h"

namespace lockstep::lint {

struct Entry {
  Id function = kNoId;
  Role role = Role::kWorkflow;
  std::string name;    // as registered, else the function's
  std::string reason;  // of an entry by shape; empty: registered
  Place place;         // of the registration, else of the function
  const Registration* registration = nullptr;
};

struct Entries {
  std::vector<Entry> reported;  // workflow, query, validator: by name
  std::vector<Id> activities;   // sorted
  // Where code outside of workflows begins: main, set-up, activities,
  // threads. Only shared state cares.
  std::vector<Entry> outside;
};

Entries FindEntries(const Graph& graph);

}  // namespace lockstep::lint
