#include "replayer/engine/patches.h"

namespace lockstep::replay {

Patches::Answer Patches::Ask(const std::string& id, bool replaying,
                             bool upsert_flag) {
  const auto [it, unknown] = asked_.emplace(id, false);
  if (it->second) return Answer::kNothing;
  it->second = true;
  const bool recorded = !replaying || !unknown;
  return recorded && upsert_flag && UpsertFits() ? Answer::kMarkerAndUpsert
                                                 : Answer::kMarker;
}

// The official engine leaves the upsert out when the JSON list of all ids of
// the run is too long.
bool Patches::UpsertFits() const {
  constexpr size_t kTooLong = 2048;
  size_t json = 2;  // the brackets
  for (const auto& [id, asked] : asked_) {
    json += id.size() + 2 + (json > 2 ? 1 : 0);
  }
  return json < kTooLong;
}

}  // namespace lockstep::replay
