// Sends one body after another to one address, over libcurl.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "rpc/config/secret.h"

namespace lockstep::rpc {

struct HttpAnswer {
  long status = 0;
  std::string body;
};

struct HttpError {
  enum class Kind {
    kNoConnection,  // worth another attempt: nothing was answered
    kTimeout,
    kTooLong,  // the answer is longer than it may be
    kStopped,  // HttpTarget::stopped
    kTls,      // the certificate, or the other side speaks no TLS
    kOther,
  };
  Kind kind = Kind::kOther;
  std::string cause;  // libcurl's words; no header is in them
};

struct HttpTarget {
  std::string url;  // http or https
  // Names and values. A later one replaces an earlier one of the same name.
  std::vector<std::pair<std::string, Secret>> headers;
  double connect_timeout_s = 10;
  double timeout_s = 30;
  int64_t max_answer_bytes = 0;
  // Ends what is under way within a second or so; null: nothing does. Not
  // owned.
  const std::atomic<bool>* stopped = nullptr;
};

// Thread-safe: connections are kept open between calls, one for each thread
// that calls at a time.
class HttpPoster {
 public:
  explicit HttpPoster(HttpTarget target);
  ~HttpPoster();
  HttpPoster(const HttpPoster&) = delete;
  HttpPoster& operator=(const HttpPoster&) = delete;

  // Redirects are not followed: they would carry the headers to whoever the
  // answer names. The certificate of https is always verified, against the
  // system's authorities or the file that SSL_CERT_FILE names, as the temporal
  // CLI does. Proxies are those of the environment, but never for this machine.
  tl::expected<HttpAnswer, HttpError> Post(std::string_view body) const;

 private:
  struct Parts;
  const std::unique_ptr<Parts> parts_;
};

// "https://codec.example:8081/path": without user, password, query and
// fragment, for messages. "" if it is no address of http or https.
std::string ShownHttpUrl(const std::string& url);

// Whether `text` repeats a part of a header's value: "Bearer abc" is a scheme
// and the secret itself, a cookie has names and values.
bool RepeatsPartOf(const Secret& header, const std::string& text);

}  // namespace lockstep::rpc
