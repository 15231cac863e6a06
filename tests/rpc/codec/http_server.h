// A small HTTP server of this process, for tests: what it answers is scripted,
// what it was asked is noted.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

typedef struct ssl_ctx_st SSL_CTX;

namespace lockstep::test {

struct HttpRequest {
  std::string method;
  std::string path;
  std::map<std::string, std::string> headers;  // lower-case names
  std::string body;
};

struct HttpReply {
  enum class Kind {
    kAnswer,
    kHang,   // say nothing until the server is stopped
    kClose,  // close the connection without a word
  };
  Kind kind = Kind::kAnswer;
  int status = 200;
  std::string body;
  std::map<std::string, std::string> headers;
};

// PEM files. Empty: no TLS.
struct HttpsFiles {
  std::string certificate;
  std::string key;
};

class HttpServer {
 public:
  using Handler = std::function<HttpReply(const HttpRequest&)>;

  // Listens on a free port of 127.0.0.1. `handler` is called by many threads,
  // one at a time.
  explicit HttpServer(Handler handler, const HttpsFiles& files = {});
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  int port() const { return port_; }
  std::string url() const {
    return (tls_ == nullptr ? "http" : "https") +
           ("://127.0.0.1:" + std::to_string(port_));
  }
  std::vector<HttpRequest> requests() const;
  int connections() const { return connections_; }

 private:
  void Accept();
  void Serve(int connection);

  const Handler handler_;
  SSL_CTX* tls_ = nullptr;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopped_ = false;
  std::atomic<int> connections_ = 0;
  mutable std::mutex mutex_;
  std::vector<HttpRequest> requests_;
  std::vector<int> open_;  // sockets to shut down at the end
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace lockstep::test
