// The things of one kind that a run has started and that are not done.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "lockstep/impl/ref.h"

namespace lockstep::internal {

// Numbers count from the build's ids_from.
template <class Thing>
class Pending {
 public:
  explicit Pending(uint32_t first) : next_(first) {}

  uint32_t NextNumber() { return next_++; }
  void Add(uint32_t number, Ref<Thing> thing) {
    things_.emplace(number, std::move(thing));
  }
  // Null if there is no such thing.
  Ref<Thing> Find(uint32_t number) const {
    const auto found = things_.find(number);
    return found == things_.end() ? Ref<Thing>() : found->second;
  }
  Ref<Thing> Take(uint32_t number) {
    Ref<Thing> thing = Find(number);
    things_.erase(number);
    return thing;
  }
  // Takes one that the code is done with before the host is.
  Ref<Thing> End(uint32_t number) {
    ended_.insert(number);
    return Take(number);
  }
  // Whether it ended in this activation: what a later job of it says of the
  // thing was decided before the host could know.
  bool HasEnded(uint32_t number) const { return ended_.contains(number); }
  void BeginActivation() { ended_.clear(); }

 private:
  uint32_t next_;
  std::map<uint32_t, Ref<Thing>> things_;
  std::set<uint32_t> ended_;
};

}  // namespace lockstep::internal
