#include "rpc/codec/remote_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "rpc/codec/payload.h"
#include "rpc/codec/payload_visitor.h"
#include "rpc/schema/fields.h"
#include "rpc/schema/json_reader.h"
#include "rpc/schema/json_writer.h"
#include "tests/rpc/client/certificates.h"
#include "tests/rpc/codec/http_server.h"

namespace lockstep::rpc {
namespace {

using Json = nlohmann::json;
using test::HttpReply;
using test::HttpRequest;
using test::HttpServer;
using testing::HasSubstr;
using testing::Not;

constexpr char kAuth[] = "Bearer codec-auth-secret";
constexpr char kHeader[] = "codec-header-secret";

// base64 of "binary/encrypted", "json/plain", and of `1`.
constexpr char kEncrypted[] = "YmluYXJ5L2VuY3J5cHRlZA==";
constexpr char kPlain[] = "anNvbi9wbGFpbg==";

const Schema& TheSchema() {
  static const Schema kSchema = Schema::Embedded();
  return kSchema;
}

ClientConfig ConfigFor(const std::string& endpoint) {
  ClientConfig config;
  config.name_space.value = "orders.acct";
  config.codec_endpoint.value = endpoint;
  config.codec_auth.value = Secret(kAuth);
  config.codec_headers["X-Tenant"].value = Secret(kHeader);
  return config;
}

CodecOptions Quick() {
  CodecOptions options;
  options.first_pause_s = 0.001;
  options.timeout_s = 5;
  return options;
}

Json Encrypted(const std::string& data) {
  return {{"metadata", {{"encoding", kEncrypted}}}, {"data", data}};
}

Json Payloads(std::vector<Json> payloads) {
  return {{"payloads", std::move(payloads)}};
}

std::unique_ptr<Message> Parse(const Json& history) {
  auto parsed = ParseJson(TheSchema(), kHistoryMessage, history.dump());
  EXPECT_TRUE(parsed.has_value())
      << (parsed ? std::string() : parsed.error().message);
  return parsed ? std::move(parsed->message) : nullptr;
}

// Three places with four payloads, and a search attribute.
std::unique_ptr<Message> ThreePlaces() {
  const Json attribute = {{"metadata", {{"encoding", kPlain}}},
                          {"data", "MQ=="}};
  return Parse(
      {{"events",
        {{{"workflowExecutionStartedEventAttributes",
           {{"input", Payloads({Encrypted("YQ=="), Encrypted("Yg==")})},
            {"searchAttributes", {{"indexedFields", {{"K", attribute}}}}}}}},
         {{"activityTaskCompletedEventAttributes",
           {{"result", Payloads({Encrypted("Yw==")})}}}},
         {{"nexusOperationCompletedEventAttributes",
           {{"result", Encrypted("ZA==")}}}}}}});
}

// What a codec server does: encrypted payloads become JSON of the same data.
HttpReply DecodeAll(const HttpRequest& request) {
  Json payloads = Json::parse(request.body);
  for (Json& payload : payloads["payloads"]) {
    if (payload["metadata"]["encoding"] == kEncrypted) {
      payload["metadata"]["encoding"] = kPlain;
    }
  }
  HttpReply reply;
  reply.body = payloads.dump();
  return reply;
}

HttpReply Status(int status, const std::string& body = "") {
  HttpReply reply;
  reply.status = status;
  reply.body = body;
  return reply;
}

std::string Encodings(Message& message) {
  std::string text;
  VisitPayloads(message, [&text](PayloadPlace& place) {
    for (const Message* payload : place.payloads) {
      text += PayloadEncoding(*payload) + "=" + PayloadData(*payload) + " ";
    }
  });
  return text;
}

constexpr char kDecoded[] =
    "json/plain=a json/plain=b json/plain=1 json/plain=c json/plain=d ";

// The error of decoding with a server that answers so. Checks that nothing was
// changed and that no secret is in it.
std::string ErrorWith(const HttpServer::Handler& handler,
                      CodecOptions options = Quick()) {
  HttpServer server(handler);
  const RemoteCodec codec(ConfigFor(server.url()), TheSchema(), options);
  const auto message = ThreePlaces();
  const std::string before = HistoryToJson(*message);
  const Result<void> decoded = codec.Decode(*message);
  EXPECT_FALSE(decoded.has_value());
  EXPECT_EQ(HistoryToJson(*message), before);
  if (decoded) return "";
  EXPECT_THAT(decoded.error().message, Not(HasSubstr("secret")));
  EXPECT_THAT(decoded.error().message, HasSubstr(server.url() + "/decode"));
  return decoded.error().message;
}

TEST(RemoteCodec, DecodesAWholePageInOneRequest) {
  HttpServer server(DecodeAll);
  const RemoteCodec codec(ConfigFor(server.url()), TheSchema(), Quick());
  const auto message = ThreePlaces();

  const Result<void> decoded = codec.Decode(*message);

  ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
  EXPECT_EQ(Encodings(*message), kDecoded);
  ASSERT_EQ(server.requests().size(), 1u);
  EXPECT_EQ(Json::parse(server.requests()[0].body)["payloads"].size(), 4u)
      << "the search attribute stays here";
}

TEST(RemoteCodec, SendsTheHeadersThatTheTemporalCliSends) {
  HttpServer server(DecodeAll);
  const RemoteCodec codec(ConfigFor(server.url() + "/{namespace}/x/"),
                          TheSchema(), Quick());
  const auto message = ThreePlaces();
  ASSERT_TRUE(codec.Decode(*message).has_value());

  const HttpRequest request = server.requests().at(0);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.path, "/orders.acct/x/decode");
  EXPECT_EQ(request.headers.at("content-type"), "application/json");
  EXPECT_EQ(request.headers.at("x-namespace"), "orders.acct");
  EXPECT_EQ(request.headers.at("authorization"), kAuth);
  EXPECT_EQ(request.headers.at("x-tenant"), kHeader);
  EXPECT_EQ(request.headers.count("expect"), 0u);
}

TEST(RemoteCodec, AHeaderOfTheUserReplacesOursAndTheAuthReplacesTheUsers) {
  HttpServer server(DecodeAll);
  ClientConfig config = ConfigFor(server.url());
  config.codec_headers["x-namespace"].value = Secret("other");
  config.codec_headers["authorization"].value = Secret("wrong");
  config.codec_headers["X-Empty"].value = Secret("");
  const RemoteCodec codec(config, TheSchema(), Quick());
  const auto message = ThreePlaces();
  ASSERT_TRUE(codec.Decode(*message).has_value());

  const HttpRequest request = server.requests().at(0);
  EXPECT_EQ(request.headers.at("x-namespace"), "other");
  EXPECT_EQ(request.headers.at("authorization"), kAuth);
  EXPECT_EQ(request.headers.count("x-empty"), 1u);
}

TEST(RemoteCodec, AMessageWithoutPayloadsAsksNobody) {
  HttpServer server(DecodeAll);
  const RemoteCodec codec(ConfigFor(server.url()), TheSchema(), Quick());
  const auto message = Parse({{"events", Json::array()}});
  EXPECT_TRUE(codec.Decode(*message).has_value());
  EXPECT_TRUE(server.requests().empty());
}

TEST(RemoteCodec, LargePagesGoInSeveralRequestsOverOneConnection) {
  HttpServer server(DecodeAll);
  CodecOptions options = Quick();
  options.batch_bytes = 1;  // each place alone
  const RemoteCodec codec(ConfigFor(server.url()), TheSchema(), options);
  const auto message = ThreePlaces();

  ASSERT_TRUE(codec.Decode(*message).has_value());

  EXPECT_EQ(Encodings(*message), kDecoded);
  EXPECT_EQ(server.requests().size(), 3u);
  EXPECT_EQ(server.connections(), 1);
}

// A server that takes the payloads of one place only.
HttpReply RefuseMany(const HttpRequest& request, size_t most, int status) {
  if (Json::parse(request.body)["payloads"].size() > most) {
    return Status(status, "too many");
  }
  return DecodeAll(request);
}

TEST(RemoteCodec, AfterARefusalEachPlaceIsSentAlone) {
  for (const int status : {400, 413}) {
    HttpServer server([status](const HttpRequest& request) {
      return RefuseMany(request, 2, status);
    });
    const RemoteCodec codec(ConfigFor(server.url()), TheSchema(), Quick());

    const auto first = ThreePlaces();
    ASSERT_TRUE(codec.Decode(*first).has_value());
    EXPECT_EQ(Encodings(*first), kDecoded);
    EXPECT_EQ(server.requests().size(), 4u) << "one refused, three places";

    const auto second = ThreePlaces();
    ASSERT_TRUE(codec.Decode(*second).has_value());
    EXPECT_EQ(Encodings(*second), kDecoded);
    EXPECT_EQ(server.requests().size(), 7u) << "it is remembered";
  }
}

TEST(RemoteCodec, AFailedPlaceOfManyChangesNothing) {
  const std::string error = ErrorWith([](const HttpRequest& request) {
    // "c" cannot be decoded, neither alone nor with others.
    if (request.body.find("Yw==") != std::string::npos) {
      return Status(400, "unknown\nkey id");
    }
    return DecodeAll(request);
  });
  EXPECT_THAT(error, HasSubstr("answers 400 for the payloads of events[1]."
                               "activityTaskCompletedEventAttributes.result"));
  EXPECT_THAT(error, HasSubstr("and says \"unknown key id\""));
}

struct Refusal {
  HttpReply reply;
  const char* message;
  size_t requests;  // how often it is asked
};

TEST(RemoteCodec, SaysWhyTheServerRefusedAndWhatToDo) {
  HttpReply elsewhere = Status(307);
  elsewhere.headers["Location"] = "http://127.0.0.1:1/decode";
  HttpReply closing;
  closing.kind = HttpReply::Kind::kClose;
  const std::vector<Refusal> cases = {
      {Status(401), "refuses access with 401; check --codec-auth", 1},
      {Status(403), "refuses access with 403; check --codec-auth", 1},
      {Status(404), "answers 404; --codec-endpoint is the address before", 1},
      {elsewhere, "redirects with 307, which is not followed", 1},
      {Status(204), "answers 204 for the payloads of events[0]", 1},
      {Status(500, "boom"), "answers 500 for the payloads of events[0]", 4},
      {Status(429), "answers 429", 4},
      {closing, "cannot be reached (", 4},
      {Status(200, "<html>"), "something that is no list of payloads", 1},
      {Status(200, ""), "something that is no list of payloads", 1},
      {Status(200, R"({"payloads":[{"data":"!"}]})"),
       "something that is no list of payloads", 1},
      {Status(200, R"({"payloads":[],"x":1})"), "a field that payloads do", 1},
      {Status(200, R"({"payloads":[{},{},{}]})"),
       "was sent 4 payloads and answers with 3", 1},
      {Status(200, "{}"), "was sent 4 payloads and answers with 0", 1},
  };
  for (const Refusal& refusal : cases) {
    size_t requests = 0;
    const std::string error = ErrorWith([&](const HttpRequest&) {
      ++requests;
      return refusal.reply;
    });
    EXPECT_THAT(error, HasSubstr(refusal.message));
    EXPECT_EQ(requests, refusal.requests) << refusal.message;
  }
}

// A payload that cannot be decoded is no reason to give up the others.
TEST(RemoteCodec, TellsWhetherTheServerIsToBlameOrThePayloads) {
  for (const auto& [status, down] : std::map<int, bool>{{400, false},
                                                        {413, false},
                                                        {422, false},
                                                        {500, false},
                                                        {302, true},
                                                        {404, true},
                                                        {429, true},
                                                        {502, true},
                                                        {503, true},
                                                        {504, true}}) {
    const HttpServer server(
        [answer = status](const HttpRequest&) { return Status(answer); });
    const RemoteCodec codec(ConfigFor(server.url()), TheSchema(), Quick());

    EXPECT_FALSE(codec.Decode(*ThreePlaces()).has_value()) << status;
    EXPECT_EQ(codec.down(), down) << status;
    EXPECT_FALSE(codec.refused()) << status;
  }
  const RemoteCodec nowhere(ConfigFor("http://127.0.0.1:1"), TheSchema(),
                            Quick());
  EXPECT_FALSE(nowhere.Decode(*ThreePlaces()).has_value());
  EXPECT_TRUE(nowhere.down());
}

TEST(RemoteCodec, AServerThatRepeatsASecretIsNotQuoted) {
  for (const char* secret : {"codec-auth-secret", kHeader}) {
    const std::string error = ErrorWith([secret](const HttpRequest&) {
      return Status(422, std::string("bad token ") + secret);
    });
    EXPECT_THAT(error, HasSubstr("answers 422"));
    EXPECT_THAT(error, Not(HasSubstr("bad token")));
  }
}

TEST(RemoteCodec, NoPartOfAHeaderIsQuoted) {
  for (const auto& [header, said] :
       std::vector<std::pair<const char*, const char*>>{
           {"Bearer s3cr3t ", "bad s3cr3t"},
           {"Basic s3cr3t  \t", "bad s3cr3t"},
           {"s3cr3t second", "bad s3cr3t"},
           {"session=s3cr3t; path=/", "bad s3cr3t"},
           {"a k", "bad k"}}) {
    HttpServer server(
        [words = said](const HttpRequest&) { return Status(422, words); });
    ClientConfig config = ConfigFor(server.url());
    config.codec_headers["X-Tenant"].value = Secret(header);
    const RemoteCodec codec(config, TheSchema(), Quick());

    const std::string error = codec.Decode(*ThreePlaces()).error().message;

    EXPECT_THAT(error, HasSubstr("answers 422"));
    EXPECT_THAT(error, Not(HasSubstr("bad"))) << header;
  }
}

TEST(RemoteCodec, TriesAgainWhatMayPass) {
  int count = 0;
  HttpServer server([&count](const HttpRequest& request) {
    ++count;
    if (count == 1) return Status(503);
    if (count == 2) {
      HttpReply reply;
      reply.kind = HttpReply::Kind::kClose;
      return reply;
    }
    return DecodeAll(request);
  });
  const RemoteCodec codec(ConfigFor(server.url()), TheSchema(), Quick());
  const auto message = ThreePlaces();

  const Result<void> decoded = codec.Decode(*message);

  ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
  EXPECT_EQ(Encodings(*message), kDecoded);
}

TEST(RemoteCodec, AServerThatHangsIsLeftAfterTheTimeout) {
  CodecOptions options = Quick();
  options.timeout_s = 0.2;
  size_t requests = 0;
  const std::string error = ErrorWith(
      [&requests](const HttpRequest&) {
        ++requests;
        HttpReply reply;
        reply.kind = HttpReply::Kind::kHang;
        return reply;
      },
      options);
  EXPECT_THAT(error, HasSubstr("gave no answer in 0.2 s"));
  EXPECT_EQ(requests, 1u);
}

TEST(RemoteCodec, AStopEndsARequestThatHangsAndAsksForNoMore) {
  std::atomic<bool> stopped = false;
  CodecOptions options = Quick();
  options.timeout_s = 60;
  options.stopped = &stopped;
  size_t requests = 0;
  const auto hang_then_stop = [&](const HttpRequest&) {
    ++requests;
    stopped = true;
    HttpReply reply;
    reply.kind = HttpReply::Kind::kHang;
    return reply;
  };
  EXPECT_THAT(ErrorWith(hang_then_stop, options),
              HasSubstr("it was interrupted; run it again to go on"));
  EXPECT_EQ(requests, 1u);
}

TEST(RemoteCodec, AStopEndsAPauseAndKeepsBatchesFromBeingSent) {
  std::atomic<bool> stopped = false;
  CodecOptions options = Quick();
  options.first_pause_s = 60;
  options.stopped = &stopped;
  size_t requests = 0;
  const auto stop = [&](const HttpRequest&) {
    ++requests;
    stopped = true;
    return Status(503);
  };
  EXPECT_THAT(ErrorWith(stop, options), HasSubstr("it was interrupted"));
  EXPECT_EQ(requests, 1u);
  // It is stopped already.
  EXPECT_THAT(ErrorWith(stop, options), HasSubstr("it was interrupted"));
  EXPECT_EQ(requests, 1u);
}

TEST(RemoteCodec, AnAnswerThatIsTooLongIsRefused) {
  CodecOptions options = Quick();
  options.max_answer_bytes = 1000;
  const std::string error = ErrorWith(
      [](const HttpRequest&) { return Status(200, std::string(1001, ' ')); },
      options);
  EXPECT_THAT(error, HasSubstr("answers with more than 1000 bytes"));
}

// The redirect's host would be sent the authorization.
TEST(RemoteCodec, NeverFollowsARedirect) {
  HttpServer other(DecodeAll);
  const std::string error = ErrorWith([&other](const HttpRequest&) {
    HttpReply reply = Status(302);
    reply.headers["Location"] = other.url() + "/decode";
    return reply;
  });
  EXPECT_THAT(error, HasSubstr("redirects with 302"));
  EXPECT_TRUE(other.requests().empty());
}

TEST(RemoteCodec, AnEndpointThatNobodyServesIsNamedWithoutItsSecrets) {
  int port = 0;
  {
    const HttpServer gone(DecodeAll);
    port = gone.port();
  }
  const std::string address = "127.0.0.1:" + std::to_string(port);
  const RemoteCodec codec(
      ConfigFor("http://user:url-secret@" + address + "/p?token=url-secret"),
      TheSchema(), Quick());
  const auto message = ThreePlaces();
  const Result<void> decoded = codec.Decode(*message);
  ASSERT_FALSE(decoded.has_value());
  EXPECT_THAT(decoded.error().message, HasSubstr("http://" + address + "/p"));
  EXPECT_THAT(decoded.error().message, HasSubstr("cannot be reached"));
  EXPECT_THAT(decoded.error().message, HasSubstr("--codec-endpoint"));
  EXPECT_THAT(decoded.error().message, Not(HasSubstr("secret")));
}

TEST(RemoteCodec, WhatCannotBeARequestIsRefusedBeforeOneIsMade) {
  HttpServer server(DecodeAll);
  struct Case {
    const char* endpoint;
    const char* header;
    const char* value;
    const char* message;
  };
  for (const Case& wrong : {
           Case{"file:///etc/passwd", "a", "b", "no address of http://"},
           Case{"no address", "a", "b", "no address of http://"},
           Case{"", "a b", "b", "a name that HTTP does not take"},
           Case{"", "X-Fine", "secret\r\nInjected: 1", "'X-Fine' has a line"},
       }) {
    const std::string endpoint = wrong.endpoint;
    ClientConfig config = ConfigFor(endpoint.empty() ? server.url() : endpoint);
    config.codec_headers[wrong.header].value = Secret(wrong.value);
    const RemoteCodec codec(config, TheSchema(), Quick());
    const auto message = ThreePlaces();
    const Result<void> decoded = codec.Decode(*message);
    ASSERT_FALSE(decoded.has_value()) << wrong.message;
    EXPECT_THAT(decoded.error().message, HasSubstr(wrong.message));
    EXPECT_THAT(decoded.error().message, Not(HasSubstr("secret")));
    EXPECT_TRUE(codec.refused()) << "so are all others";
  }
  EXPECT_TRUE(server.requests().empty());
}

// Decodes with a server that has this certificate; "": it worked. `authority`
// is in SSL_CERT_FILE.
std::string ErrorOfTls(const KeyPair& server_key,
                       const std::string& authority) {
  HttpServer server(DecodeAll,
                    {server_key.certificate_path, server_key.key_path});
  if (!authority.empty()) setenv("SSL_CERT_FILE", authority.c_str(), 1);
  const RemoteCodec codec(ConfigFor(server.url()), TheSchema(), Quick());
  unsetenv("SSL_CERT_FILE");
  const auto message = ThreePlaces();
  const Result<void> decoded = codec.Decode(*message);
  EXPECT_EQ(server.requests().size(), decoded ? 1u : 0u)
      << "whoever is not trusted sees nothing";
  return decoded ? "" : decoded.error().message;
}

TEST(RemoteCodec, TrustsOnlyWhomAnAuthorityVouchesFor) {
  const Certificates certificates;
  const std::string& authority = certificates.ca.certificate_path;
  EXPECT_EQ(ErrorOfTls(certificates.server, authority), "");
  const std::vector<std::pair<const KeyPair*, std::string>> wrong = {
      {&certificates.server, ""},
      {&certificates.server, certificates.other_ca.certificate_path},
      {&certificates.server, certificates.folder() + "/missing"},
      {&certificates.expired, authority},
      {&certificates.other_host, authority}};
  for (const auto& [key, trusted] : wrong) {
    const std::string error = ErrorOfTls(*key, trusted);
    EXPECT_THAT(error, HasSubstr("is not trusted (")) << trusted;
    EXPECT_THAT(error, HasSubstr("SSL_CERT_FILE"));
    EXPECT_THAT(error, Not(HasSubstr("secret")));
  }
}

TEST(RemoteCodec, HttpsIsNeverDowngraded) {
  HttpServer server(DecodeAll);
  CodecOptions options = Quick();
  options.timeout_s = 0.2;
  const RemoteCodec codec(
      ConfigFor("https://127.0.0.1:" + std::to_string(server.port())),
      TheSchema(), options);
  const auto message = ThreePlaces();
  const Result<void> decoded = codec.Decode(*message);
  ASSERT_FALSE(decoded.has_value());
  EXPECT_TRUE(server.requests().empty());
}

TEST(RemoteCodec, AProxyIsNotAskedForThisMachine) {
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  HttpServer server(DecodeAll);
  const RemoteCodec codec(ConfigFor(server.url()), TheSchema(), Quick());
  const auto message = ThreePlaces();
  const Result<void> decoded = codec.Decode(*message);
  unsetenv("http_proxy");
  ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
}

TEST(RemoteCodec, ManyThreadsShareOneCodec) {
  HttpServer server(DecodeAll);
  const RemoteCodec codec(ConfigFor(server.url()), TheSchema(), Quick());
  std::vector<std::thread> threads;
  std::atomic<int> decoded = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 5; ++j) {
        const auto message = ThreePlaces();
        if (codec.Decode(*message) && Encodings(*message) == kDecoded) {
          ++decoded;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(decoded, 20);
  EXPECT_LE(server.connections(), 4) << "connections are kept";
}

// ---- Failure.encoded_attributes ----

std::unique_ptr<Message> FailureWith(const std::string& data) {
  return Parse({{"events",
                 {{{"activityTaskFailedEventAttributes",
                    {{"failure",
                      {{"message", "Encoded failure"},
                       {"cause",
                        {{"message", "Encoded failure"},
                         {"encodedAttributes", Encrypted(data)}}}}}}}}}}});
}

TEST(EncodedFailures, MessageAndStackTraceAreCopiedBack) {
  HttpServer server(DecodeAll);
  const RemoteCodec codec(ConfigFor(server.url()), TheSchema(), Quick());
  // {"message":"no funds","stack_trace":"main.go:1"}
  const auto message = FailureWith(
      "eyJtZXNzYWdlIjoibm8gZnVuZHMiLCJzdGFja190cmFjZSI6Im1haW4uZ286MSJ9");

  ASSERT_TRUE(codec.Decode(*message).has_value());

  const Message* event = GetRepeated(*message, "events").at(0);
  const std::string cause =
      "activity_task_failed_event_attributes.failure.cause.";
  EXPECT_EQ(GetString(*event, cause + "message"), "no funds");
  EXPECT_EQ(GetString(*event, cause + "stack_trace"), "main.go:1");
  EXPECT_EQ(GetString(*event,
                      "activity_task_failed_event_attributes.failure.message"),
            "Encoded failure");
}

TEST(EncodedFailures, WhatIsNoSuchJsonStaysAsItIs) {
  HttpServer server(DecodeAll);
  const RemoteCodec codec(ConfigFor(server.url()), TheSchema(), Quick());
  // no JSON; [1]; {"message":1}
  for (const char* data : {"YWJj", "WzFd", "eyJtZXNzYWdlIjoxfQ=="}) {
    const auto message = FailureWith(data);
    ASSERT_TRUE(codec.Decode(*message).has_value());
    const Message* event = GetRepeated(*message, "events").at(0);
    EXPECT_EQ(GetString(*event,
                        "activity_task_failed_event_attributes.failure.cause."
                        "message"),
              "Encoded failure");
  }
}

}  // namespace
}  // namespace lockstep::rpc
