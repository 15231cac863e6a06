// The same command line, environment and temporal.toml take `temporal` and
// lockstep-fetch to the same server with the same headers, or neither.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/rpc/client/certificates.h"
#include "tests/rpc/client/fault_server.h"
#include "tests/server/child_process.h"
#include "tests/server/dev_server.h"

namespace lockstep::fetch {
namespace {

using ::testing::HasSubstr;
using Security = rpc::FaultServerOptions::Security;

// <address>, <port>, <folder> (of certificates) are filled in everywhere.
struct Case {
  const char* why;
  std::vector<std::string> args;
  std::vector<std::string> environment = {};
  std::string toml = "";
  Security security = Security::kPlain;
};

class ServerConfigAgreement : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    schema_ = std::make_unique<rpc::Schema>(rpc::Schema::Embedded());
    certificates_ = std::make_unique<rpc::Certificates>();
  }
  static void TearDownTestSuite() {
    certificates_.reset();
    schema_.reset();
  }

  static std::unique_ptr<rpc::FaultServer> Serve(Security security) {
    rpc::FaultServerOptions options;
    options.security = security;
    options.certificate = certificates_->server.certificate;
    options.key = certificates_->server.key;
    options.client_ca = certificates_->ca.certificate;
    return std::make_unique<rpc::FaultServer>(*schema_, options);
  }

  // What a program did to the server: its last list call, or none.
  static std::string Outcome(std::vector<std::string> command, const Case& row,
                             const rpc::FaultServer& server) {
    const auto fill = [&](std::string text) {
      for (const auto& [name, value] : std::map<std::string, std::string>{
               {"<address>", server.address()},
               {"<port>", std::to_string(server.port())},
               {"<cert>", certificates_->client.certificate_path},
               {"<key>", certificates_->client.key_path},
               {"<cert data>", certificates_->client.certificate},
               {"<key data>", certificates_->client.key},
               {"<ca>", certificates_->ca.certificate_path},
               {"<ca data>", certificates_->ca.certificate}}) {
        for (size_t at = text.find(name); at != text.npos;
             at = text.find(name)) {
          text.replace(at, name.size(), value);
        }
      }
      return text;
    };
    const TemporaryFolder folder;
    if (!row.toml.empty()) {
      std::filesystem::create_directories(folder.path() + "/temporalio");
      WriteFile(folder.path() + "/temporalio/temporal.toml", fill(row.toml));
    }
    std::vector<std::string> environment = {
        "XDG_CONFIG_HOME=" + folder.path(), "HOME=" + folder.path(),
        // What is trusted where nobody says so.
        "SSL_CERT_FILE=" + certificates_->ca.certificate_path};
    for (const std::string& variable : row.environment) {
      environment.push_back(fill(variable));
    }
    for (const std::string& arg : row.args) command.push_back(fill(arg));
    const int before = server.Count("ListWorkflowExecutions");
    const Finished ran = RunProgram(command, environment);
    const auto calls = server.Seen("ListWorkflowExecutions");
    if (static_cast<int>(calls.size()) == before) return "none";
    return Describe(calls.back());
  }

  static std::string Official(const Case& row, const rpc::FaultServer& server) {
    return Outcome(
        {TemporalCli(), "workflow", "list", "--limit", "1",
         "--client-connect-timeout", "3s", "--command-timeout", "5s"},
        row, server);
  }
  static std::string Ours(const Case& row, const rpc::FaultServer& server) {
    return Outcome(
        {LOCKSTEP_FETCH_PROGRAM, "list", "--limit", "1", "--max-attempts", "1"},
        row, server);
  }

  static std::string Describe(const rpc::SeenCall& call) {
    std::string text = "authority " + call.authority + "\n";
    for (const auto& [name, value] : call.metadata) {
      if (name == "authorization" || name == "temporal-namespace" ||
          name.starts_with("x-")) {
        text += fmt::format("{}: {}\n", name, value);
      }
    }
    return text;
  }

  static std::unique_ptr<rpc::Schema> schema_;
  static std::unique_ptr<rpc::Certificates> certificates_;
};

std::unique_ptr<rpc::Schema> ServerConfigAgreement::schema_;
std::unique_ptr<rpc::Certificates> ServerConfigAgreement::certificates_;

constexpr char kProfiles[] = R"(
[profile.default]
address = "<address>"
namespace = "default"
unknown = 3
[profile.default.grpc_meta]
x_first = "1"
X-Second = "2"
x-third = "3"
[profile.other]
Address = "<address>"
API_KEY = "key"
authority = "other.example"
tls = {disabled = true}
)";

const Case kReached[] = {
    {"flags", {"--address", "<address>", "-n", "default"}},
    {"variables", {}, {"TEMPORAL_ADDRESS=<address>"}},
    {"a profile", {}, {}, kProfiles},
    {"another profile", {"--profile", "other"}, {}, kProfiles},
    {"another profile by variable", {}, {"TEMPORAL_PROFILE=other"}, kProfiles},
    {"no variables",
     {"--disable-config-env"},
     {"TEMPORAL_ADDRESS=127.0.0.1:1", "TEMPORAL_NAMESPACE=x"},
     kProfiles},
    {"headers of all layers",
     {"--grpc-meta", "x-first=5", "--grpc-meta=X-Fifth=a=b"},
     {"TEMPORAL_GRPC_META_X_SECOND=7",
      "TEMPORAL_GRPC_META_X_THIRD=", "TEMPORAL_GRPC_META_X_FOURTH=4"},
     kProfiles},
    {"a namespace in the address",
     {"--address", "127.0.0.1:${namespace}", "-n", "<port>"}},
    {"an authority", {"--address", "<address>", "--client-authority", "a.b"}},
    {"an authority by variable",
     {"--address", "<address>"},
     {"TEMPORAL_CLIENT_AUTHORITY=a.c"}},
    {"a key without TLS",
     {"--address", "<address>", "--api-key", "k", "--tls=false"}},
    {"a key of the CLI's order",
     {"--address", "<address>", "--api-key", "flag"},
     {"TEMPORAL_API_KEY=variable", "TEMPORAL_TLS=0"}},
    {"a key taken back",
     {"--profile", "other"},
     {"TEMPORAL_API_KEY="},
     kProfiles},
    {"a word that is no switch",
     {"--address", "<address>"},
     {"TEMPORAL_TLS=yes"}},
    {"TLS", {"--address", "<address>", "--tls"}, {}, "", Security::kTls},
    {"TLS implied by a key",
     {"--address", "<address>", "--api-key", "k"},
     {},
     "",
     Security::kTls},
    {"TLS implied by a login",
     {},
     {},
     "[profile.default]\naddress = \"<address>\"\n[profile.default.oauth]\n"
     "access_token = \"t\"\nexpires_at = \"2099-01-01T00:00:00Z\"\n",
     Security::kTls},
    {"TLS implied by a table",
     {"--address", "<address>"},
     {},
     "[profile.default.tls]\n",
     Security::kTls},
    {"TLS implied by a variable that is empty",
     {"--address", "<address>"},
     {"TEMPORAL_TLS_SERVER_NAME="},
     "",
     Security::kTls},
    {"TLS for another name",
     {"--address", "<address>", "--tls", "--tls-server-name", "localhost"},
     {},
     "",
     Security::kTls},
    {"TLS without verification",
     {"--address", "<address>", "--tls", "--tls-disable-host-verification",
      "--tls-server-name", "example.com"},
     {},
     "",
     Security::kTls},
    {"an authority as data",
     {"--address", "<address>"},
     {"TEMPORAL_TLS_SERVER_CA_CERT_DATA=<ca data>"},
     "",
     Security::kTls},
    {"a certificate by flags",
     {"--address", "<address>", "--tls-cert-path", "<cert>", "--tls-key-path",
      "<key>"},
     {},
     "",
     Security::kMutualTls},
    {"a certificate as data",
     {"--address", "<address>", "--tls-cert-data", "<cert data>",
      "--tls-key-data", "<key data>"},
     {},
     "",
     Security::kMutualTls},
    {"a certificate by old variables over new ones",
     {"--address", "<address>"},
     {"TEMPORAL_TLS_CERT=<cert>", "TEMPORAL_TLS_KEY=<key>",
      "TEMPORAL_TLS_CLIENT_CERT_PATH=none", "TEMPORAL_TLS_CLIENT_KEY_PATH=none",
      "TEMPORAL_TLS_CA=<ca>"},
     "",
     Security::kMutualTls},
    {"a certificate of the profile",
     {},
     {},
     "[profile.default]\naddress = \"<address>\"\n[profile.default.tls]\n"
     "client_cert_path = \"<cert>\"\nclient_key_path = \"<key>\"\n",
     Security::kMutualTls},
};

const Case kNotReached[] = {
    {"a profile that is not there", {"--profile", "none"}, {}, kProfiles},
    {"no file", {"--disable-config-file"}, {}, kProfiles},
    {"a variable that takes the address back",
     {},
     {"TEMPORAL_ADDRESS="},
     kProfiles},
    {"TLS where there is none", {"--address", "<address>", "--tls"}},
    {"none where there is TLS",
     {"--address", "<address>"},
     {},
     "",
     Security::kTls},
    {"TLS for a wrong name",
     {"--address", "<address>", "--tls", "--tls-server-name", "example.com"},
     {},
     "",
     Security::kTls},
    {"no certificate where one is needed",
     {"--address", "<address>", "--tls"},
     {},
     "",
     Security::kMutualTls},
    {"half a certificate",
     {"--address", "<address>", "--tls-cert-path", "<cert>"},
     {},
     "",
     Security::kMutualTls},
    {"a path and data",
     {"--address", "<address>", "--tls-cert-path", "<cert>", "--tls-key-data",
      "<key data>"},
     {},
     "",
     Security::kMutualTls},
    {"a header without a value",
     {"--address", "<address>", "--grpc-meta", "x"}},
    {"an old environment", {"--address", "<address>"}, {"TEMPORAL_ENV=prod"}},
    {"a value of another type",
     {"--address", "<address>"},
     {},
     "[profile.default]\nnamespace = 3\n"},
};

TEST_F(ServerConfigAgreement, TheProgramsReachTheSameInTheSameWay) {
  LOCKSTEP_NEEDS_SERVER();
  for (const Case& row : kReached) {
    const auto server = Serve(row.security);
    const std::string official = Official(row, *server);
    EXPECT_NE(official, "none") << row.why;
    EXPECT_EQ(Ours(row, *server), official) << row.why;
  }
}

TEST_F(ServerConfigAgreement, NeitherGetsWhereTheOtherDoesNot) {
  LOCKSTEP_NEEDS_SERVER();
  for (const Case& row : kNotReached) {
    const auto server = Serve(row.security);
    EXPECT_EQ(Official(row, *server), "none") << row.why;
    EXPECT_EQ(Ours(row, *server), "none") << row.why;
  }
}

// Where the CLI does not keep to its own words: flags are before variables, and
// any setting of TLS switches it on.
TEST_F(ServerConfigAgreement, WeKeepToTheOrderWhereTheCliDoesNot) {
  LOCKSTEP_NEEDS_SERVER();
  const Case kOnlyOurs[] = {
      {"the flag over a variable",
       {"--address", "<address>", "--tls"},
       {"TEMPORAL_TLS=0"}},
      {"the flag over a profile",
       {"--address", "<address>", "--tls"},
       {},
       "[profile.default.tls]\ndisabled = true\n"},
      {"a server's name",
       {"--address", "<address>", "--tls-server-name", "localhost"}},
      {"no verification",
       {"--address", "<address>", "--tls-disable-host-verification"}},
  };
  for (const Case& row : kOnlyOurs) {
    const auto server = Serve(Security::kTls);
    EXPECT_EQ(Official(row, *server), "none") << row.why;
    EXPECT_NE(Ours(row, *server), "none") << row.why;
  }
}

// A login is the profile's API key, so the environment is before it.
TEST_F(ServerConfigAgreement, AKeyOfTheEnvironmentIsBeforeALogin) {
  LOCKSTEP_NEEDS_SERVER();
  const Case row = {"",
                    {"--address", "<address>"},
                    {"TEMPORAL_API_KEY=key", "TEMPORAL_TLS=0"},
                    "[profile.default.oauth]\naccess_token = \"token\"\n"};
  const auto server = Serve(Security::kPlain);

  EXPECT_THAT(Official(row, *server), HasSubstr("Bearer token"));
  EXPECT_THAT(Ours(row, *server), HasSubstr("Bearer key"));
}

}  // namespace
}  // namespace lockstep::fetch
