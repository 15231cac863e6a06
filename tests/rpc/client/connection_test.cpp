// What is said when no connection comes about, TLS aside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rpc/client/explain.h"
#include "tests/rpc/client/client_of.h"
#include "tests/rpc/client/tcp_proxy.h"

namespace lockstep::rpc {
namespace {

using ::testing::AnyOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using Kind = CallError::Kind;

const Schema& TheSchema() {
  static const Schema kSchema = Schema::Embedded();
  return kSchema;
}

CallResult<ServerInfo> Ask(const ClientConfig& config) {
  return Open(config, TheSchema())->GetSystemInfo();
}

TEST(Connection, NothingListens) {
  ClientConfig config;
  config.address = {"127.0.0.1:1", "TEMPORAL_ADDRESS"};

  const auto info = Ask(config);

  EXPECT_EQ(info.error().kind, Kind::kAccess);
  EXPECT_EQ(info.error().message,
            "no connection to 127.0.0.1:1 (TEMPORAL_ADDRESS): nothing listens "
            "there (connection refused); start the server, or name another "
            "with --address");
}

TEST(Connection, WhatAnswersIsNoGrpcServer) {
  for (const char* answer :
       {"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n", "\x01\x02\x03"}) {
    const BabblingServer server(answer);
    ClientConfig config;
    config.address = {"127.0.0.1:" + std::to_string(server.port()), "x"};

    const auto info = Ask(config);

    EXPECT_EQ(info.error().kind, Kind::kAccess);
    EXPECT_THAT(info.error().message,
                HasSubstr("what answers there is no gRPC server; name the "
                          "frontend's gRPC port"));
  }
}

using When = HangingUpServer::When;
using How = HangingUpServer::How;

struct HangUp {
  When when;
  How how;
};

class HangUpTest : public testing::TestWithParam<HangUp> {
 protected:
  // What is said of it, without the address.
  std::string Said(bool tls) const {
    ClientConfig config;
    config.address = {"127.0.0.1:" + std::to_string(server_.port()), "x"};
    config.tls = {tls, "--tls"};
    ServiceOptions options = FastOptions();
    options.connect_timeout_s = 0.5;
    const auto info = Open(config, TheSchema(), options)->GetSystemInfo();
    if (info) return "a connection";
    EXPECT_EQ(info.error().kind, Kind::kAccess);
    const size_t begin = info.error().message.find("(x): ");
    return info.error().message.substr(begin + 5);
  }

  const HangingUpServer server_{GetParam().when, GetParam().how};
};

// None of gRPC's words: "tcp handshaker shutdown", "Socket closed", "Failed to
// connect to remote host: Connection reset by peer".
TEST_P(HangUpTest, HasItsCauseAndItsRemedy) {
  EXPECT_EQ(Said(false),
            "what listens there closes the connection before it says a word; "
            "name the frontend's gRPC port with --address (7233 by default), "
            "or look into the log of what stands before it (a load balancer "
            "without a server behind it does so)");
  EXPECT_EQ(Said(true),
            "what listens there closes the connection before a TLS handshake; "
            "name the frontend's TLS port with --address, or look into the log "
            "of what stands before it (a load balancer without a server behind "
            "it does so)");
}

INSTANTIATE_TEST_SUITE_P(
    All, HangUpTest,
    testing::Values(HangUp{When::kAtOnce, How::kClose},
                    HangUp{When::kAtOnce, How::kReset},
                    HangUp{When::kAfterTheFirstBytes, How::kClose},
                    HangUp{When::kAfterTheFirstBytes, How::kReset}));

// HTTP/2, and then nothing more: a cause and a remedy, and gRPC's own words in
// parentheses. Whether there was a connection is a matter of luck.
TEST(Connection, OneThatEndsInTheMiddleOfItIsExplained) {
  const std::string settings("\0\0\0\4\0\0\0\0\0", 9);
  const std::string goaway("\0\0\x08\x07\0\0\0\0\0\0\0\0\0\0\0\0\0", 17);
  for (const std::string& word : {settings, settings + goaway}) {
    const HangingUpServer server(When::kAfterTheFirstBytes, How::kClose, word);
    ClientConfig config;
    config.address = {"127.0.0.1:" + std::to_string(server.port()), "x"};

    const auto info = Ask(config);

    ASSERT_FALSE(info.has_value());
    EXPECT_THAT(
        info.error().message,
        AnyOf(
            ContainsRegex("\\(x\\): the connection ended before the server "
                          "had answered \\([^()]+\\); try again; if it stays, "
                          "look into the server's log$"),
            ContainsRegex("\\(x\\): the server is not available after 4 "
                          "attempts \\([^()]+\\); try again, and look after "
                          "the server and the network if it stays$")));
  }
}

TEST(Connection, OneThatEndsHasAnExplanation) {
  const ClientConfig config;
  const Explainer explainer(config, ChannelPlan());
  EXPECT_THAT(
      explainer.NoConnection({}, {grpc::UNAVAILABLE, "recvmsg: reset by peer"})
          .message,
      HasSubstr(": the connection ended before the server had answered "
                "(recvmsg: reset by peer); try again; if it stays, look into "
                "the server's log"));
  EXPECT_THAT(explainer.NoConnection({}, {grpc::DEADLINE_EXCEEDED, ""}).message,
              HasSubstr(": the server did not answer in time; try again, or "
                        "wait longer with --client-connect-timeout"));
}

// Go's servers speak first, so that a handshake fails at their words; others
// wait, and hang up on it.
TEST(Connection, APlainServerThatHangsUpOnAHandshakeIsPlain) {
  const HangingUpServer server(When::kAfterTheFirstBytes, How::kClose,
                               std::string("\0\0\0\4\0\0\0\0\0", 9),
                               "PRI * HTTP/2.0");
  ClientConfig config;
  config.address = {"127.0.0.1:" + std::to_string(server.port()), "x"};
  config.tls = {true, "--tls"};

  const auto info = Ask(config);

  EXPECT_THAT(info.error().message,
              HasSubstr("the server does not speak TLS; leave TLS out"));
}

TEST(Connection, AServerThatSaysNothingIsGivenUp) {
  const SilentServer server;
  ClientConfig config;
  config.address = {"127.0.0.1:" + std::to_string(server.port()), "x"};
  ServiceOptions options = FastOptions();
  options.connect_timeout_s = 0.2;

  const auto info = Open(config, TheSchema(), options)->GetSystemInfo();

  ASSERT_FALSE(info.has_value());
  EXPECT_EQ(info.error().kind, Kind::kAccess);
  EXPECT_THAT(info.error().message,
              HasSubstr("what listens there says nothing; check --address and "
                        "what stands before the server, or wait longer"));
}

TEST(Connection, AServerThatIsRestartedIsFoundAgain) {
  auto server = std::make_unique<FaultServer>(TheSchema());
  const auto service = Open(ConfigOf(*server), TheSchema());
  ASSERT_TRUE(service->GetSystemInfo().has_value());

  server.reset();
  const auto gone = service->GetSystemInfo();

  // Once there was one, it may come back: no diagnosis, but all attempts.
  EXPECT_EQ(gone.error().kind, Kind::kUnavailable);
  EXPECT_THAT(gone.error().message, HasSubstr("after 4 attempts"));
}

}  // namespace
}  // namespace lockstep::rpc
