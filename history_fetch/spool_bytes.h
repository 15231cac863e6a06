// Values as bytes that sort as they do, for the keys of a Spool, and back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace lockstep::fetch {

// The greatest digit first.
template <class Number>
void AppendNumber(Number number, std::string& bytes) {
  for (size_t i = sizeof(Number); i-- > 0;) {
    bytes += static_cast<char>(number >> (8 * i) & 0xff);
  }
}

template <class Number>
Number TakeNumber(std::string_view& bytes) {
  uint64_t number = 0;
  for (size_t i = 0; i < sizeof(Number); ++i) {
    number = number << 8 | static_cast<unsigned char>(bytes[i]);
  }
  bytes.remove_prefix(sizeof(Number));
  return static_cast<Number>(number);
}

// With an end that sorts before any character, so that "a" comes before "ab"
// whatever follows.
void AppendText(std::string_view text, std::string& bytes);
std::string TakeText(std::string_view& bytes);

}  // namespace lockstep::fetch
