// What the code was told, told otherwise. Whether that matters is up to the
// code: it is asked.
#include <utility>

#include "tests/proof/history_mutations.h"

namespace lockstep::proof {
namespace {

using Pointer = Json::json_pointer;

const Pointer kInput("/input/payloads/0");
const Pointer kResult("/result/payloads/0");
const Pointer kLocalResult("/details/result/payloads/0");

constexpr char kSignaled[] = "WORKFLOW_EXECUTION_SIGNALED";
constexpr char kCancelRequested[] = "WORKFLOW_EXECUTION_CANCEL_REQUESTED";
constexpr char kActivityCompleted[] = "ACTIVITY_TASK_COMPLETED";
constexpr char kChildCompleted[] = "CHILD_WORKFLOW_EXECUTION_COMPLETED";
constexpr char kMarker[] = "MARKER_RECORDED";
constexpr char kStarted[] = "WORKFLOW_EXECUTION_STARTED";

template <const char* kType>
bool IsOne(const Events& events, size_t at) {
  return Is(events[at], kType);
}

template <const char* kType, const Pointer& kField>
bool Has(const Events& events, size_t at) {
  return Is(events[at], kType) && Attributes(events[at]).contains(kField);
}

void Drop(Events& events, size_t at) {
  events.erase(events.begin() + static_cast<ptrdiff_t>(at));
}

void Double(Events& events, size_t at) {
  const Json copy = events[at];
  events.insert(events.begin() + static_cast<ptrdiff_t>(at) + 1, copy);
}

template <const Pointer& kField>
void ChangeValue(Events& events, size_t at) {
  Json& payload = Attributes(events[at])[kField];
  SetPayload(OtherValue(ReadPayload(payload)), payload);
}

void RenameSignal(Events& events, size_t at) {
  Attributes(events[at])["signalName"] = "another signal";
}

// Two neighbours that tell the code something, of different things.
bool CanSwap(const Events& events, size_t at) {
  const Json* const next = At(events, at + 1);
  if (next == nullptr || !IsInput(events[at]) || !IsInput(*next)) return false;
  return LinkOf(events[at]).empty() || LinkOf(events[at]) != LinkOf(*next);
}

void Swap(Events& events, size_t at) { std::swap(events[at], events[at + 1]); }

bool IsEndOfAStep(const Events& events, size_t at) {
  return IsAnyOf(events[at],
                 {kActivityCompleted, "ACTIVITY_TASK_FAILED", "TIMER_FIRED",
                  kChildCompleted, "CHILD_WORKFLOW_EXECUTION_FAILED"});
}

void FailActivity(Events& events, size_t at) {
  Json attributes = Attributes(events[at]);
  attributes.erase("result");
  attributes["failure"] = {{"message", "proof"},
                           {"applicationFailureInfo", Json::object()}};
  Retype(events[at], "ACTIVITY_TASK_FAILED", attributes);
}

// The next completed activity that was scheduled before both.
size_t OtherCompleted(const Events& events, size_t at) {
  for (size_t i = at + 1; i < events.size(); ++i) {
    if (!Is(events[i], kActivityCompleted)) continue;
    const std::string scheduled = LinkOf(events[i]);
    for (size_t k = 0; k < at; ++k) {
      if (events[k].value("eventId", "") == scheduled) return i;
    }
  }
  return 0;
}

bool CanExchange(const Events& events, size_t at) {
  return Is(events[at], kActivityCompleted) && OtherCompleted(events, at) != 0;
}

void ExchangeResults(Events& events, size_t at) {
  Json& one = Attributes(events[at]);
  Json& other = Attributes(events[OtherCompleted(events, at)]);
  std::swap(one["result"], other["result"]);
}

// The results of local activities, among each other and among commands.
bool CanMoveMarker(const Events& events, size_t at) {
  const Json* const next = At(events, at + 1);
  return next != nullptr && IsLocalMarker(events[at]) && !IsClosing(*next) &&
         (IsLocalMarker(*next) || IsPlainCommand(*next));
}

// With the search attribute that goes with it.
bool HasPatch(const Events& events, size_t at) {
  return IsPatchMarker(events[at]);
}

void DropPatch(Events& events, size_t at) {
  const Json* const next = At(events, at + 1);
  if (next != nullptr && IsChangeVersion(*next)) Drop(events, at + 1);
  Drop(events, at);
}

constexpr Expectation kByCommands = Expectation::kByCommands;

}  // namespace

std::span<const HistoryMutation> InputMutations() {
  static const HistoryMutation kAll[] = {
      {"another argument", kByCommands, Has<kStarted, kInput>,
       ChangeValue<kInput>},
      {"neighbouring inputs swapped", kByCommands, CanSwap, Swap},
      {"signal received dropped", kByCommands, IsOne<kSignaled>, Drop},
      {"signal received doubled", kByCommands, IsOne<kSignaled>, Double},
      {"signal received renamed", kByCommands, IsOne<kSignaled>, RenameSignal},
      {"signal received with another value", kByCommands,
       Has<kSignaled, kInput>, ChangeValue<kInput>},
      {"cancellation dropped", kByCommands, IsOne<kCancelRequested>, Drop},
      {"cancellation doubled", kByCommands, IsOne<kCancelRequested>, Double},
      {"answer dropped", kByCommands, IsEndOfAStep, Drop},
      {"activity's result changed", kByCommands,
       Has<kActivityCompleted, kResult>, ChangeValue<kResult>},
      {"activity's results exchanged", kByCommands, CanExchange,
       ExchangeResults},
      {"activity failed instead", kByCommands, IsOne<kActivityCompleted>,
       FailActivity},
      {"child's result changed", kByCommands, Has<kChildCompleted, kResult>,
       ChangeValue<kResult>},
      {"local activity's result changed", kByCommands,
       Has<kMarker, kLocalResult>, ChangeValue<kLocalResult>},
      {"local activity's marker moved", kByCommands, CanMoveMarker, Swap},
      {"patch marker dropped", kByCommands, HasPatch, DropPatch},
  };
  return kAll;
}

}  // namespace lockstep::proof
