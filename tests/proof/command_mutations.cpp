// What the code did, told otherwise: command events dropped, doubled, moved,
// of another kind.
#include <algorithm>
#include <utility>

#include "tests/proof/history_mutations.h"

namespace lockstep::proof {
namespace {

bool IsOpenCommand(const Json& event) {
  return IsPlainCommand(event) && !IsClosing(event);
}

// Without its only command a task before a scheduled one would be a heartbeat,
// and what the two tasks do would be one: then anything may happen.
bool LeavesATask(const Events& events, size_t at) {
  if (at == 0 || !Is(events[at - 1], "WORKFLOW_TASK_COMPLETED")) return true;
  const std::string id = events[at].value("eventId", "");
  size_t next = at + 1;
  while (next < events.size() && LinkOf(events[next]) == id) ++next;
  return next >= events.size() || !Is(events[next], "WORKFLOW_TASK_SCHEDULED");
}

// What an event says beside when and where.
Json Content(const Json& event) {
  Json content = event;
  for (const char* const key : {"eventId", "eventTime", "taskId"}) {
    content.erase(key);
  }
  return content;
}

bool CanDrop(const Events& events, size_t at) {
  return IsPlainCommand(events[at]) && LeavesATask(events, at);
}

bool CanDouble(const Events& events, size_t at) {
  return IsOpenCommand(events[at]);
}

void Double(Events& events, size_t at) {
  const Json copy = events[at];
  events.insert(events.begin() + static_cast<ptrdiff_t>(at) + 1, copy);
}

bool CanSwap(const Events& events, size_t at) {
  const Json* const next = At(events, at + 1);
  return next != nullptr && IsPlainCommand(events[at]) &&
         IsPlainCommand(*next) && Content(events[at]) != Content(*next);
}

void Swap(Events& events, size_t at) { std::swap(events[at], events[at + 1]); }

// The end of the commands of the next completed task, before its closing one;
// 0 if there is no such task or an answer comes before.
size_t PlaceInNextTask(const Events& events, size_t at) {
  const std::string id = events[at].value("eventId", "");
  bool in_task = false;
  for (size_t i = at + 1; i < events.size(); ++i) {
    if (LinkOf(events[i]) == id) return 0;
    const bool command = IsCommand(events[i]) && !IsClosing(events[i]);
    if (in_task && !command) return i;
    if (Is(events[i], "WORKFLOW_TASK_COMPLETED")) in_task = true;
  }
  return in_task ? events.size() : 0;
}

bool CanDelay(const Events& events, size_t at) {
  return IsOpenCommand(events[at]) && LeavesATask(events, at) &&
         PlaceInNextTask(events, at) != 0;
}

void Delay(Events& events, size_t at) {
  const auto from = events.begin() + static_cast<ptrdiff_t>(at);
  std::rotate(
      from, from + 1,
      events.begin() + static_cast<ptrdiff_t>(PlaceInNextTask(events, at)));
}

void MakeAnotherCommand(Events& events, size_t at) {
  const std::string id = events[at].value("eventId", "");
  if (Is(events[at], "TIMER_STARTED")) {
    Retype(events[at], "WORKFLOW_PROPERTIES_MODIFIED",
           {{"upsertedMemo", {{"fields", {{"proof", MakePayload(1)}}}}}});
  } else {
    Retype(events[at], "TIMER_STARTED",
           {{"timerId", "99"}, {"startToFireTimeout", "1s"}});
  }
  DropAnswers(id, events);
}

bool CanCloseOtherwise(const Events& events, size_t at) {
  return IsClosing(events[at]);
}

void CloseOtherwise(Events& events, size_t at) {
  if (Is(events[at], "WORKFLOW_EXECUTION_COMPLETED")) {
    Retype(
        events[at], "WORKFLOW_EXECUTION_FAILED",
        {{"failure",
          {{"message", "proof"}, {"applicationFailureInfo", Json::object()}}}});
  } else {
    Retype(events[at], "WORKFLOW_EXECUTION_COMPLETED",
           {{"result", {{"payloads", Json::array({MakePayload(0)})}}}});
  }
}

bool IsDoubledMarker(const Events& events, size_t at) {
  return IsLocalMarker(events[at]);
}

constexpr Expectation kCaught = Expectation::kCaught;

}  // namespace

std::span<const HistoryMutation> CommandMutations() {
  static const HistoryMutation kAll[] = {
      {"command dropped, with its answers", kCaught, CanDrop, DropWithAnswers},
      {"command doubled", kCaught, CanDouble, Double},
      {"neighbouring commands swapped", kCaught, CanSwap, Swap},
      {"command moved to the next task", kCaught, CanDelay, Delay},
      {"command of another kind", kCaught, CanDouble, MakeAnotherCommand},
      {"closed in another way", kCaught, CanCloseOtherwise, CloseOtherwise},
      {"marker of a local activity doubled", kCaught, IsDoubledMarker, Double},
  };
  return kAll;
}

}  // namespace lockstep::proof
