// Which runs were seen: 48 bytes for each instead of its id.
#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <string>

#include "history_fetch/select/pick.h"

namespace lockstep::fetch {

class RunSet {
 public:
  // False: it was there.
  bool Insert(const std::string& run_id) {
    return runs_.insert(KeyOf(run_id)).second;
  }
  bool Contains(const std::string& run_id) const {
    return runs_.contains(KeyOf(run_id));
  }

 private:
  // Two runs never share 128 bits.
  using Key = std::array<uint64_t, 2>;
  static Key KeyOf(const std::string& run_id) {
    return {RankOf(0x5eed, run_id), RankOf(0xfeed, run_id)};
  }

  std::set<Key> runs_;
};

}  // namespace lockstep::fetch
