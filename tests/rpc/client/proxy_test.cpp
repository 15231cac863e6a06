// The HTTP proxy on the way: when there is one, and what it says.
#include "rpc/client/proxy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/rpc/client/certificates.h"
#include "tests/rpc/client/client_of.h"
#include "tests/rpc/client/tcp_proxy.h"

namespace lockstep::rpc {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const Schema& TheSchema() {
  static const Schema kSchema = Schema::Embedded();
  return kSchema;
}

Target TargetOf(const std::string& host, int port = 7233) {
  Target target;
  target.host = host;
  target.port = port;
  return target;
}

TEST(Proxy, IsReadAsGoReadsIt) {
  struct Case {
    const char* variable;
    const char* host;
    int port;
    const char* credentials;
  };
  for (const Case& good :
       {Case{"http://proxy.example:3128", "proxy.example", 3128, ""},
        Case{"proxy.example:3128", "proxy.example", 3128, ""},
        Case{"http://proxy.example", "proxy.example", 80, ""},
        Case{"http://proxy.example:3128/", "proxy.example", 3128, ""},
        Case{"https://u:p@w@10.0.0.1:99", "10.0.0.1", 99, "u:p@w"}}) {
    const auto proxy = FindProxy(TargetOf("a.example"), {good.variable, ""});
    ASSERT_TRUE(proxy.has_value()) << good.variable;
    EXPECT_EQ(proxy->host, good.host);
    EXPECT_EQ(proxy->port, good.port);
    EXPECT_EQ(proxy->credentials.Reveal(), good.credentials);
    EXPECT_THAT(proxy->shown, AllOf(HasSubstr("(HTTPS_PROXY)"),
                                    HasSubstr(good.host), Not(HasSubstr("@"))));
  }
  EXPECT_FALSE(FindProxy(TargetOf("a.example"), {"", ""}).has_value());
}

TEST(Proxy, IsNotAskedForThisMachine) {
  for (const char* host :
       {"localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1"}) {
    EXPECT_FALSE(FindProxy(TargetOf(host), {"p:1", ""}).has_value()) << host;
  }
  EXPECT_TRUE(FindProxy(TargetOf("128.0.0.1"), {"p:1", ""}).has_value());
}

TEST(Proxy, NoProxyNamesWhatItIsNotAskedFor) {
  struct Case {
    const char* no_proxy;
    const char* host;
    bool asked;
  };
  for (const Case& one : {Case{"*", "a.example", false},
                          Case{"a.example", "a.example", false},
                          Case{"A.Example", "a.EXAMPLE", false},
                          Case{"example", "a.example", false},
                          Case{"ple", "a.example", true},
                          Case{".a.example", "a.example", true},
                          Case{".a.example", "b.a.example", false},
                          Case{"*.a.example", "b.a.example", false},
                          Case{"b.example, a.example", "a.example", false},
                          Case{"a.example:7233", "a.example", false},
                          Case{"a.example:443", "a.example", true},
                          Case{"10.1.2.3", "10.1.2.3", false},
                          Case{"10.1.2.3:7233", "10.1.2.3", false},
                          Case{"10.1.2.4", "10.1.2.3", true},
                          Case{"10.0.0.0/8", "10.1.2.3", false},
                          Case{"10.0.0.0/15", "10.1.2.3", false},
                          Case{"10.0.0.0/16", "10.1.2.3", true},
                          Case{"10.0.0.0/8", "a.example", true},
                          Case{"fd00::/8", "fd12::1", false},
                          Case{"[fd12::1]", "fd12::1", false},
                          Case{",,", "a.example", true}}) {
    const bool asked =
        FindProxy(TargetOf(one.host), {"p:1", one.no_proxy}).has_value();
    EXPECT_EQ(asked, one.asked) << one.no_proxy << " " << one.host;
  }
}

// The server is known to the proxy only.
class ProxiedTest : public ::testing::Test {
 protected:
  ~ProxiedTest() override { unsetenv("HTTPS_PROXY"); }

  static void Use(const std::string& proxy) {
    setenv("HTTPS_PROXY", proxy.c_str(), 1);
  }
  static CallResult<ServerInfo> Ask(ClientConfig config) {
    config.address = {"orders.invalid:7233", "--address"};
    return Open(config, TheSchema())->GetSystemInfo();
  }
};

TEST_F(ProxiedTest, TheServerIsReachedThroughIt) {
  FaultServer server(TheSchema());
  const ConnectProxy proxy(server.port(), "200 OK");
  Use("http://user:pa55@127.0.0.1:" + std::to_string(proxy.port()));

  const auto info = Ask({});

  ASSERT_TRUE(info.has_value()) << info.error().message;
  EXPECT_THAT(proxy.asked().at(0),
              AllOf(HasSubstr("CONNECT orders.invalid:7233 HTTP/1."),
                    HasSubstr("Basic dXNlcjpwYTU1")));
  EXPECT_EQ(server.Seen("GetSystemInfo")[0].authority, "orders.invalid:7233");
}

TEST_F(ProxiedTest, WhatIsWrongBehindItIsFound) {
  const Certificates certificates;
  FaultServerOptions options;
  options.security = FaultServerOptions::Security::kTls;
  options.certificate = certificates.server.certificate;
  options.key = certificates.server.key;
  FaultServer server(TheSchema(), options);
  const ConnectProxy proxy(server.port(), "200 OK");
  Use("127.0.0.1:" + std::to_string(proxy.port()));
  ClientConfig secured;
  secured.tls.value = true;
  secured.tls_server_ca.value.path = certificates.ca.certificate_path;
  ClientConfig named = secured;
  named.tls_server_name.value = "localhost";

  EXPECT_TRUE(Ask(named).has_value());
  EXPECT_THAT(Ask(secured).error().message,
              HasSubstr("its certificate is not for 'orders.invalid'"));
  EXPECT_THAT(Ask({}).error().message, HasSubstr("add --tls"));
}

TEST_F(ProxiedTest, ItsOwnTroubleIsNamed) {
  const ConnectProxy proxy(1, "407 Proxy Authentication Required");
  const std::string port = std::to_string(proxy.port());
  Use("http://user:pa55@127.0.0.1:" + port);
  const auto refused = Ask({});
  Use("http://127.0.0.1:1");
  const auto gone = Ask({});

  EXPECT_EQ(refused.error().kind, CallError::Kind::kAccess);
  EXPECT_THAT(refused.error().message,
              AllOf(HasSubstr("the HTTP proxy 127.0.0.1:" + port +
                              " (HTTPS_PROXY) answers 'HTTP/1.1 407 Proxy "
                              "Authentication Required'; correct HTTPS_PROXY, "
                              "or name the server in NO_PROXY"),
                    Not(HasSubstr("pa55"))));
  EXPECT_THAT(gone.error().message,
              HasSubstr("the HTTP proxy 127.0.0.1:1 (HTTPS_PROXY) cannot be "
                        "reached: Connection refused"));
}

TEST_F(ProxiedTest, ItsWordsReachNoTerminalRaw) {
  const ConnectProxy proxy(1, "407 \x1b[2J\x07 of user:pa55");
  Use("http://user:pa55@127.0.0.1:" + std::to_string(proxy.port()));

  EXPECT_THAT(Ask({}).error().message,
              AllOf(HasSubstr("407 \\x1b[2J\\x07 of ***'"),
                    Not(HasSubstr("\x1b")), Not(HasSubstr("pa55"))));
}

TEST_F(ProxiedTest, ThatEchoesWhatItWasSentDoesNotMakeUsTellIt) {
  const ConnectProxy proxy(1, "407 pa55w0rd, dXNlcjpwYTU1dzByZA==, p%6155w0rd");
  Use("http://user:p%6155w0rd@127.0.0.1:" + std::to_string(proxy.port()));

  EXPECT_THAT(Ask({}).error().message, HasSubstr("407 ***, ***==, ***'"));
}

}  // namespace
}  // namespace lockstep::rpc
