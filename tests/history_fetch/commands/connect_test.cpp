// How commands come to a server: flags, exit codes, signals.
#include "history_fetch/connect.h"

#include <signal.h>

#include "history_fetch/go_duration.h"
#include "tests/history_fetch/commands/fault_fixture.h"
#include "tests/rpc/client/certificates.h"

namespace lockstep::fetch {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Security = rpc::FaultServerOptions::Security;

class ConnectTest : public FaultFixture {};

TEST(GoDuration, IsWhatTheTemporalCliTakes) {
  for (const auto& [text, seconds] :
       std::vector<std::pair<const char*, double>>{{"30s", 30},
                                                   {"1m30s", 90},
                                                   {"1.5h", 5400},
                                                   {"500ms", 0.5},
                                                   {"2d", 172800},
                                                   {"1w1h", 608400},
                                                   {"2us", 2e-6},
                                                   {"0", 0},
                                                   {"0s", 0}}) {
    const auto parsed = ParseWait(text);
    ASSERT_TRUE(parsed.has_value()) << text;
    EXPECT_DOUBLE_EQ(*parsed, seconds) << text;
  }
  for (const char* text : {"480h0.1s", "999999999999h", "1h99999999999999h"}) {
    EXPECT_EQ(ParseWait(text).value(), 20 * 24 * 3600) << text;
  }
  for (const char* text : {"", "30", "s", "1x", "-1s", "1s ", "nan", "infs"}) {
    EXPECT_FALSE(ParseWait(text).has_value()) << text;
  }
}

TEST_F(ConnectTest, ADurationCanBeAsLongAsOneLikes) {
  const CommandRun run = Run({"list", "--command-timeout=99999999999999h",
                              "--client-connect-timeout=99999999999999h"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
}

TEST_F(ConnectTest, EveryFailureToConnectIsThree) {
  for (const int code : {7, 14, 4, 8, 13, 16}) {
    server_.ClearFaults();
    server_.FailFrom("GetSystemInfo", 1, rpc::StatusFault(code, "no"));
    const CommandRun run = Run({"list"});
    EXPECT_EQ(run.exit_code, 3) << code << run.err;
  }
  const CommandRun nothing = Run({"list", "--address=127.0.0.1:1"});
  EXPECT_EQ(nothing.exit_code, 3);
  EXPECT_THAT(nothing.err, HasSubstr("nothing listens there"));
}

TEST_F(ConnectTest, AnUnknownNamespaceIsThree) {
  const CommandRun run = Run({"get", "-w", "order-17", "-n", "nowhere"});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err,
              HasSubstr("there is no namespace 'nowhere' (--namespace)"));
}

TEST_F(ConnectTest, EnvironmentAndFlagsReachTheServer) {
  rpc::FaultServerOptions options;
  options.name_space = "orders";
  options.api_key = "s3cr3t";
  rpc::FaultServer server(TheSchema(), options);
  server.AddRun(rpc::MakeServedRun(TheSchema(), sample_));
  setenv("TEMPORAL_NAMESPACE", "orders", 1);
  setenv("TEMPORAL_ADDRESS", server.address().c_str(), 1);

  const CommandRun right =
      RunFetch({"get", "-w", "order-17", "--disable-config-file", "--api-key",
                "s3cr3t", "--tls=false"});
  const CommandRun wrong =
      RunFetch({"get", "-w", "order-17", "--disable-config-file", "--api-key",
                "wr0ng-k3y", "--tls=false"});

  ForgetEnvironment();
  EXPECT_EQ(right.exit_code, 0) << right.err;
  EXPECT_EQ(wrong.exit_code, 3);
  EXPECT_THAT(wrong.err, HasSubstr("check that the API key (--api-key) is"));
  EXPECT_THAT(wrong.err, Not(HasSubstr("wr0ng")));
}

// ---- TLS, from the command line to the exit code ----

struct TlsCase {
  const char* name;
  Security security;
  const rpc::KeyPair rpc::Certificates::*server;
  // {} is the folder with the certificates.
  std::vector<std::string> flags;
  int exit_code;
  const char* sentence;
};

const rpc::Certificates& TheCertificates() {
  static const rpc::Certificates kCertificates;
  return kCertificates;
}

class ConnectTls : public ::testing::TestWithParam<TlsCase> {};

TEST_P(ConnectTls, EndsWithItsCodeAndItsSentence) {
  ForgetEnvironment();
  rpc::FaultServerOptions options;
  options.security = GetParam().security;
  options.certificate = (TheCertificates().*GetParam().server).certificate;
  options.key = (TheCertificates().*GetParam().server).key;
  options.client_ca = TheCertificates().ca.certificate;
  rpc::FaultServer server(TheSchema(), options);
  std::vector<std::string> words = {"list", "--disable-config-file",
                                    "--address", server.address()};
  for (std::string flag : GetParam().flags) {
    if (const size_t at = flag.find("{}"); at != std::string::npos) {
      flag.replace(at, 2, TheCertificates().folder());
    }
    words.push_back(flag);
  }

  const CommandRun run = RunFetch(words);

  EXPECT_EQ(run.exit_code, GetParam().exit_code) << run.err;
  EXPECT_THAT(run.err, HasSubstr(GetParam().sentence));
}

using All = rpc::Certificates;

INSTANTIATE_TEST_SUITE_P(
    All, ConnectTls,
    ::testing::Values(
        TlsCase{"Good",
                Security::kTls,
                &All::server,
                {"--tls-ca-path={}/ca.pem"},
                0,
                ""},
        TlsCase{"Mutual",
                Security::kMutualTls,
                &All::server,
                {"--tls-ca-path={}/ca.pem", "--tls-cert-path={}/client.pem",
                 "--tls-key-path={}/client.key"},
                0,
                ""},
        TlsCase{"Unverified",
                Security::kTls,
                &All::expired,
                {"--tls-disable-host-verification"},
                0,
                ""},
        TlsCase{
            "OtherName",
            Security::kTls,
            &All::other_host,
            {"--tls-ca-path={}/ca.pem", "--tls-server-name=temporal.example"},
            0,
            ""},
        TlsCase{"WrongCa",
                Security::kTls,
                &All::server,
                {"--tls-ca-path={}/other_ca.pem"},
                3,
                "its certificate is signed by no CA that is trusted here"},
        TlsCase{"Expired",
                Security::kTls,
                &All::expired,
                {"--tls-ca-path={}/ca.pem"},
                3,
                "its certificate has expired"},
        TlsCase{"WrongHost",
                Security::kTls,
                &All::other_host,
                {"--tls-ca-path={}/ca.pem"},
                3,
                "its certificate is not for '127.0.0.1'"},
        TlsCase{"NoClientCertificate",
                Security::kMutualTls,
                &All::server,
                {"--tls-ca-path={}/ca.pem"},
                3,
                "the server asks for a client certificate (mutual TLS)"},
        TlsCase{"MissingFile",
                Security::kTls,
                &All::server,
                {"--tls-ca-path={}/none.pem"},
                2,
                "none.pem' (--tls-ca-path)"},
        TlsCase{"PlainToTls", Security::kTls, &All::server, {}, 3, "add --tls"},
        TlsCase{"TlsToPlain",
                Security::kPlain,
                &All::server,
                {"--tls-ca-path={}/ca.pem"},
                3,
                "the server does not speak TLS"}),
    [](const auto& row) { return std::string(row.param.name); });

// ---- Signals ----

TEST(StopRequestedDeathTest, TheFirstSignalStopsTheSecondEnds) {
  for (const int signal : {SIGINT, SIGTERM}) {
    EXPECT_EXIT(
        {
          const std::atomic<bool>& stopped = StopRequested();
          if (stopped) _exit(1);
          raise(signal);
          if (!stopped) _exit(2);
          raise(signal);
          _exit(3);
        },
        ::testing::KilledBySignal(signal), "");
  }
}

}  // namespace
}  // namespace lockstep::fetch
