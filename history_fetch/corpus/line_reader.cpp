#include "history_fetch/corpus/line_reader.h"

#include <unistd.h>

#include <cerrno>

namespace lockstep::fetch {
namespace {

constexpr size_t kPiece = size_t{1} << 20;

}  // namespace

LineReader::LineReader(int descriptor, HashBytes hash_bytes)
    : descriptor_(descriptor), hash_bytes_(hash_bytes) {}

bool LineReader::Next() {
  size_t searched = begin_;
  while (true) {
    const size_t end = buffer_.find('\n', searched);
    const bool found = end != buffer_.npos;
    if (!found) {
      const size_t waiting = buffer_.size() - begin_;
      if (Fill()) {
        searched = begin_ + waiting;
        continue;
      }
      if (waiting == 0 || error_ != 0) return false;
    }
    const size_t last = found ? end : buffer_.size();
    line_ = std::string_view(buffer_).substr(begin_, last - begin_);
    offset_ = read_ - (buffer_.size() - begin_);
    begin_ = found ? last + 1 : last;
    ended_ = found;
    ++number_;
    return true;
  }
}

// Moves what is left to the front and reads on.
bool LineReader::Fill() {
  buffer_.erase(0, begin_);
  begin_ = 0;
  const size_t before = buffer_.size();
  buffer_.resize(before + kPiece);
  ssize_t got = 0;
  do {
    got = pread(descriptor_, buffer_.data() + before, kPiece,
                static_cast<off_t>(read_));
  } while (got < 0 && errno == EINTR);
  if (got < 0) error_ = errno;
  const size_t count = got > 0 ? static_cast<size_t>(got) : 0;
  buffer_.resize(before + count);
  read_ += count;
  if (hash_bytes_ == HashBytes::kYes) {
    hash_.Add(std::string_view(buffer_).substr(before));
  }
  return count > 0;
}

}  // namespace lockstep::fetch
