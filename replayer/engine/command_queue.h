// The requests of a run that wait for their events, in the order in which they
// were made (replay-semantics 4.1, the Core engine's rules).
#pragma once

#include <deque>

#include "replayer/engine/machines/machine.h"

namespace lockstep::replay {

// How the event at hand was dealt with.
enum class MatchOutcome {
  kMatched,     // the request at the front was its
  kSkipped,     // a deprecated patch marker nobody asks for any more
  kSkippedTwo,  // the same, and the upsert that follows it
};

class CommandQueue {
 public:
  // `request` is borrowed for the life of the queue.
  void Push(const Request& request) { queue_.push_back(&request); }

  // Matches a command event with the front. `next` is the event that follows
  // it, or null. `matched` is the request that met the event, also if the two
  // do not agree; null if there was none.
  tl::expected<MatchOutcome, Stop> Match(const history::Event& event,
                                         const history::Event* next,
                                         const MatchRules& rules,
                                         Effects& effects,
                                         const Request*& matched);

  // The first request that should have had an event by the end of its task;
  // null if there is none. Patches without a marker, and the upserts that go
  // with them, are exempt and stay ([L-4.1] b).
  const Request* FirstExtra() const;

 private:
  std::deque<const Request*> queue_;
};

}  // namespace lockstep::replay
