// The event ids that the commands of one task will have: Go names activities,
// timers and children after them (replay-semantics 3.2, "Id prediction").
#pragma once

#include <cstdint>
#include <map>

namespace lockstep::replay::go {

class Numbers {
 public:
  // The task's first command gets `first`. `places` are the recorded Version
  // markers of the task by event id, and how many events each takes: the code
  // makes no command for them in a replay.
  void Begin(int64_t first, std::map<int64_t, int64_t> places) {
    next_ = first;
    places_ = std::move(places);
  }

  // The number of a command that would be made now.
  int64_t Next() {
    for (auto at = places_.find(next_); at != places_.end();
         at = places_.find(next_)) {
      next_ += at->second;
    }
    return next_;
  }

  // The number of a command that is made now.
  int64_t Take() {
    Next();
    return next_++;
  }

  // The same without looking for markers: what the official engine does for
  // the cancellation of a child (oracle: VersionThenCancelChild).
  int64_t TakeBlindly() { return next_++; }

 private:
  int64_t next_ = 0;
  std::map<int64_t, int64_t> places_;
};

}  // namespace lockstep::replay::go
