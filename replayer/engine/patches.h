// Which patches a run has met, and what a patch command becomes
// (replay-semantics 4.6).
#pragma once

#include <map>
#include <string>

namespace lockstep::replay {

class Patches {
 public:
  // A marker of this id is in the task at hand. True the first time.
  bool Notify(const std::string& id) {
    return asked_.emplace(id, false).second;
  }

  // What the code's first question for an id makes; later ones make nothing.
  enum class Answer { kNothing, kMarker, kMarkerAndUpsert };

  // `upsert_flag`: Core flag 2 is set, or the task is at the live edge.
  Answer Ask(const std::string& id, bool replaying, bool upsert_flag);

 private:
  bool UpsertFits() const;

  std::map<std::string, bool> asked_;  // id -> the code has asked for it
};

}  // namespace lockstep::replay
