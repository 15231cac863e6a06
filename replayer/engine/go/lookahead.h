// What the task at hand recorded beside its commands: it is in the events
// after the task, and the code must know it when the task is replayed
// (replay-semantics 3.0, 3).
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "history/go_markers.h"
#include "replayer/engine/status.h"

namespace lockstep::replay::go {

struct Lookahead {
  std::vector<history::GoVersion> versions;
  std::vector<history::GoSideEffect> side_effects;
  std::vector<history::GoMutableSideEffect> mutable_side_effects;
  std::vector<history::GoLocalActivity> local_activities;
  std::vector<const history::WorkflowUpdate*> updates;  // accepted
  // The places of Version markers: event id, and how many events.
  std::map<int64_t, int64_t> version_places;
};

// Reads the command events [begin, end) of a completed task. A marker of
// Go's that cannot be read is `undecodable-payload`: its values go through the
// user's codec.
tl::expected<Lookahead, Stop> ReadLookahead(
    const std::vector<history::Event>& events, size_t begin, size_t end);

// Events that have no command in a replay: Version markers with the upserts
// that go with them, and MutableSideEffect markers. Returns how many events to
// skip at `index`, 0 for a command event.
size_t EventsWithoutCommand(const std::vector<history::Event>& events,
                            size_t index, size_t end);

}  // namespace lockstep::replay::go
