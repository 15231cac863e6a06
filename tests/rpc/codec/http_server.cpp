#include "tests/rpc/codec/http_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cctype>
#include <csignal>
#include <optional>
#include <string_view>
#include <utility>

#include "base/check.h"

namespace lockstep::test {
namespace {

// One connection, with TLS if it has a context.
class Stream {
 public:
  Stream(int connection, SSL_CTX* tls) : connection_(connection) {
    if (tls == nullptr) return;
    ssl_ = SSL_new(tls);
    SSL_set_fd(ssl_, connection_);
    agreed_ = SSL_accept(ssl_) == 1;
  }
  ~Stream() { SSL_free(ssl_); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  bool agreed() const { return agreed_; }

  // More of `buffer`; false at the end of the connection.
  bool ReadMore(std::string& buffer) {
    char bytes[65536];
    const ssize_t got = ssl_ == nullptr
                            ? recv(connection_, bytes, sizeof(bytes), 0)
                            : SSL_read(ssl_, bytes, sizeof(bytes));
    if (got <= 0) return false;
    buffer.append(bytes, static_cast<size_t>(got));
    return true;
  }

  void SendAll(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent =
          ssl_ == nullptr
              ? send(connection_, text.data(), text.size(), MSG_NOSIGNAL)
              : SSL_write(ssl_, text.data(), static_cast<int>(text.size()));
      if (sent <= 0) return;
      text.remove_prefix(static_cast<size_t>(sent));
    }
  }

 private:
  const int connection_;
  SSL* ssl_ = nullptr;
  bool agreed_ = true;
};

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(c));
  return text;
}

HttpRequest ParseHead(const std::string& head) {
  HttpRequest request;
  size_t line = head.find("\r\n");
  const std::string first = head.substr(0, line);
  request.method = first.substr(0, first.find(' '));
  const size_t path = request.method.size() + 1;
  request.path = first.substr(path, first.find(' ', path) - path);
  while (line != std::string::npos && line + 2 < head.size()) {
    const size_t begin = line + 2;
    line = head.find("\r\n", begin);
    const std::string header = head.substr(begin, line - begin);
    const size_t colon = header.find(':');
    if (colon == std::string::npos) continue;
    size_t value = colon + 1;
    while (value < header.size() && header[value] == ' ') ++value;
    request.headers[Lower(header.substr(0, colon))] = header.substr(value);
  }
  return request;
}

// The next request of a connection, whose first bytes may be in `buffer`.
std::optional<HttpRequest> ReadRequest(Stream& stream, std::string& buffer) {
  size_t end = 0;
  while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
    if (!stream.ReadMore(buffer)) return std::nullopt;
  }
  HttpRequest request = ParseHead(buffer.substr(0, end + 2));
  buffer.erase(0, end + 4);
  const auto length = request.headers.find("content-length");
  const size_t size =
      length == request.headers.end() ? 0 : std::stoul(length->second);
  while (buffer.size() < size) {
    if (!stream.ReadMore(buffer)) return std::nullopt;
  }
  request.body = buffer.substr(0, size);
  buffer.erase(0, size);
  return request;
}

std::string TextOf(const HttpReply& reply) {
  std::string text = "HTTP/1.1 " + std::to_string(reply.status) + " Said\r\n";
  for (const auto& [name, value] : reply.headers) {
    text += name + ": " + value + "\r\n";
  }
  return text + "Content-Length: " + std::to_string(reply.body.size()) +
         "\r\n\r\n" + reply.body;
}

}  // namespace

HttpServer::HttpServer(Handler handler, const HttpsFiles& files)
    : handler_(std::move(handler)) {
  if (!files.certificate.empty()) {
    // OpenSSL writes to connections that clients gave up.
    std::signal(SIGPIPE, SIG_IGN);
    tls_ = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate_chain_file(tls_, files.certificate.c_str());
    SSL_CTX_use_PrivateKey_file(tls_, files.key.c_str(), SSL_FILETYPE_PEM);
  }
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  LOCKSTEP_CHECK(bind(listener_, raw, sizeof(address)) == 0, "port 0 is free");
  LOCKSTEP_CHECK(listen(listener_, 64) == 0, "it is bound");
  socklen_t size = sizeof(address);
  getsockname(listener_, raw, &size);
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { Accept(); });
}

HttpServer::~HttpServer() {
  stopped_ = true;
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  close(listener_);
  {
    const std::lock_guard lock(mutex_);
    for (const int connection : open_) shutdown(connection, SHUT_RDWR);
  }
  for (std::thread& thread : threads_) thread.join();
  for (const int connection : open_) close(connection);
  SSL_CTX_free(tls_);
}

std::vector<HttpRequest> HttpServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void HttpServer::Accept() {
  while (!stopped_) {
    const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) return;
    ++connections_;
    const std::lock_guard lock(mutex_);
    open_.push_back(connection);
    threads_.emplace_back([this, connection] { Serve(connection); });
  }
}

void HttpServer::Serve(int connection) {
  Stream stream(connection, tls_);
  std::string buffer;
  while (!stopped_ && stream.agreed()) {
    const auto request = ReadRequest(stream, buffer);
    if (!request) return;
    HttpReply reply;
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(*request);
      reply = handler_(*request);
    }
    switch (reply.kind) {
      case HttpReply::Kind::kAnswer:
        stream.SendAll(TextOf(reply));
        break;
      case HttpReply::Kind::kHang:
        while (stream.ReadMore(buffer)) {
        }
        return;
      case HttpReply::Kind::kClose:
        shutdown(connection, SHUT_RDWR);
        return;
    }
  }
}

}  // namespace lockstep::test
