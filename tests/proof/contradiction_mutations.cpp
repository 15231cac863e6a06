// Histories that contradict themselves.
#include "tests/proof/history_mutations.h"

namespace lockstep::proof {
namespace {

bool IsInside(const Events& events, size_t at) {
  return at > 0 && at + 1 < events.size();
}

bool IsAny(const Events& events, size_t at) { return at < events.size(); }

void Drop(Events& events, size_t at) {
  events.erase(events.begin() + static_cast<ptrdiff_t>(at));
}

void Double(Events& events, size_t at) {
  const Json copy = events[at];
  events.insert(events.begin() + static_cast<ptrdiff_t>(at) + 1, copy);
}

// Of a task that something comes after: it was completed for certain.
template <const char* kType>
bool IsOfCompletedTask(const Events& events, size_t at) {
  if (!Is(events[at], kType) || At(events, at + 1) == nullptr) return false;
  for (size_t i = at; i + 1 < events.size(); ++i) {
    if (i > at && Is(events[i], "WORKFLOW_TASK_SCHEDULED")) return false;
    if (IsAnyOf(events[i], {"WORKFLOW_TASK_FAILED", "WORKFLOW_TASK_TIMED_OUT"}))
      return false;
    if (Is(events[i], "WORKFLOW_TASK_COMPLETED")) return true;
  }
  return false;
}

// Answers come once.
bool IsFinalAnswer(const Events& events, size_t at) {
  return IsAnyOf(
      events[at],
      {"ACTIVITY_TASK_COMPLETED", "ACTIVITY_TASK_FAILED",
       "ACTIVITY_TASK_TIMED_OUT", "ACTIVITY_TASK_CANCELED", "TIMER_FIRED",
       "CHILD_WORKFLOW_EXECUTION_COMPLETED", "CHILD_WORKFLOW_EXECUTION_FAILED",
       "CHILD_WORKFLOW_EXECUTION_CANCELED",
       "EXTERNAL_WORKFLOW_EXECUTION_SIGNALED",
       "SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED"});
}

void LinkToTheStart(Events& events, size_t at) {
  for (auto& [key, value] : Attributes(events[at]).items()) {
    if (key == "scheduledEventId" || key == "initiatedEventId" ||
        (key == "startedEventId" && Type(events[at]).starts_with("TIMER_"))) {
      value = "1";
    }
  }
}

bool EndsTheRun(const Events& events, size_t at) {
  return at + 1 == events.size() && IsClosing(events[at]);
}

void GoOn(Events& events, size_t) {
  Json signal = {{"eventId", "new"}};
  Retype(signal, "WORKFLOW_EXECUTION_SIGNALED", {{"signalName", "proof"}});
  events.push_back(signal);
}

bool IsFirst(const Events&, size_t at) { return at == 0; }

constexpr char kScheduled[] = "WORKFLOW_TASK_SCHEDULED";
constexpr char kStarted[] = "WORKFLOW_TASK_STARTED";
constexpr char kCompleted[] = "WORKFLOW_TASK_COMPLETED";
constexpr Expectation kCaught = Expectation::kCaught;

}  // namespace

std::span<const HistoryMutation> ContradictionMutations() {
  static const HistoryMutation kAll[] = {
      {"event dropped, ids left", kCaught, IsInside, Drop, false},
      {"event doubled, ids left", kCaught, IsAny, Double, false},
      {"first event dropped", kCaught, IsFirst, Drop},
      {"scheduled event of a task dropped", kCaught,
       IsOfCompletedTask<kScheduled>, Drop},
      {"started event of a task dropped", kCaught, IsOfCompletedTask<kStarted>,
       Drop},
      {"completed event of a task dropped", kCaught,
       IsOfCompletedTask<kCompleted>, Drop},
      {"answer to nothing", kCaught, IsFinalAnswer, LinkToTheStart},
      {"answer doubled", kCaught, IsFinalAnswer, Double},
      {"event after the end", kCaught, EndsTheRun, GoOn},
  };
  return kAll;
}

}  // namespace lockstep::proof
