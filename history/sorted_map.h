// A map from text to values for a handful of entries, sorted by key. Payloads
// have one each, so it is small: one block of memory, none if it is empty.
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"

namespace lockstep::history {

template <class Value>
class SortedMap {
 public:
  using value_type = std::pair<std::string, Value>;
  using const_iterator = typename std::vector<value_type>::const_iterator;

  SortedMap() = default;
  SortedMap(std::initializer_list<value_type> entries) {
    for (const auto& [key, value] : entries) emplace(key, value);
  }

  const_iterator begin() const { return entries_.begin(); }
  const_iterator end() const { return entries_.end(); }
  size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }

  const_iterator find(std::string_view key) const {
    const size_t at = Position(key);
    return Holds(at, key) ? begin() + static_cast<ptrdiff_t>(at) : end();
  }
  bool contains(std::string_view key) const { return find(key) != end(); }
  const Value& at(std::string_view key) const {
    const auto found = find(key);
    LOCKSTEP_CHECK(found != end(), "at() is for keys that are there");
    return found->second;
  }

  // Adds an empty value if the key is not there.
  Value& operator[](std::string_view key) {
    const size_t at = Position(key);
    if (!Holds(at, key)) {
      entries_.emplace(entries_.begin() + static_cast<ptrdiff_t>(at), key,
                       Value());
    }
    return entries_[at].second;
  }
  // Keeps the value that is there.
  void emplace(std::string_view key, Value value) {
    const size_t at = Position(key);
    if (Holds(at, key)) return;
    entries_.emplace(entries_.begin() + static_cast<ptrdiff_t>(at), key,
                     std::move(value));
  }

  bool operator==(const SortedMap&) const = default;

 private:
  // Of the first entry that is not before `key`. Entries mostly come in order.
  size_t Position(std::string_view key) const {
    if (entries_.empty() || entries_.back().first < key) return size();
    const auto found =
        std::lower_bound(entries_.begin(), entries_.end(), key,
                         [](const value_type& entry, std::string_view wanted) {
                           return entry.first < wanted;
                         });
    return static_cast<size_t>(found - entries_.begin());
  }
  bool Holds(size_t at, std::string_view key) const {
    return at < size() && entries_[at].first == key;
  }

  std::vector<value_type> entries_;
};

}  // namespace lockstep::history
