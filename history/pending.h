// What a run has begun and has not ended, of one kind.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace lockstep::history {

class Pending {
 public:
  // Ids grow.
  void Begin(int64_t id, std::string_view name) {
    things_.push_back({id, std::string(name)});
  }
  void End(int64_t id);
  // Empty if it is not pending.
  std::string_view NameOf(int64_t id) const;
  // "n2": two newer ones are pending; "o0": it is the oldest; the smaller of
  // the two numbers. So it is the same in every round of a loop. "?": not
  // pending.
  std::string PlaceOf(int64_t id) const;

 private:
  struct Thing {
    int64_t id = 0;
    std::string name;
  };
  using Things = std::deque<Thing>;
  Things::const_iterator Find(int64_t id) const;

  Things things_;
};

}  // namespace lockstep::history
