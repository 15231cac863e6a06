#include "replayer/process/frame.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

namespace lockstep::replay {
namespace {

constexpr size_t kHeaderBytes = sizeof(uint32_t) + 1;
constexpr uint32_t kMaxBodyBytes = 256u << 20;
constexpr size_t kReadBytes = size_t{64} << 10;

// Waits until `fd` takes bytes again; false if it never will.
bool AwaitRoom(int fd) {
  pollfd wanted{fd, POLLOUT, 0};
  return poll(&wanted, 1, -1) >= 0 || errno == EINTR;
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    // No SIGPIPE if the other end is gone, and no harm if the descriptor was
    // closed behind our back and is a file of somebody else's now.
    const ssize_t written = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (written > 0) {
      bytes.remove_prefix(static_cast<size_t>(written));
    } else if (errno == EAGAIN) {
      if (!AwaitRoom(fd)) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

}  // namespace

bool WriteFrame(int fd, char kind, std::string_view body) {
  if (body.size() > kMaxBodyBytes) return false;
  const auto length = static_cast<uint32_t>(body.size());
  std::string bytes(kHeaderBytes, kind);
  std::memcpy(bytes.data(), &length, sizeof(length));
  bytes += body;
  return WriteAll(fd, bytes);
}

bool FrameReader::ReadFrom(int fd) {
  std::array<char, kReadBytes> chunk;
  while (!broken_) {
    const ssize_t count = read(fd, chunk.data(), chunk.size());
    if (count > 0) {
      buffer_.append(chunk.data(), static_cast<size_t>(count));
    } else if (count == 0) {
      return false;
    } else if (errno != EINTR) {
      return errno == EAGAIN;
    }
  }
  return false;
}

std::optional<Frame> FrameReader::Next() {
  const size_t held = buffer_.size() - begin_;
  if (broken_ || held < kHeaderBytes) return std::nullopt;
  uint32_t length = 0;
  std::memcpy(&length, buffer_.data() + begin_, sizeof(length));
  broken_ = length > kMaxBodyBytes;
  if (broken_ || held - kHeaderBytes < length) return std::nullopt;
  Frame frame{buffer_[begin_ + sizeof(length)],
              buffer_.substr(begin_ + kHeaderBytes, length)};
  begin_ += kHeaderBytes + length;
  if (begin_ == buffer_.size()) {
    buffer_.clear();
    begin_ = 0;
  }
  return frame;
}

}  // namespace lockstep::replay
