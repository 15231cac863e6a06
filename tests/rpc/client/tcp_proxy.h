// A pipe between a client and a server that a test can cut or squeeze.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace lockstep::rpc {

// Listens on a free port of 127.0.0.1 and passes bytes on to another one.
class TcpProxy {
 public:
  // `drip_bytes_per_s` limits what comes back from the server; 0: it does not.
  TcpProxy(int target_port, int64_t drip_bytes_per_s);
  ~TcpProxy();
  TcpProxy(const TcpProxy&) = delete;
  TcpProxy& operator=(const TcpProxy&) = delete;

  int port() const { return port_; }
  int64_t connections() const { return connections_; }

  // Ends every connection with a reset, as a machine that vanishes does.
  void CutConnections();
  // What comes back from the server from now on.
  void SetDrip(int64_t bytes_per_s) { drip_bytes_per_s_ = bytes_per_s; }

 private:
  enum class Direction { kToServer, kToClient };
  void Accept();
  void Pump(int from, int to, Direction direction);

  const int target_port_;
  std::atomic<int64_t> drip_bytes_per_s_;
  std::atomic<int64_t> connections_ = 0;
  std::atomic<bool> stopping_ = false;
  int listener_ = -1;
  int port_ = 0;
  std::mutex mutex_;  // of the two below
  std::vector<int> sockets_;
  std::vector<std::thread> pumps_;
  std::thread acceptor_;
};

// An HTTP proxy: passes on what it is asked to connect to, always to the same
// server, whatever its name is.
class ConnectProxy {
 public:
  // `status` is what it answers: "200 OK".
  ConnectProxy(int target_port, std::string status);
  ~ConnectProxy();
  ConnectProxy(const ConnectProxy&) = delete;
  ConnectProxy& operator=(const ConnectProxy&) = delete;

  int port() const { return port_; }
  // The requests so far, each with its headers.
  std::vector<std::string> asked() const;

 private:
  void Serve(int client);

  TcpProxy tunnel_;
  const std::string status_;
  std::atomic<bool> stopping_ = false;
  int listener_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> asked_;
  std::vector<std::thread> threads_;  // of the acceptor only
  std::thread acceptor_;
};

// Accepts connections and answers each with `answer`, whatever it is asked:
// something that is no gRPC server.
class BabblingServer {
 public:
  explicit BabblingServer(std::string answer);
  ~BabblingServer();
  BabblingServer(const BabblingServer&) = delete;
  BabblingServer& operator=(const BabblingServer&) = delete;

  int port() const { return port_; }

 private:
  const std::string answer_;
  std::atomic<bool> stopping_ = false;
  int listener_ = -1;
  int port_ = 0;
  std::thread acceptor_;
};

// Closes every connection: at once, or after the first bytes that come; with a
// FIN or with a reset. `word` is said before, to those that begin so.
class HangingUpServer {
 public:
  enum class When { kAtOnce, kAfterTheFirstBytes };
  enum class How { kClose, kReset };
  HangingUpServer(When when, How how, std::string word = "",
                  std::string only_to = "");
  ~HangingUpServer();
  HangingUpServer(const HangingUpServer&) = delete;
  HangingUpServer& operator=(const HangingUpServer&) = delete;

  int port() const { return port_; }

 private:
  void Serve(int client) const;

  const When when_;
  const How how_;
  const std::string word_;
  const std::string only_to_;
  std::atomic<bool> stopping_ = false;
  int listener_ = -1;
  int port_ = 0;
  std::thread acceptor_;
};

// Takes connections and never says a word.
class SilentServer {
 public:
  SilentServer();
  ~SilentServer();
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;

  int port() const { return port_; }

 private:
  int listener_ = -1;
  int port_ = 0;
};

}  // namespace lockstep::rpc
