#include "linter/facts/bytes.h"

namespace lockstep::lint {

void ByteWriter::Number(uint64_t value) {
  for (; value >= 128; value >>= 7) bytes_.push_back(char(value | 128));
  bytes_.push_back(char(value));
}

void ByteWriter::Fixed(uint64_t value) {
  for (int shift = 0; shift < 64; shift += 8) {
    bytes_.push_back(char(value >> shift));
  }
}

// 0 starts a new text; n > 0 is the n-th text seen so far.
void ByteWriter::Text(std::string_view text) {
  const auto [seen, added] = seen_.emplace(text, seen_.size() + 1);
  if (!added) return Number(seen->second);
  Number(0);
  Number(text.size());
  bytes_ += text;
}

uint64_t ByteReader::Number() {
  uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    if (rest_.empty()) break;
    const auto byte = uint8_t(rest_.front());
    rest_.remove_prefix(1);
    value |= uint64_t(byte & 127) << shift;
    if (byte < 128) return value;
  }
  Fail();
  return 0;
}

uint64_t ByteReader::Fixed() {
  if (rest_.size() < 8) {
    Fail();
    return 0;
  }
  uint64_t value = 0;
  for (int byte = 0; byte < 8; ++byte) {
    value |= uint64_t(uint8_t(rest_[byte])) << (8 * byte);
  }
  rest_.remove_prefix(8);
  return value;
}

std::string_view ByteReader::Text() {
  const uint64_t index = Number();
  if (failed_) return {};
  if (index > 0) {
    if (index <= seen_.size()) return seen_[index - 1];
    Fail();
    return {};
  }
  const size_t size = Count();
  const std::string_view text = rest_.substr(0, size);
  rest_.remove_prefix(size);
  seen_.push_back(text);
  return text;
}

size_t ByteReader::Count() {
  const uint64_t count = Number();
  if (count <= rest_.size()) return size_t(count);
  Fail();
  return 0;
}

}  // namespace lockstep::lint
