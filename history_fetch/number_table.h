// A hash table of numbers. What they number lies elsewhere, in a row, so that
// an entry costs some 8 bytes instead of a node of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace lockstep::fetch {

class NumberTable {
 public:
  // The number of this hash for which `is(number)` holds.
  template <class Is>
  std::optional<uint32_t> Find(uint64_t hash, const Is& is) const {
    if (places_.empty()) return std::nullopt;
    for (size_t at = Home(hash); places_[at] != kFree; at = After(at)) {
      if (is(places_[at])) return places_[at];
    }
    return std::nullopt;
  }

  // It is not there. `hash_of(number)` is called for those that are.
  template <class HashOf>
  void Add(uint32_t number, const HashOf& hash_of) {
    if ((size_ + 1) * 4 > places_.size() * 3) Grow(hash_of);
    Place(number, hash_of(number));
    ++size_;
  }

  // It is there.
  template <class HashOf>
  void Erase(uint32_t number, const HashOf& hash_of) {
    size_t hole = At(number, hash_of(number));
    // Nobody behind the hole may be left without a way to it.
    for (size_t at = After(hole); places_[at] != kFree; at = After(at)) {
      const size_t home = Home(hash_of(places_[at]));
      const bool stays = ((at - home) & Mask()) < ((at - hole) & Mask());
      if (!stays) places_[std::exchange(hole, at)] = places_[at];
    }
    places_[hole] = kFree;
    --size_;
  }

  // `from`, which is there, is called `to` from now on.
  void Rename(uint32_t from, uint32_t to, uint64_t hash) {
    places_[At(from, hash)] = to;
  }

 private:
  static constexpr uint32_t kFree = 0xffffffff;
  static constexpr size_t kFirstSize = 16;

  size_t Mask() const { return places_.size() - 1; }
  size_t After(size_t at) const { return (at + 1) & Mask(); }
  size_t Home(uint64_t hash) const { return Mixed(hash) & Mask(); }
  // Neighbours go far apart.
  static size_t Mixed(uint64_t hash) {
    hash *= 0x9e3779b97f4a7c15;
    return static_cast<size_t>(hash ^ hash >> 32);
  }

  size_t At(uint32_t number, uint64_t hash) const {
    size_t at = Home(hash);
    while (places_[at] != number) at = After(at);
    return at;
  }

  void Place(uint32_t number, uint64_t hash) {
    size_t at = Home(hash);
    while (places_[at] != kFree) at = After(at);
    places_[at] = number;
  }

  template <class HashOf>
  void Grow(const HashOf& hash_of) {
    const size_t size = places_.empty() ? kFirstSize : places_.size() * 2;
    const std::vector<uint32_t> old =
        std::exchange(places_, std::vector<uint32_t>(size, kFree));
    for (const uint32_t number : old) {
      if (number != kFree) Place(number, hash_of(number));
    }
  }

  std::vector<uint32_t> places_;  // a power of two
  size_t size_ = 0;
};

}  // namespace lockstep::fetch
