// Writes and reads numbers and texts compactly. Texts repeat a lot (paths, keys
// of callees): each is written once per record and then referred to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lockstep::lint {

class ByteWriter {
 public:
  void Number(uint64_t value);       // small ones take little room
  void Fixed(uint64_t value);        // 8 bytes: hashes
  void Text(std::string_view text);  // must live as long as the writer
  std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
  std::unordered_map<std::string_view, uint64_t> seen_;
};

// After a mistake in the bytes every read gives zero or an empty text, and
// Ok() is false.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  uint64_t Number();
  uint64_t Fixed();
  std::string_view Text();
  // How many elements follow: never more than there are bytes left.
  size_t Count();
  void Fail() { failed_ = true, rest_ = {}; }
  bool Ok() const { return !failed_; }
  bool AtEnd() const { return rest_.empty() && !failed_; }

 private:
  std::string_view rest_;
  std::vector<std::string_view> seen_;
  bool failed_ = false;
};

}  // namespace lockstep::lint
