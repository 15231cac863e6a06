// Which texts were seen, say run ids: 24 bytes for each, however long it is.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>
#include <utility>

#include "history_fetch/number_table.h"

namespace lockstep::fetch {

// The same on every machine.
uint64_t HashOf(uint64_t seed, std::string_view text);

class TextSet {
 public:
  // False: it was there.
  bool Insert(std::string_view text) { return NumberOf(text).second; }
  // Its number, from 0 in the order in which texts came, and whether it is new.
  std::pair<uint32_t, bool> NumberOf(std::string_view text);
  bool Contains(std::string_view text) const;
  size_t size() const { return keys_.size(); }
  // Takes in what the other one has.
  void Merge(const TextSet& other);

 private:
  // Two texts never share 128 bits.
  using Key = std::array<uint64_t, 2>;
  static Key KeyOf(std::string_view text);
  std::pair<uint32_t, bool> Insert(const Key& key);

  std::deque<Key> keys_;  // grows without being copied
  NumberTable numbers_;
};

// How often each text was counted.
class TextCounts {
 public:
  int64_t& operator[](std::string_view text) {
    const auto [number, is_new] = texts_.NumberOf(text);
    if (is_new) counts_.push_back(0);
    return counts_[number];
  }

 private:
  TextSet texts_;
  std::deque<int64_t> counts_;
};

}  // namespace lockstep::fetch
