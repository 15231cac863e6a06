// What goes out with every request, and what must never come back.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "rpc/client/headers.h"
#include "rpc/client/redactor.h"
#include "rpc/client/target.h"
#include "rpc/schema/fields.h"
#include "tests/rpc/client/client_of.h"

namespace lockstep::rpc {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

const Schema& TheSchema() {
  static const Schema kSchema = Schema::Embedded();
  return kSchema;
}

std::map<std::string, std::string> HeadersOf(const ClientConfig& config) {
  std::map<std::string, std::string> headers;
  const auto list = RequestHeaders(config);
  for (const Header& header : list.value()) {
    headers[header.name] = header.value.Reveal();
  }
  return headers;
}

TEST(Headers, SayWhoAsksAndForWhat) {
  ClientConfig config;
  config.name_space.value = "orders.a1b2c";

  EXPECT_THAT(HeadersOf(config),
              ElementsAre(Pair("client-name", "lockstep-fetch"),
                          Pair("client-version", LOCKSTEP_VERSION),
                          Pair("supported-server-versions", ">=1.0.0 <2.0.0"),
                          Pair("temporal-namespace", "orders.a1b2c")));
}

TEST(Headers, TheApiKeyIsABearer) {
  ClientConfig config;
  config.api_key.value = Secret("k3y");
  EXPECT_EQ(HeadersOf(config)["authorization"], "Bearer k3y");
}

TEST(Headers, TheUsersWin) {
  ClientConfig config;
  config.api_key.value = Secret("k3y");
  config.grpc_meta["authorization"].value = Secret("Basic x");
  config.grpc_meta["client-name"].value = Secret("mine");
  config.grpc_meta["x-tenant"].value = Secret("t1");
  auto headers = HeadersOf(config);
  EXPECT_EQ(headers["authorization"], "Basic x");
  EXPECT_EQ(headers["client-name"], "mine");
  EXPECT_EQ(headers["x-tenant"], "t1");
}

TEST(Headers, WhatGrpcWouldDieOfIsRefused) {
  struct Case {
    std::function<void(ClientConfig&)> change;
    const char* sentence;
  };
  const auto meta = [](const char* name, const char* value) {
    return [=](ClientConfig& config) {
      config.grpc_meta[name] = {Secret(value), "--grpc-meta"};
    };
  };
  const Case cases[] = {
      {meta("", "x"),
       "a gRPC header's name (--grpc-meta) has characters other"},
      {meta("x y", "x"), "has characters other than a-z"},
      {meta(":path", "x"), "has characters other than a-z"},
      {meta("X-Upper", "x"), "has characters other than a-z"},
      {meta("grpc-timeout", "1S"), "'grpc-timeout' (--grpc-meta) is set by"},
      {meta("te", "x"), "is set by gRPC itself; leave it out"},
      {meta("content-type", "x"), "is set by gRPC itself"},
      {meta("x", "sesame\n"), "the gRPC header 'x' (--grpc-meta) holds a char"},
      {meta("x", "sés"), "outside of ASCII"},
      {[](ClientConfig& config) {
         config.api_key = {Secret("sesame\n"), "TEMPORAL_API_KEY"};
       },
       "the API key (TEMPORAL_API_KEY) holds a character"},
      {[](ClientConfig& config) {
         config.name_space = {"a\nb", "--namespace"};
       },
       "the namespace (--namespace) holds a character"},
  };
  for (const Case& refused : cases) {
    ClientConfig config;
    refused.change(config);
    const auto headers = RequestHeaders(config);
    ASSERT_FALSE(headers.has_value()) << refused.sentence;
    EXPECT_THAT(headers.error().message,
                AllOf(HasSubstr(refused.sentence), Not(HasSubstr("sesame"))));
  }
  ClientConfig binary;
  meta("x-bin", "\x01\xff")(binary);
  EXPECT_TRUE(RequestHeaders(binary).has_value());
}

TEST(Headers, ReachTheServerWithEveryCall) {
  FaultServer server(TheSchema());
  ClientConfig config = ConfigOf(server);
  config.api_key.value = Secret("k3y");
  config.grpc_meta["x-tenant"].value = Secret("t1");
  const auto service = Open(config, TheSchema());
  ASSERT_TRUE(service->GetSystemInfo().has_value());
  ASSERT_TRUE(service->ListWorkflows({}).has_value());

  for (const char* method : {"GetSystemInfo", "ListWorkflowExecutions"}) {
    const auto seen = server.Seen(method);
    ASSERT_EQ(seen.size(), 1u);
    auto metadata = seen[0].metadata;
    EXPECT_THAT(metadata,
                ::testing::IsSupersetOf({Pair("authorization", "Bearer k3y"),
                                         Pair("client-name", "lockstep-fetch"),
                                         Pair("temporal-namespace", "default"),
                                         Pair("x-tenant", "t1")}));
    EXPECT_EQ(metadata.count("caller-type"), 0u);
    EXPECT_THAT(metadata.find("user-agent")->second,
                ::testing::StartsWith("lockstep-fetch/" LOCKSTEP_VERSION));
    EXPECT_EQ(seen[0].authority, server.address());
  }
}

TEST(Headers, AuthorityOverridesWhatTheServerSees) {
  FaultServer server(TheSchema());
  ClientConfig config = ConfigOf(server);
  config.authority.value = "orders.example";
  ASSERT_TRUE(Open(config, TheSchema())->GetSystemInfo().has_value());
  EXPECT_EQ(server.Seen("GetSystemInfo")[0].authority, "orders.example");
}

TEST(Requests, AskForTheRunAndItsNamespace) {
  FaultServerOptions options;
  options.name_space = "orders";
  FaultServer server(TheSchema(), options);
  ClientConfig config = ConfigOf(server);
  config.name_space.value = "orders";
  const auto service = Open(config, TheSchema());
  const HistoryRequest request = {
      .execution = {"w\n/☃", "r"}, .page_size = 7, .page_token = "r|\x01\xff"};

  EXPECT_FALSE(service->GetHistory(request).has_value());

  const auto seen = server.Seen("GetWorkflowExecutionHistory");
  const Message& sent = *seen.at(0).request;
  EXPECT_EQ(GetString(sent, "namespace"), "orders");
  EXPECT_EQ(GetString(sent, "execution.workflow_id"), "w\n/☃");
  EXPECT_EQ(GetString(sent, "execution.run_id"), "r");
  EXPECT_EQ(GetInt(sent, "maximum_page_size"), 7);
  EXPECT_EQ(GetString(sent, "next_page_token"), "r|\x01\xff");
  EXPECT_TRUE(GetBool(sent, "skip_archival"));
  EXPECT_FALSE(GetBool(sent, "wait_new_event"));
}

// ---- Secrets ----

TEST(Redactor, TakesOutEverySecret) {
  ClientConfig config;
  config.api_key.value = Secret("api-k3y");
  config.codec_auth.value = Secret("Bearer codec");
  config.grpc_meta["a"].value = Secret("meta-value");
  config.grpc_meta["b"].value = Secret("meta");
  config.grpc_meta["c"].value = Secret("1");
  config.codec_headers["d"].value = Secret("codec-header");
  config.tls_client_key.value.data = Secret("pem");
  const Redactor redactor(config, Secret("user:pass"));

  EXPECT_EQ(redactor.Clean("proxy user:pass"), "proxy ***");
  EXPECT_EQ(redactor.Clean("bad token 'Bearer api-k3y' for api-k3y"),
            "bad token 'Bearer ***' for ***");
  EXPECT_EQ(redactor.Clean("meta-value meta codec-header Bearer codec pem"),
            "*** *** *** *** ***");
  EXPECT_EQ(redactor.Clean("x=1, 17 of 21, r1"), "x=***, 17 of 21, r1");
}

TEST(Redactor, TakesOutATokenWithoutItsScheme) {
  ClientConfig config;
  config.grpc_meta["authorization"].value = Secret("Bearer MYTOKEN987654");
  config.grpc_meta["cookie"].value = Secret("session=s3ss10n; x");
  config.codec_headers["x"].value = Secret("Basic QWxhZGRpbg==");
  const Redactor redactor(config);

  EXPECT_EQ(redactor.Clean("token MYTOKEN987654 is not valid"),
            "token *** is not valid");
  EXPECT_EQ(redactor.Clean("the session 's3ss10n' x of max is over"),
            "the *** '***' *** of max is over");
  EXPECT_EQ(redactor.Clean("QWxhZGRpbg is no Basic or bearer token"),
            "*** is no Basic or bearer token");
}

TEST(Redactor, TakesOutAProxysPasswordInEveryForm) {
  const Redactor redactor(ClientConfig(), Secret("alice:hunt%65r:2%zz%"));

  for (const char* form : {
           "alice:hunt%65r:2%zz%", "hunt%65r:2%zz%", "alice:hunter:2%zz%",
           "hunter:2%zz%",
           "YWxpY2U6aHVudCU2NXI6MiV6eiU=",  // as it stands
           "YWxpY2U6aHVudGVyOjIlenol",      // decoded
           "YWxpY2U6aHVudCU2NXI6MiV6eiU",   // without its padding
       }) {
    const std::string clean =
        redactor.Clean(fmt::format("407 bad password '{}' of alice", form));
    EXPECT_THAT(clean, AnyOf("407 bad password '***' of alice",
                             "407 bad password '***=' of alice"));
  }
}

TEST(Redactor, MakesOneShortPrintableLine) {
  const Redactor redactor{ClientConfig()};
  EXPECT_EQ(redactor.Clean("a\nb\tc\x1b[31m"), "a b c\\x1b[31m");
  const std::string clean = redactor.Clean(std::string(10'000, 'x'));
  EXPECT_LT(clean.size(), 500u);
  EXPECT_TRUE(clean.ends_with("..."));
  std::string snow = "x";
  for (int i = 0; i < 1000; ++i) snow += "☃";
  EXPECT_TRUE(redactor.Clean(snow).ends_with("☃..."));
}

TEST(Redactor, AServerThatEchoesTheKeyDoesNotMakeUsTellIt) {
  FaultServer server(TheSchema());
  ClientConfig config = ConfigOf(server);
  config.api_key = {Secret("s3cr3t-k3y"), "TEMPORAL_API_KEY"};
  config.grpc_meta["x-token"].value = Secret("t0k3n-value");
  server.FailFrom("GetSystemInfo", 1,
                  StatusFault(7, "Bearer s3cr3t-k3y and t0k3n-value denied"));

  const auto info = Open(config, TheSchema())->GetSystemInfo();

  EXPECT_EQ(info.error().kind, CallError::Kind::kAccess);
  EXPECT_THAT(
      info.error().message,
      HasSubstr("refuses access (Bearer *** and *** denied); check that "
                "the API key (TEMPORAL_API_KEY) is valid and may read "
                "the namespace 'default'"));
}

// ---- The address ----

TEST(Target, IsHostAndPort) {
  struct Case {
    const char* address;
    const char* host;
    int port;
    const char* text;
  };
  for (const Case& good : {
           Case{"localhost:7233", "localhost", 7233, "localhost:7233"},
           Case{"127.0.0.1:1", "127.0.0.1", 1, "127.0.0.1:1"},
           Case{"[::1]:7233", "::1", 7233, "[::1]:7233"},
           Case{"dns:///a.example:65535", "a.example", 65535,
                "a.example:65535"},
       }) {
    ClientConfig config;
    config.address.value = good.address;
    const auto target = ResolveTarget(config);
    ASSERT_TRUE(target.has_value()) << target.error().message;
    EXPECT_EQ(target->host, good.host);
    EXPECT_EQ(target->port, good.port);
    EXPECT_EQ(target->text, good.text);
    EXPECT_EQ(target->server_name, good.host);
  }
}

TEST(Target, WhatIsNoneIsNamedWithItsOrigin) {
  for (const auto& [address, why] : std::map<std::string, const char*>{
           {"", "names no host"},
           {":7233", "names no host"},
           {"localhost", "has no port"},
           {"localhost:", "has no port"},
           {"localhost:99999", "has a port that is not from 1 to 65535"},
           {"localhost:0", "has a port that is not"},
           {"localhost:72x", "has a port that is not"},
           {"https://a.example:443", "is a URL or a path"},
           {"unix:/tmp/x", "is a URL or a path"},
           {"::1:7233", "needs brackets around its IPv6 address"},
           {"[::1]", "has no port"},
           {"a b:7233", "has a blank in it"},
       }) {
    ClientConfig config;
    config.address = {address, "TEMPORAL_ADDRESS"};
    const auto target = ResolveTarget(config);
    ASSERT_FALSE(target.has_value()) << address;
    EXPECT_THAT(target.error().message,
                AllOf(HasSubstr(why), HasSubstr("(TEMPORAL_ADDRESS)"),
                      HasSubstr("write host:port, such as localhost:7233")));
  }
}

}  // namespace
}  // namespace lockstep::rpc
