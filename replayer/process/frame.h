// Messages between our processes, over socket pairs: a length, a kind and
// bytes. Whole messages come out however the socket cuts them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lockstep::replay {

struct Frame {
  char kind = 0;
  std::string body;
  bool operator==(const Frame&) const = default;
};

// Writes all of it; false if the other end is gone or `fd` is not open.
[[nodiscard]] bool WriteFrame(int fd, char kind, std::string_view body);

// Collects frames from a socket that does not block.
class FrameReader {
 public:
  // Takes what has arrived. False when there will be no more.
  bool ReadFrom(int fd);

  // The next whole frame.
  std::optional<Frame> Next();

  // A length no writer of ours sends: somebody else wrote into the socket.
  bool broken() const { return broken_; }

 private:
  std::string buffer_;
  size_t begin_ = 0;  // of the first byte not handed out
  bool broken_ = false;
};

}  // namespace lockstep::replay
