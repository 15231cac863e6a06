#include "linter/facts/hash.h"

#include "llvm/Support/xxhash.h"

namespace lockstep::lint {

uint64_t HashBytes(std::string_view bytes) {
  return llvm::xxh3_64bits(llvm::StringRef(bytes.data(), bytes.size()));
}

HashSum& HashSum::Add(uint64_t number) {
  for (int shift = 0; shift < 64; shift += 8) {
    bytes_.push_back(char(number >> shift));
  }
  return *this;
}

HashSum& HashSum::Add(std::string_view text) {
  Add(text.size());
  bytes_ += text;
  return *this;
}

uint64_t HashSum::Value() const { return HashBytes(bytes_); }

std::string HexOf(uint64_t hash) {
  std::string text(16, '0');
  for (size_t digit = 16; digit-- > 0; hash >>= 4) {
    text[digit] = "0123456789abcdef"[hash & 15];
  }
  return text;
}

}  // namespace lockstep::lint
