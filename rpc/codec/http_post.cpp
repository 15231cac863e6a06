#include "rpc/codec/http_post.h"

#include <curl/curl.h>
#include <strings.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <mutex>

namespace lockstep::rpc {
namespace {

struct CloseHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, CloseHandle>;

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, FreeUrl>;

// libcurl must be set up once, before its first use.
bool SetUpOnce() {
  static const CURLcode kDone = curl_global_init(CURL_GLOBAL_DEFAULT);
  return kDone == CURLE_OK;
}

Url ParseUrl(const std::string& text) {
  Url url(curl_url());
  if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) {
    return nullptr;
  }
  return url;
}

std::string Part(const Url& url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url.get(), part, &text, 0) != CURLUE_OK) return "";
  std::string value = text;
  curl_free(text);
  return value;
}

bool IsThisMachine(const std::string& host) {
  return host == "localhost" || host.starts_with("127.") || host == "[::1]";
}

HeaderList MakeHeaders(
    const std::vector<std::pair<std::string, Secret>>& headers) {
  HeaderList list;
  const auto append = [&list](const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) return;
    list.release();  // `longer` begins with it
    list.reset(longer);
  };
  for (size_t i = 0; i < headers.size(); ++i) {
    const std::string& name = headers[i].first;
    bool replaced = false;
    for (size_t later = i + 1; later < headers.size(); ++later) {
      replaced |= strcasecmp(headers[later].first.c_str(), name.c_str()) == 0;
    }
    if (replaced) continue;
    const std::string& value = headers[i].second.Reveal();
    // libcurl leaves out a header without a value unless it ends so.
    append(value.empty() ? name + ";" : name + ": " + value);
  }
  append("Expect:");  // else large bodies wait for a "100 Continue"
  return list;
}

struct Receiver {
  std::string body;
  size_t limit = 0;
  bool too_long = false;
};

size_t Receive(char* bytes, size_t one, size_t count, void* context) {
  auto& receiver = *static_cast<Receiver*>(context);
  if (receiver.body.size() + one * count > receiver.limit) {
    receiver.too_long = true;
    return 0;
  }
  receiver.body.append(bytes, one * count);
  return one * count;
}

// libcurl asks about once a second while nothing comes. Not 0: stop.
int Stopped(void* flag, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return *static_cast<const std::atomic<bool>*>(flag) ? 1 : 0;
}

HttpError::Kind KindOf(CURLcode code) {
  if (code == CURLE_ABORTED_BY_CALLBACK) return HttpError::Kind::kStopped;
  if (code == CURLE_OPERATION_TIMEDOUT) return HttpError::Kind::kTimeout;
  if (code == CURLE_PEER_FAILED_VERIFICATION ||
      code == CURLE_SSL_CONNECT_ERROR || code == CURLE_SSL_CACERT_BADFILE) {
    return HttpError::Kind::kTls;
  }
  const bool unreached =
      code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST ||
      code == CURLE_COULDNT_RESOLVE_PROXY || code == CURLE_GOT_NOTHING ||
      code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR ||
      code == CURLE_PARTIAL_FILE || code == CURLE_HTTP2_STREAM;
  return unreached ? HttpError::Kind::kNoConnection : HttpError::Kind::kOther;
}

}  // namespace

struct HttpPoster::Parts {
  HttpTarget target;
  HeaderList headers;
  bool direct = false;  // past any proxy
  std::string ca_file;
  std::mutex mutex;
  std::vector<Handle> idle;

  Handle Take() {
    {
      const std::lock_guard lock(mutex);
      if (!idle.empty()) {
        Handle handle = std::move(idle.back());
        idle.pop_back();
        return handle;
      }
    }
    return Open();
  }

  void GiveBack(Handle handle) {
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(handle));
  }

  Handle Open() const {
    Handle handle(curl_easy_init());
    CURL* curl = handle.get();
    if (curl == nullptr) return handle;
    curl_easy_setopt(curl, CURLOPT_URL, target.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!ca_file.empty()) {
      curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file.c_str());
    }
    if (direct) curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "lockstep-fetch");
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");  // all it can
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);         // threads
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(target.connect_timeout_s * 1000));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS,
                     static_cast<long>(target.timeout_s * 1000));
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Receive);
    if (target.stopped != nullptr) {
      curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &Stopped);
      curl_easy_setopt(curl, CURLOPT_XFERINFODATA,
                       const_cast<std::atomic<bool>*>(target.stopped));
      curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    }
    return handle;
  }
};

HttpPoster::HttpPoster(HttpTarget target) : parts_(std::make_unique<Parts>()) {
  SetUpOnce();
  parts_->headers = MakeHeaders(target.headers);
  const Url url = ParseUrl(target.url);
  parts_->direct = url != nullptr && IsThisMachine(Part(url, CURLUPART_HOST));
  const char* ca_file = std::getenv("SSL_CERT_FILE");
  if (ca_file != nullptr) parts_->ca_file = ca_file;
  parts_->target = std::move(target);
}

HttpPoster::~HttpPoster() = default;

tl::expected<HttpAnswer, HttpError> HttpPoster::Post(
    std::string_view body) const {
  Handle handle = parts_->Take();
  if (handle == nullptr) {
    return tl::unexpected(
        HttpError{HttpError::Kind::kOther, "libcurl cannot be set up"});
  }
  Receiver receiver;
  receiver.limit = static_cast<size_t>(parts_->target.max_answer_bytes);
  std::array<char, CURL_ERROR_SIZE> words = {};
  CURL* curl = handle.get();
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words.data());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                   static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &receiver);
  const CURLcode code = curl_easy_perform(curl);
  HttpAnswer answer;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, nullptr);
  parts_->GiveBack(std::move(handle));
  if (receiver.too_long) {
    return tl::unexpected(
        HttpError{HttpError::Kind::kTooLong, "the answer is too long"});
  }
  if (code != CURLE_OK) {
    const char* cause = words[0] != 0 ? words.data() : curl_easy_strerror(code);
    return tl::unexpected(HttpError{KindOf(code), cause});
  }
  answer.body = std::move(receiver.body);
  return answer;
}

std::string ShownHttpUrl(const std::string& url) {
  const Url parsed = ParseUrl(url);
  if (parsed == nullptr) return "";
  const std::string scheme = Part(parsed, CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") return "";
  for (const CURLUPart part : {CURLUPART_USER, CURLUPART_PASSWORD,
                               CURLUPART_QUERY, CURLUPART_FRAGMENT}) {
    curl_url_set(parsed.get(), part, nullptr, 0);
  }
  return Part(parsed, CURLUPART_URL);
}

bool RepeatsPartOf(const Secret& header, const std::string& text) {
  const std::vector<std::string> parts = PartsOf(header);
  return std::any_of(parts.begin(), parts.end(), [&](const std::string& part) {
    return text.find(part) != std::string::npos;
  });
}

}  // namespace lockstep::rpc
