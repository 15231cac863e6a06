#include "replayer/engine/go/lookahead.h"

#include <string_view>

#include "fmt/format.h"
#include "replayer/engine/machines/patch.h"
#include "replayer/engine/task_record.h"

namespace lockstep::replay::go {

using history::Event;
using history::EventType;

namespace {

bool IsGoMarker(std::string_view name) {
  return name == history::kGoVersionMarker ||
         name == history::kGoSideEffectMarker ||
         name == history::kGoMutableMarker ||
         name == history::kGoLocalActivityMarker;
}

tl::unexpected<Stop> Unreadable(const Event& event) {
  return StopWith(
      Verdict::kUndecodablePayload,
      fmt::format("event {} is a marker {} whose details are not as the Go "
                  "SDK writes them: a codec wrote them, or the file was "
                  "edited; replay it as it was before",
                  event.id, history::MarkerName(event)));
}

// Whether the marker could be read.
bool ReadMarker(const Event& event, bool upserted, Lookahead& ahead) {
  if (auto version = history::ReadGoVersion(event)) {
    ahead.version_places[event.id] = upserted ? 2 : 1;
    ahead.versions.push_back(*std::move(version));
  } else if (auto side_effect = history::ReadGoSideEffect(event)) {
    ahead.side_effects.push_back(*side_effect);
  } else if (auto changed = history::ReadGoMutableSideEffect(event)) {
    ahead.mutable_side_effects.push_back(*std::move(changed));
  } else if (auto local = history::ReadGoLocalActivity(event)) {
    ahead.local_activities.push_back(*std::move(local));
  } else {
    return !IsGoMarker(history::MarkerName(event));
  }
  return true;
}

}  // namespace

tl::expected<Lookahead, Stop> ReadLookahead(const std::vector<Event>& events,
                                            size_t begin, size_t end) {
  Lookahead ahead;
  for (size_t i = begin; i < end; ++i) {
    const Event& event = events[i];
    if (event.type == EventType::kMarkerRecorded) {
      const bool upserted = EventsWithoutCommand(events, i, end) > 1;
      if (!ReadMarker(event, upserted, ahead)) return Unreadable(event);
    } else if (event.type == EventType::kWorkflowExecutionUpdateAccepted) {
      ahead.updates.push_back(
          &std::get<history::WorkflowUpdate>(event.attributes));
    }
  }
  return ahead;
}

size_t EventsWithoutCommand(const std::vector<Event>& events, size_t index,
                            size_t end) {
  const std::string_view name = history::MarkerName(events[index]);
  if (name == history::kGoMutableMarker) return 1;
  if (name != history::kGoVersionMarker) return 0;
  const auto version = history::ReadGoVersion(events[index]);
  const size_t next = SkipIgnorable(events, index + 1);
  const bool upserted = version && version->upserted && next < end &&
                        IsChangeVersionUpsert(events[next]);
  return upserted ? next + 1 - index : 1;
}

}  // namespace lockstep::replay::go
