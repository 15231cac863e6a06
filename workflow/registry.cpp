// The list of a build, and what the host sees of it.
#include <algorithm>
#include <exception>
#include <utility>

#include "lockstep/build.h"
#include "workflow/run.h"
#include "workflow/run_activity.h"
#include "workflow/wire_out.h"

namespace lockstep {

WorkflowEntry& WorkflowEntry::Signal(const std::string& name) {
  type_->signals.insert(name);
  return *this;
}

WorkflowEntry& WorkflowEntry::Query(const std::string& name) {
  type_->queries.insert(name);
  return *this;
}

WorkflowEntry& WorkflowEntry::Update(const std::string& name) {
  type_->updates.insert(name);
  return *this;
}

namespace internal {
namespace {

template <class Types>
void SortByName(Types& types) {
  std::ranges::sort(
      types, {}, [](const auto& each) -> const auto& { return each->name; });
}

// The sentences about names that are empty or come twice, in sorted names.
template <class Names>
std::string Contradictions(const std::string& what, const Names& names) {
  std::string text;
  const std::string* previous = nullptr;
  for (const std::string& name : names) {
    if (name.empty()) text += what + " is registered with an empty name. ";
    if (previous != nullptr && !name.empty() && *previous == name) {
      text += what + " '" + name + "' is registered twice. ";
    }
    previous = &name;
  }
  return text;
}

template <class Types>
std::vector<std::string> NamesOf(const Types& types) {
  std::vector<std::string> names;
  for (const auto& each : types) names.push_back(each->name);
  return names;
}

template <class Types>
auto Find(const Types& types, const std::string& name) {
  for (const auto& each : types) {
    if (each->name == name) return each.get();
  }
  return static_cast<decltype(types.front().get())>(nullptr);
}

}  // namespace

Registry::Registry(void (*author)(Build&)) noexcept {
  try {
    Build build(*this);
    author(build);
  } catch (...) {
    error = "LOCKSTEP_BUILD threw " +
            DescribeException(std::current_exception()) + ". ";
  }
  Check();
}

WorkflowType& Registry::Add(std::unique_ptr<WorkflowType> type) {
  return *workflows.emplace_back(std::move(type));
}

void Registry::Add(std::unique_ptr<ActivityType> type) {
  activities.push_back(std::move(type));
}

void Registry::Check() {
  SortByName(workflows);
  SortByName(activities);
  error += Contradictions("a workflow", NamesOf(workflows));
  error += Contradictions("an activity", NamesOf(activities));
  for (const auto& workflow : workflows) {
    const std::string of = " of the workflow '" + workflow->name + "'";
    error += Contradictions("a signal" + of, workflow->signals);
    error += Contradictions("a query" + of, workflow->queries);
    error += Contradictions("an update" + of, workflow->updates);
  }
  if (profile == LS_PROFILE_GO && ids_from != 1) {
    error += "IdsFrom is not for the Go profile, whose ids number events. ";
  }
  if (!error.empty()) error.pop_back();
}

const WorkflowType* Registry::FindWorkflow(const std::string& name) const {
  return Find(workflows, name);
}

const ActivityType* Registry::FindActivity(const std::string& name) const {
  return Find(activities, name);
}

}  // namespace internal
}  // namespace lockstep
