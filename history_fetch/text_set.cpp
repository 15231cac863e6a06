#include "history_fetch/text_set.h"

#include <optional>

namespace lockstep::fetch {
namespace {

uint64_t Mix(uint64_t x) {
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9;
  x ^= x >> 27;
  x *= 0x94d049bb133111eb;
  return x ^ x >> 31;
}

}  // namespace

uint64_t HashOf(uint64_t seed, std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325 ^ Mix(seed + 0x9e3779b97f4a7c15);
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  return Mix(hash);
}

TextSet::Key TextSet::KeyOf(std::string_view text) {
  return {HashOf(0x5eed, text), HashOf(0xfeed, text)};
}

std::pair<uint32_t, bool> TextSet::Insert(const Key& key) {
  const auto found = numbers_.Find(
      key[0], [&](uint32_t number) { return keys_[number] == key; });
  if (found) return {*found, false};
  const auto number = static_cast<uint32_t>(keys_.size());
  keys_.push_back(key);
  numbers_.Add(number, [&](uint32_t other) { return keys_[other][0]; });
  return {number, true};
}

std::pair<uint32_t, bool> TextSet::NumberOf(std::string_view text) {
  return Insert(KeyOf(text));
}

bool TextSet::Contains(std::string_view text) const {
  const Key key = KeyOf(text);
  return numbers_
      .Find(key[0], [&](uint32_t number) { return keys_[number] == key; })
      .has_value();
}

void TextSet::Merge(const TextSet& other) {
  for (const Key& key : other.keys_) Insert(key);
}

}  // namespace lockstep::fetch
