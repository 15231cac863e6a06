// TLS: who gets in, and what is said to those who do not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>

#include "tests/rpc/client/certificates.h"
#include "tests/rpc/client/client_of.h"
#include "tests/rpc/client/sample_history.h"
#include "tests/rpc/client/tcp_proxy.h"

namespace lockstep::rpc {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Kind = CallError::Kind;
using Security = FaultServerOptions::Security;

const Schema& TheSchema() {
  static const Schema kSchema = Schema::Embedded();
  return kSchema;
}

const Certificates& TheCertificates() {
  static const Certificates kCertificates;
  return kCertificates;
}

FaultServerOptions Secured(const KeyPair& by, Security security) {
  FaultServerOptions options;
  options.security = security;
  options.certificate = by.certificate;
  options.key = by.key;
  options.client_ca = TheCertificates().ca.certificate;
  return options;
}

// TLS with the CA that signed the server's certificate.
ClientConfig Trusting(const FaultServer& server) {
  ClientConfig config = ConfigOf(server);
  config.tls = {true, "--tls"};
  config.tls_server_ca.value.path = TheCertificates().ca.certificate_path;
  config.tls_server_ca.origin = "--tls-ca-path";
  return config;
}

void Show(const KeyPair& pair, ClientConfig& config) {
  config.tls_client_cert.value.path = pair.certificate_path;
  config.tls_client_cert.origin = "--tls-cert-path";
  config.tls_client_key.value.path = pair.key_path;
  config.tls_client_key.origin = "--tls-key-path";
}

CallResult<ServerInfo> Ask(const ClientConfig& config) {
  return Open(config, TheSchema())->GetSystemInfo();
}

using Server = std::function<const KeyPair&(const Certificates&)>;

const KeyPair& Good(const Certificates& all) { return all.server; }

TEST(Tls, ServesWhoTrustsItsAuthority) {
  FaultServer server(TheSchema(),
                     Secured(TheCertificates().server, Security::kTls));

  const auto by_path = Ask(Trusting(server));
  ClientConfig with_data = Trusting(server);
  with_data.tls_server_ca.value = {"",
                                   Secret(TheCertificates().ca.certificate)};
  const auto by_data = Ask(with_data);

  EXPECT_TRUE(by_path.has_value()) << by_path.error().message;
  EXPECT_TRUE(by_data.has_value()) << by_data.error().message;
}

TEST(Tls, MutualTlsServesWhoShowsACertificate) {
  FaultServer server(TheSchema(),
                     Secured(TheCertificates().server, Security::kMutualTls));
  ClientConfig config = Trusting(server);
  Show(TheCertificates().client, config);
  ClientConfig with_data = Trusting(server);
  const KeyPair& client = TheCertificates().client;
  with_data.tls_client_cert.value.data = Secret(client.certificate);
  with_data.tls_client_key.value.data = Secret(client.key);

  const auto by_path = Ask(config);
  const auto by_data = Ask(with_data);

  EXPECT_TRUE(by_path.has_value()) << by_path.error().message;
  EXPECT_TRUE(by_data.has_value()) << by_data.error().message;
}

TEST(Tls, TheServerNameMayBeAnother) {
  FaultServer server(TheSchema(),
                     Secured(TheCertificates().other_host, Security::kTls));
  ClientConfig named = Trusting(server);
  named.tls_server_name = {"temporal.example", "--tls-server-name"};
  ClientConfig by_authority = Trusting(server);
  by_authority.authority = {"temporal.example:443", "--client-authority"};
  ClientConfig both = named;
  both.authority = {"elsewhere.example", "--client-authority"};

  EXPECT_TRUE(Ask(named).has_value());
  EXPECT_EQ(server.Seen("GetSystemInfo").back().authority, "temporal.example");
  EXPECT_TRUE(Ask(by_authority).has_value());
  EXPECT_EQ(server.Seen("GetSystemInfo").back().authority,
            "temporal.example:443");
  EXPECT_TRUE(Ask(both).has_value());
  EXPECT_EQ(server.Seen("GetSystemInfo").back().authority, "elsewhere.example");
}

TEST(Tls, VerificationCanBeSwitchedOff) {
  for (const KeyPair* pair :
       {&TheCertificates().expired, &TheCertificates().other_host}) {
    FaultServer server(TheSchema(), Secured(*pair, Security::kTls));
    ClientConfig config = Trusting(server);
    config.tls_server_ca.value.path =
        TheCertificates().other_ca.certificate_path;
    config.tls_disable_host_verification = {true, "--tls-..."};

    const auto info = Ask(config);

    EXPECT_TRUE(info.has_value()) << info.error().message;
  }
}

struct RefusalCase {
  const char* name;
  Security security;
  const KeyPair& (*server)(const Certificates&);
  void (*change)(ClientConfig&);
  const char* cause;
  const char* remedy;
};

class RefusalTest : public ::testing::TestWithParam<RefusalCase> {};

TEST_P(RefusalTest, HasItsCauseAndItsRemedy) {
  FaultServer server(TheSchema(), Secured(GetParam().server(TheCertificates()),
                                          GetParam().security));
  ClientConfig config = Trusting(server);
  GetParam().change(config);

  const auto info = Ask(config);

  ASSERT_FALSE(info.has_value());
  EXPECT_EQ(info.error().kind, Kind::kAccess);
  EXPECT_THAT(info.error().message,
              AllOf(HasSubstr("no connection to " + server.address() +
                              " (--address): " + GetParam().cause),
                    HasSubstr(GetParam().remedy)));
  EXPECT_EQ(server.Count("GetSystemInfo"), 0);
}

INSTANTIATE_TEST_SUITE_P(
    All, RefusalTest,
    ::testing::Values(
        RefusalCase{"WrongCa", Security::kTls, Good,
                    [](ClientConfig& config) {
                      config.tls_server_ca.value.path =
                          TheCertificates().other_ca.certificate_path;
                    },
                    "its certificate is signed by no CA that is trusted here",
                    "name the server's CA certificate with --tls-ca-path"},
        RefusalCase{"SystemCas", Security::kTls, Good,
                    [](ClientConfig& config) { config.tls_server_ca = {}; },
                    "its certificate is signed by no CA that is trusted here",
                    "--tls-ca-path"},
        RefusalCase{"Expired", Security::kTls,
                    [](const Certificates& all) -> const KeyPair& {
                      return all.expired;
                    },
                    [](ClientConfig&) {}, "its certificate has expired",
                    "have the server's certificate renewed"},
        RefusalCase{"WrongHost", Security::kTls,
                    [](const Certificates& all) -> const KeyPair& {
                      return all.other_host;
                    },
                    [](ClientConfig&) {},
                    "its certificate is not for '127.0.0.1'",
                    "with --address or --tls-server-name"},
        RefusalCase{"WrongServerName", Security::kTls, Good,
                    [](ClientConfig& config) {
                      config.tls_server_name.value = "prod.example";
                    },
                    "its certificate is not for 'prod.example'",
                    "--tls-server-name"},
        RefusalCase{"NoClientCertificate", Security::kMutualTls, Good,
                    [](ClientConfig&) {},
                    "the server asks for a client certificate (mutual TLS)",
                    "--tls-cert-path and --tls-key-path"},
        RefusalCase{"WrongClientCertificate", Security::kMutualTls, Good,
                    [](ClientConfig& config) {
                      Show(TheCertificates().other_client, config);
                    },
                    "the server refuses our client certificate (",
                    "signed by a CA the server trusts"},
        RefusalCase{"PlainToTls", Security::kTls, Good,
                    [](ClientConfig& config) { config.tls.value = false; },
                    "the server speaks TLS only", "add --tls"},
        RefusalCase{"TlsToPlain", Security::kPlain, Good, [](ClientConfig&) {},
                    "the server does not speak TLS",
                    "leave TLS out (--tls=false)"}),
    [](const auto& row) { return std::string(row.param.name); });

// ---- What is wrong on this side is known before anything is sent ----

struct PemCase {
  const char* name;
  std::function<void(ClientConfig&)> change;
  const char* sentence;
};

class PemTest : public ::testing::TestWithParam<PemCase> {};

TEST_P(PemTest, IsRefusedBeforeAnythingIsSent) {
  FaultServer server(TheSchema(),
                     Secured(TheCertificates().server, Security::kMutualTls));
  ClientConfig config = Trusting(server);
  Show(TheCertificates().client, config);
  GetParam().change(config);

  const auto service =
      OpenGrpcService(config, FastOptions(), TheSchema(), NeverStopped());

  ASSERT_FALSE(service.has_value());
  EXPECT_THAT(service.error().message, HasSubstr(GetParam().sentence));
  EXPECT_EQ(server.connections(), 0);
}

INSTANTIATE_TEST_SUITE_P(
    All, PemTest,
    ::testing::Values(
        PemCase{"MissingCa",
                [](ClientConfig& config) {
                  config.tls_server_ca.value.path = "/no/ca.pem";
                },
                "the CA certificate cannot be read from '/no/ca.pem' "
                "(--tls-ca-path): No such file or directory; name a PEM file"},
        PemCase{
            "FolderForCa",
            [](ClientConfig& config) { config.tls_server_ca.value.path = "/"; },
            "the CA certificate cannot be read from '/'"},
        PemCase{"KeyForCa",
                [](ClientConfig& config) {
                  config.tls_server_ca.value.path =
                      TheCertificates().ca.key_path;
                },
                "holds no certificate in PEM form"},
        PemCase{"CertificateForKey",
                [](ClientConfig& config) {
                  config.tls_client_key.value.path =
                      TheCertificates().client.certificate_path;
                },
                "holds no private key in PEM form without a password"},
        PemCase{"AnothersKey",
                [](ClientConfig& config) {
                  config.tls_client_key.value.path =
                      TheCertificates().server.key_path;
                },
                "does not belong to the client certificate"},
        PemCase{"GarbageData",
                [](ClientConfig& config) {
                  config.tls_client_cert.value = {"", Secret("sesame")};
                },
                "the client certificate (--tls-cert-path) holds no "
                "certificate"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Tls, WhatIsInAPemIsNeverTold) {
  ClientConfig config;
  config.tls.value = true;
  config.tls_server_ca.value.data = Secret("open-sesame");

  const auto service =
      OpenGrpcService(config, FastOptions(), TheSchema(), NeverStopped());

  ASSERT_FALSE(service.has_value());
  EXPECT_THAT(service.error().message, Not(HasSubstr("sesame")));
}

// ---- No TLS, and no connection either ----

}  // namespace
}  // namespace lockstep::rpc
