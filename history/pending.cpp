#include "history/pending.h"

#include <algorithm>

namespace lockstep::history {

Pending::Things::const_iterator Pending::Find(int64_t id) const {
  const auto it = std::lower_bound(
      things_.begin(), things_.end(), id,
      [](const Thing& thing, int64_t wanted) { return thing.id < wanted; });
  return it != things_.end() && it->id == id ? it : things_.end();
}

void Pending::End(int64_t id) {
  const auto it = Find(id);
  if (it != things_.end()) things_.erase(it);
}

std::string_view Pending::NameOf(int64_t id) const {
  const auto it = Find(id);
  return it != things_.end() ? std::string_view(it->name) : std::string_view();
}

std::string Pending::PlaceOf(int64_t id) const {
  const auto it = Find(id);
  if (it == things_.end()) return "?";
  const auto older = it - things_.begin();
  const auto newer = things_.end() - it - 1;
  return newer <= older ? "n" + std::to_string(newer)
                        : "o" + std::to_string(older);
}

}  // namespace lockstep::history
