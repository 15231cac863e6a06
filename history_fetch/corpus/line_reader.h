// Reads a file line by line, in pieces, and notes where each line stands.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "history/sha256.h"

namespace lockstep::fetch {

enum class HashBytes { kNo, kYes };

class LineReader {
 public:
  // `descriptor` is borrowed and read from its beginning.
  LineReader(int descriptor, HashBytes hash_bytes);

  // False at the end, or when the file cannot be read: see error().
  bool Next();

  std::string_view line() const { return line_; }  // without its end
  uint64_t offset() const { return offset_; }      // of the line
  uint64_t number() const { return number_; }      // from 1
  bool ended() const { return ended_; }            // with a line end
  int error() const { return error_; }             // errno, 0: none
  // Of all bytes, once Next was false.
  std::string Hash() { return hash_.Hex(); }

 private:
  bool Fill();

  int descriptor_;
  HashBytes hash_bytes_;
  history::Sha256 hash_;
  std::string buffer_;
  size_t begin_ = 0;  // of what is not yet a line, in `buffer_`
  uint64_t read_ = 0;
  std::string_view line_;
  uint64_t offset_ = 0;
  uint64_t number_ = 0;
  bool ended_ = false;
  int error_ = 0;
};

}  // namespace lockstep::fetch
