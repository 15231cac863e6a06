// Content hashes: what says that two files, or two records, are the same.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lockstep::lint {

// xxh3, 64 bits: stable over runs and machines.
uint64_t HashBytes(std::string_view bytes);

// Of several texts in order; ("ab", "c") and ("a", "bc") differ.
class HashSum {
 public:
  HashSum& Add(std::string_view text);
  HashSum& Add(uint64_t number);
  uint64_t Value() const;

 private:
  std::string bytes_;
};

// 16 hexadecimal digits.
std::string HexOf(uint64_t hash);

}  // namespace lockstep::lint
