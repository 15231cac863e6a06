#include "rpc/codec/remote_codec.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "rpc/codec/encoded_failure.h"
#include "rpc/codec/http_post.h"
#include "rpc/codec/payload.h"
#include "rpc/codec/payload_visitor.h"
#include "rpc/schema/fields.h"
#include "rpc/schema/json_reader.h"
#include "rpc/schema/json_writer.h"

namespace lockstep::rpc {
namespace {

constexpr long kOk = 200;
constexpr long kBadRequest = 400;
constexpr long kUnauthorized = 401;
constexpr long kForbidden = 403;
constexpr long kNotFound = 404;
constexpr long kTooLarge = 413;
constexpr long kTooMany = 429;
constexpr long kNotImplemented = 501;

// What one payload costs in a request beside its data.
constexpr size_t kPayloadOverhead = 128;

std::string DecodeUrl(const ClientConfig& config) {
  std::string url = config.codec_endpoint.value;
  const std::string placeholder = "{namespace}";
  const std::string& name_space = config.name_space.value;
  for (size_t at = url.find(placeholder); at != std::string::npos;
       at = url.find(placeholder, at + name_space.size())) {
    url.replace(at, placeholder.size(), name_space);
  }
  if (url.ends_with('/')) url.pop_back();
  return url + "/decode";
}

// In the order of the temporal CLI: what comes later wins.
std::vector<std::pair<std::string, Secret>> Headers(
    const ClientConfig& config) {
  std::vector<std::pair<std::string, Secret>> headers = {
      {"Content-Type", Secret("application/json")},
      {"Accept", Secret("application/json")},
      {"X-Namespace", Secret(config.name_space.value)}};
  for (const auto& [name, value] : config.codec_headers) {
    headers.emplace_back(name, value.value);
  }
  if (!config.codec_auth.value.empty()) {
    headers.emplace_back("Authorization", config.codec_auth.value);
  }
  return headers;
}

bool IsHeaderName(std::string_view name) {
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z') || kOthers.find(c) != kOthers.npos;
  });
}

// A sentence if a request cannot be made of them.
std::string WhyUnusable(const HttpTarget& target, const std::string& shown) {
  if (shown.empty()) {
    return "the codec endpoint is no address of http:// or https://; correct "
           "--codec-endpoint";
  }
  for (const auto& [name, value] : target.headers) {
    if (!IsHeaderName(name)) {
      return "a codec header has a name that HTTP does not take; correct "
             "--codec-header";
    }
    if (value.Reveal().find_first_of(std::string_view("\r\n\0", 3)) !=
        std::string::npos) {
      return fmt::format(
          "the value of the codec header '{}' has a line end "
          "in it; correct it",
          name);
    }
  }
  return "";
}

struct Batch {
  size_t begin = 0;  // places
  size_t end = 0;
};

std::vector<Batch> MakeBatches(const std::vector<PayloadPlace>& places,
                               int64_t most_bytes) {
  std::vector<Batch> batches;
  size_t bytes = 0;
  for (size_t i = 0; i < places.size(); ++i) {
    size_t own = 0;
    for (const Message* payload : places[i].payloads) {
      own += payload->ByteSizeLong() + kPayloadOverhead;
    }
    if (batches.empty() || bytes + own > static_cast<size_t>(most_bytes)) {
      batches.push_back({i, i});
      bytes = 0;
    }
    batches.back().end = i + 1;
    bytes += own;
  }
  return batches;
}

std::vector<Message*> PayloadsOf(const std::vector<PayloadPlace>& places,
                                 Batch batch) {
  std::vector<Message*> payloads;
  for (size_t i = batch.begin; i < batch.end; ++i) {
    payloads.insert(payloads.end(), places[i].payloads.begin(),
                    places[i].payloads.end());
  }
  return payloads;
}

std::string Body(const std::vector<Message*>& payloads) {
  std::string body = R"({"payloads":[)";
  const char* separator = "";
  for (const Message* payload : payloads) {
    body += separator;
    AppendJson(*payload, JsonStyle::kCompact, 0, body);
    separator = ",";
  }
  return body + "]}";
}

// Not an answer about the payloads that were sent.
bool IsOfNoCodec(long status) {
  return (status >= 300 && status < 400) || status == kNotFound ||
         status == kTooMany || status > kNotImplemented;
}

// A batch that was decoded, to be moved to its payloads when all succeeded.
struct Decoded {
  std::vector<Message*> payloads;
  std::unique_ptr<Message> answer;  // temporal.api.common.v1.Payloads
};

}  // namespace

struct RemoteCodec::Parts {
  const Schema& schema;
  CodecOptions options;
  HttpTarget target;
  std::string shown;     // the address in messages
  std::string unusable;  // a sentence, or ""
  HttpPoster poster;
  // The server took each Payloads alone, and not many at once.
  std::atomic<bool> one_by_one = false;
  mutable std::atomic<bool> no_access = false;
  mutable std::atomic<bool> is_down = false;

  Parts(const Schema& of, const CodecOptions& how, HttpTarget where)
      : schema(of),
        options(how),
        target(where),
        shown(ShownHttpUrl(target.url)),
        unusable(WhyUnusable(target, shown)),
        poster(std::move(where)) {}

  bool IsStopped() const {
    return options.stopped != nullptr && *options.stopped;
  }

  // Ends when we are stopped; a signal's handler can wake nobody.
  void Pause(double seconds) const {
    constexpr double kPoll = 0.1;
    for (; seconds > 0 && !IsStopped(); seconds -= kPoll) {
      std::this_thread::sleep_for(
          std::chrono::duration<double>(std::min(seconds, kPoll)));
    }
  }

  // Tries again when the server gave no answer, or one of the moment.
  tl::expected<HttpAnswer, HttpError> Post(const std::string& body) const {
    double pause_s = options.first_pause_s;
    for (int attempt = 1;; ++attempt) {
      auto answer = poster.Post(body);
      is_down = answer.has_value()
                    ? IsOfNoCodec(answer->status)
                    : answer.error().kind != HttpError::Kind::kTooLong;
      const bool worth_more =
          answer.has_value()
              ? answer->status >= 500 || answer->status == kTooMany
              : answer.error().kind == HttpError::Kind::kNoConnection;
      if (!worth_more || attempt >= options.max_attempts) return answer;
      Pause(pause_s);
      if (IsStopped()) {
        return tl::unexpected(HttpError{HttpError::Kind::kStopped, ""});
      }
      pause_s *= 2;
    }
  }

  std::string WhyNoAnswer(const HttpError& error) const {
    switch (error.kind) {
      case HttpError::Kind::kNoConnection:
        return fmt::format(
            "codec server {} cannot be reached ({}); is it "
            "running, and is --codec-endpoint right?",
            shown, error.cause);
      case HttpError::Kind::kTimeout:
        return fmt::format(
            "codec server {} gave no answer in {} s; is it "
            "overloaded?",
            shown, options.timeout_s);
      case HttpError::Kind::kTooLong:
        return fmt::format(
            "codec server {} answers with more than {} bytes; "
            "is it a codec server?",
            shown, options.max_answer_bytes);
      case HttpError::Kind::kTls:
        return fmt::format(
            "codec server {} is not trusted ({}); correct its certificate, or "
            "name the file of its authority in SSL_CERT_FILE",
            shown, error.cause);
      case HttpError::Kind::kStopped:
        return fmt::format(
            "codec server {} was not waited for: it was interrupted; run it "
            "again to go on",
            shown);
      case HttpError::Kind::kOther:
        break;
    }
    return fmt::format("codec server {} cannot be asked ({})", shown,
                       error.cause);
  }

  // What the server says of its refusal, unless it repeats a header of ours.
  std::string WordsOf(const HttpAnswer& answer) const;
  std::string WhyRefused(const HttpAnswer& answer,
                         const std::string& place) const;
  Result<Decoded> Read(const HttpAnswer& answer,
                       std::vector<Message*> payloads) const;
  Result<void> DecodeBatch(const std::vector<PayloadPlace>& places, Batch batch,
                           std::vector<Decoded>& decoded);
};

std::string RemoteCodec::Parts::WordsOf(const HttpAnswer& answer) const {
  constexpr size_t kLongest = 200;
  for (const auto& [name, value] : target.headers) {
    if (name == "Content-Type" || name == "Accept") continue;
    if (name == "X-Namespace") continue;
    if (RepeatsPartOf(value, answer.body)) return "";
  }
  std::string words;
  for (const char c : answer.body) {
    if (words.size() >= kLongest) break;
    words += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  }
  while (words.ends_with(' ')) words.pop_back();
  return words.empty() ? "" : fmt::format(" and says \"{}\"", words);
}

std::string RemoteCodec::Parts::WhyRefused(const HttpAnswer& answer,
                                           const std::string& place) const {
  const long status = answer.status;
  if (status == kUnauthorized || status == kForbidden) {
    no_access = true;
    return fmt::format(
        "codec server {} refuses access with {}; check "
        "--codec-auth and --codec-header",
        shown, status);
  }
  if (status == kNotFound) {
    return fmt::format(
        "codec server {} answers 404; --codec-endpoint is the "
        "address before /decode",
        shown);
  }
  if (status >= 300 && status < 400) {
    return fmt::format(
        "codec server {} redirects with {}, which is not "
        "followed; give the final address as --codec-endpoint",
        shown, status);
  }
  return fmt::format("codec server {} answers {} for the payloads of {}{}",
                     shown, status, place, WordsOf(answer));
}

Result<Decoded> RemoteCodec::Parts::Read(const HttpAnswer& answer,
                                         std::vector<Message*> payloads) const {
  auto parsed = ParseJson(schema, kPayloadsMessage, answer.body);
  if (!parsed) {
    return Fail(
        fmt::format("codec server {} answers with something that is "
                    "no list of payloads ({}); is it a codec server?",
                    shown, parsed.error().message));
  }
  if (!parsed->dropped.empty()) {
    return Fail(
        fmt::format("codec server {} answers with a field that "
                    "payloads do not have ({}); is it a codec server?",
                    shown, parsed->dropped.front()));
  }
  const size_t count = GetRepeated(*parsed->message, "payloads").size();
  if (count != payloads.size()) {
    return Fail(
        fmt::format("codec server {} was sent {} payloads and answers "
                    "with {}; it must answer with as many",
                    shown, payloads.size(), count));
  }
  return Decoded{std::move(payloads), std::move(parsed->message)};
}

Result<void> RemoteCodec::Parts::DecodeBatch(
    const std::vector<PayloadPlace>& places, Batch batch,
    std::vector<Decoded>& decoded) {
  if (IsStopped()) {
    return Fail(WhyNoAnswer({HttpError::Kind::kStopped, ""}));
  }
  const bool many = batch.end - batch.begin > 1;
  bool refused = false;
  if (!many || !one_by_one) {
    std::vector<Message*> payloads = PayloadsOf(places, batch);
    const auto answer = Post(Body(payloads));
    if (!answer) return Fail(WhyNoAnswer(answer.error()));
    if (answer->status == kOk) {
      auto read = Read(*answer, std::move(payloads));
      if (!read) return tl::unexpected(read.error());
      decoded.push_back(std::move(*read));
      return {};
    }
    refused =
        many && (answer->status == kBadRequest || answer->status == kTooLarge);
    if (!refused) {
      return Fail(WhyRefused(*answer, places[batch.begin].path));
    }
  }
  for (size_t i = batch.begin; i < batch.end; ++i) {
    auto single = DecodeBatch(places, {i, i + 1}, decoded);
    if (!single) return single;
  }
  // Not one of them was the reason, so it was that they came together.
  if (refused) one_by_one = true;
  return {};
}

RemoteCodec::RemoteCodec(const ClientConfig& config, const Schema& schema,
                         const CodecOptions& options) {
  HttpTarget target;
  target.url = DecodeUrl(config);
  target.headers = Headers(config);
  target.connect_timeout_s = options.connect_timeout_s;
  target.timeout_s = options.timeout_s;
  target.max_answer_bytes = options.max_answer_bytes;
  target.stopped = options.stopped;
  parts_ = std::make_unique<Parts>(schema, options, std::move(target));
}

RemoteCodec::RemoteCodec(RemoteCodec&&) noexcept = default;
RemoteCodec& RemoteCodec::operator=(RemoteCodec&&) noexcept = default;
RemoteCodec::~RemoteCodec() = default;

bool RemoteCodec::stopped() const { return parts_->IsStopped(); }
bool RemoteCodec::refused() const {
  return parts_->no_access || !parts_->unusable.empty();
}
bool RemoteCodec::down() const { return parts_->is_down; }

Result<void> RemoteCodec::Decode(Message& message) const {
  if (!parts_->unusable.empty()) return Fail(parts_->unusable);
  std::vector<PayloadPlace> places;
  VisitPayloads(message, [&places](PayloadPlace& place) {
    if (!place.search_attributes) places.push_back(std::move(place));
  });
  std::vector<Decoded> decoded;
  for (const Batch batch : MakeBatches(places, parts_->options.batch_bytes)) {
    auto done = parts_->DecodeBatch(places, batch, decoded);
    if (!done) return done;
  }
  for (Decoded& part : decoded) {
    const auto answers = GetRepeated(*part.answer, "payloads");
    for (size_t i = 0; i < answers.size(); ++i) {
      part.payloads[i]->CopyFrom(*answers[i]);
    }
  }
  ShowEncodedFailures(message);
  return {};
}

}  // namespace lockstep::rpc
