#include "replayer/engine/command_queue.h"

#include <algorithm>

#include "fmt/format.h"
#include "replayer/engine/machines/patch.h"

namespace lockstep::replay {
namespace {

bool IsPatch(const Request& request) {
  return request.kind == RequestKind::kPatchMarker;
}

bool IsExempt(const Request& request) {
  return IsPatch(request) ||
         request.kind == RequestKind::kUpsertChangeVersion ||
         request.machine->CancelledBeforeSent();
}

tl::unexpected<Stop> MarkerWithoutCall(const PatchMarker& marker) {
  Difference difference;
  difference.kind = DifferenceKind::kPatchMarkerUnhandled;
  difference.engine_message = fmt::format(
      "Non-deprecated patch marker encountered for change {}, but there is no "
      "corresponding change command!",
      marker.id);
  return StopWith(std::move(difference));
}

MatchOutcome SkipMarker(const history::Event* next) {
  return next != nullptr && IsChangeVersionUpsert(*next)
             ? MatchOutcome::kSkippedTwo
             : MatchOutcome::kSkipped;
}

tl::unexpected<Stop> NothingAsked(const history::Event& event) {
  Difference difference;
  difference.kind = DifferenceKind::kMissingCommand;
  difference.engine_message =
      fmt::format("No command scheduled for event HistoryEvent(id: {}, {})",
                  event.id, history::Name(event.type));
  return StopWith(std::move(difference));
}

// Whether the patch at the front is the one that the marker is about.
bool Answers(const Request& front, const PatchMarker& marker) {
  return static_cast<const PatchMachine*>(front.machine)->id() == marker.id;
}

}  // namespace

tl::expected<MatchOutcome, Stop> CommandQueue::Match(
    const history::Event& event, const history::Event* next,
    const MatchRules& rules, Effects& effects, const Request*& matched) {
  matched = nullptr;
  const std::optional<PatchMarker> marker = ReadPatchMarker(event);
  const auto droppable = [&marker](const Request& request) {
    return request.machine->CancelledBeforeSent() ||
           (!marker && IsPatch(request));
  };
  while (!queue_.empty() && droppable(*queue_.front())) queue_.pop_front();
  const bool patch_in_front = !queue_.empty() && IsPatch(*queue_.front());
  if (marker && marker->deprecated &&
      !(patch_in_front && Answers(*queue_.front(), *marker))) {
    return SkipMarker(next);
  }
  if (marker && !patch_in_front) {
    if (!queue_.empty()) matched = queue_.front();
    return MarkerWithoutCall(*marker);
  }
  if (queue_.empty()) return NothingAsked(event);
  matched = queue_.front();
  queue_.pop_front();
  if (Status status = matched->machine->OnCommandEvent(event, rules, effects);
      !status) {
    return tl::unexpected<Stop>(std::move(status.error()));
  }
  return MatchOutcome::kMatched;
}

const Request* CommandQueue::FirstExtra() const {
  const auto extra = std::find_if_not(
      queue_.begin(), queue_.end(),
      [](const Request* request) { return IsExempt(*request); });
  return extra == queue_.end() ? nullptr : *extra;
}

}  // namespace lockstep::replay
