#include "rpc/client/knock.h"

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>

namespace lockstep::rpc {
namespace {

struct FreeAddresses {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};

// Zero, or errno.
int ConnectWithin(double step_s, int socket, const addrinfo& address) {
  fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK);
  int error =
      connect(socket, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno;
  if (error == EINPROGRESS) {
    pollfd waited = {socket, POLLOUT, 0};
    socklen_t size = sizeof(error);
    if (poll(&waited, 1, static_cast<int>(step_s * 1000)) <= 0)
      return ETIMEDOUT;
    getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
  }
  fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) & ~O_NONBLOCK);
  const auto micros = static_cast<int64_t>(step_s * 1e6);
  const timeval limit = {micros / 1'000'000, micros % 1'000'000};
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
  return error;
}

Knock::Outcome OutcomeOf(int error) {
  switch (error) {
    case ECONNREFUSED:
      return Knock::Outcome::kRefused;
    case ECONNRESET:
      return Knock::Outcome::kReset;
    default:
      return Knock::Outcome::kNoAnswer;
  }
}

}  // namespace

Knock::Knock(const std::string& host, int port, double step_s) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failed =
      getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (failed != 0) {
    outcome_ = Outcome::kUnknownHost;
    detail_ = gai_strerror(failed);
    return;
  }
  const std::unique_ptr<addrinfo, FreeAddresses> list(found);
  for (const addrinfo* address = found; address != nullptr;
       address = address->ai_next) {
    const int tried =
        ::socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC, 0);
    if (tried < 0) continue;
    const int error = ConnectWithin(step_s, tried, *address);
    if (error == 0) {
      socket_ = tried;
      outcome_ = Outcome::kOpen;
      return;
    }
    close(tried);
    outcome_ = OutcomeOf(error);
    detail_ = strerror(error);
  }
}

Knock::~Knock() {
  if (socket_ >= 0) close(socket_);
}

Knock::Heard Knock::Exchange(std::string_view text) const {
  if (send(socket_, text.data(), text.size(), MSG_NOSIGNAL) < 0) {
    return {"", errno != EAGAIN};
  }
  std::array<char, 256> answer;
  const ssize_t size = recv(socket_, answer.data(), answer.size(), 0);
  if (size <= 0) return {"", size == 0 || errno != EAGAIN};
  return {std::string(answer.data(), static_cast<size_t>(size)), false};
}

}  // namespace lockstep::rpc
