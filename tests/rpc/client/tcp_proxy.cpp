#include "tests/rpc/client/tcp_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <tuple>
#include <utility>

#include "base/check.h"

namespace lockstep::rpc {
namespace {

constexpr int kPollMs = 50;

sockaddr_in Loopback(int port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  return address;
}

// Yields the socket and its port.
std::pair<int, int> ListenAnywhere() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(0);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof(address);
  LOCKSTEP_CHECK(listener >= 0 && bind(listener, generic, size) == 0 &&
                     listen(listener, 64) == 0 &&
                     getsockname(listener, generic, &size) == 0,
                 "a test can listen on the loopback interface");
  return {listener, ntohs(address.sin_port)};
}

bool Readable(int socket) {
  pollfd waited = {socket, POLLIN, 0};
  return poll(&waited, 1, kPollMs) > 0;
}

bool SendAll(int socket, const char* data, size_t size) {
  while (size > 0) {
    const ssize_t sent = send(socket, data, size, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    data += sent;
    size -= static_cast<size_t>(sent);
  }
  return true;
}

void ResetOnClose(int socket) {
  const linger at_once = {1, 0};
  setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

}  // namespace

TcpProxy::TcpProxy(int target_port, int64_t drip_bytes_per_s)
    : target_port_(target_port), drip_bytes_per_s_(drip_bytes_per_s) {
  std::tie(listener_, port_) = ListenAnywhere();
  acceptor_ = std::thread([this] { Accept(); });
}

TcpProxy::~TcpProxy() {
  stopping_ = true;
  acceptor_.join();
  close(listener_);
  CutConnections();
  for (std::thread& pump : pumps_) pump.join();
  for (const int socket : sockets_) close(socket);
}

void TcpProxy::CutConnections() {
  const std::lock_guard lock(mutex_);
  for (const int socket : sockets_) {
    ResetOnClose(socket);
    shutdown(socket, SHUT_RDWR);
  }
}

void TcpProxy::Accept() {
  while (!stopping_) {
    if (!Readable(listener_)) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = Loopback(target_port_);
    if (connect(server, reinterpret_cast<const sockaddr*>(&address),
                sizeof(address)) != 0) {
      close(client);
      close(server);
      continue;
    }
    const int one = 1;
    for (const int socket : {client, server}) {
      setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    }
    ++connections_;
    const std::lock_guard lock(mutex_);
    sockets_.insert(sockets_.end(), {client, server});
    pumps_.emplace_back(&TcpProxy::Pump, this, client, server,
                        Direction::kToServer);
    pumps_.emplace_back(&TcpProxy::Pump, this, server, client,
                        Direction::kToClient);
  }
}

void TcpProxy::Pump(int from, int to, Direction direction) {
  std::array<char, 65536> buffer;
  while (!stopping_) {
    if (!Readable(from)) continue;
    const int64_t drip =
        direction == Direction::kToClient ? drip_bytes_per_s_.load() : 0;
    // Twenty drips a second.
    const size_t most = drip == 0
                            ? buffer.size()
                            : std::clamp<size_t>(static_cast<size_t>(drip) / 20,
                                                 1, buffer.size());
    const ssize_t received = recv(from, buffer.data(), most, 0);
    if (received <= 0) break;
    if (!SendAll(to, buffer.data(), static_cast<size_t>(received))) break;
    if (drip != 0) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  shutdown(to, SHUT_RDWR);
  shutdown(from, SHUT_RDWR);
}

ConnectProxy::ConnectProxy(int target_port, std::string status)
    : tunnel_(target_port, 0), status_(std::move(status)) {
  std::tie(listener_, port_) = ListenAnywhere();
  acceptor_ = std::thread([this] {
    while (!stopping_) {
      if (!Readable(listener_)) continue;
      const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (client >= 0) threads_.emplace_back([this, client] { Serve(client); });
    }
  });
}

ConnectProxy::~ConnectProxy() {
  stopping_ = true;
  acceptor_.join();
  close(listener_);
  for (std::thread& thread : threads_) thread.join();
}

std::vector<std::string> ConnectProxy::asked() const {
  const std::lock_guard lock(mutex_);
  return asked_;
}

void ConnectProxy::Serve(int client) {
  std::array<char, 65536> buffer;
  std::string request;
  while (!stopping_ && request.find("\r\n\r\n") == std::string::npos) {
    if (!Readable(client)) continue;
    const ssize_t size = recv(client, buffer.data(), buffer.size(), 0);
    if (size <= 0) break;
    request.append(buffer.data(), static_cast<size_t>(size));
  }
  {
    const std::lock_guard lock(mutex_);
    asked_.push_back(request);
  }
  const std::string answer = "HTTP/1.1 " + status_ + "\r\n\r\n";
  SendAll(client, answer.data(), answer.size());
  const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = Loopback(tunnel_.port());
  bool open = status_.starts_with("200") &&
              connect(server, reinterpret_cast<const sockaddr*>(&address),
                      sizeof(address)) == 0;
  while (open && !stopping_) {
    for (const auto& [from, to] :
         {std::pair(client, server), std::pair(server, client)}) {
      pollfd waited = {from, POLLIN, 0};
      if (poll(&waited, 1, 1) <= 0) continue;
      const ssize_t size = recv(from, buffer.data(), buffer.size(), 0);
      open = open && size > 0 &&
             SendAll(to, buffer.data(), static_cast<size_t>(size));
    }
  }
  close(server);
  close(client);
}

BabblingServer::BabblingServer(std::string answer)
    : answer_(std::move(answer)) {
  std::tie(listener_, port_) = ListenAnywhere();
  acceptor_ = std::thread([this] {
    while (!stopping_) {
      if (!Readable(listener_)) continue;
      const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (client < 0) continue;
      std::array<char, 1024> asked;
      if (Readable(client)) recv(client, asked.data(), asked.size(), 0);
      SendAll(client, answer_.data(), answer_.size());
      close(client);
    }
  });
}

BabblingServer::~BabblingServer() {
  stopping_ = true;
  acceptor_.join();
  close(listener_);
}

HangingUpServer::HangingUpServer(When when, How how, std::string word,
                                 std::string only_to)
    : when_(when),
      how_(how),
      word_(std::move(word)),
      only_to_(std::move(only_to)) {
  std::tie(listener_, port_) = ListenAnywhere();
  acceptor_ = std::thread([this] {
    while (!stopping_) {
      if (!Readable(listener_)) continue;
      const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (client >= 0) Serve(client);
    }
  });
}

HangingUpServer::~HangingUpServer() {
  stopping_ = true;
  acceptor_.join();
  close(listener_);
}

void HangingUpServer::Serve(int client) const {
  std::string asked(1024, '\0');
  if (when_ == When::kAfterTheFirstBytes && Readable(client)) {
    recv(client, asked.data(), asked.size(), 0);
  }
  if (asked.starts_with(only_to_)) SendAll(client, word_.data(), word_.size());
  if (how_ == How::kReset) ResetOnClose(client);
  close(client);
}

// The system takes connections for who listens.
SilentServer::SilentServer() { std::tie(listener_, port_) = ListenAnywhere(); }

SilentServer::~SilentServer() { close(listener_); }

}  // namespace lockstep::rpc
