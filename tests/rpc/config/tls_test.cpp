// Whether TLS is on. Rows marked with "CLI" were tried with temporal 1.9.1 and
// a listener that looks at the first byte.
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "tests/rpc/config/resolving.h"

namespace lockstep::rpc {
namespace {

constexpr char kOff[] = "[profile.default.tls]\ndisabled = true\n";
constexpr char kEmpty[] = "[profile.default.tls]\n";
constexpr char kProfile[] = "<profile>";

struct TlsCase {
  const char* why;
  Given given;
  bool on;
  std::string origin;
};

const TlsCase kCases[] = {
    {"CLI: nobody says anything", {}, false, "default"},
    {"CLI: an API key",
     {{}, {{"TEMPORAL_API_KEY", "k"}}},
     true,
     "implied by TEMPORAL_API_KEY"},
    {"an API key of the profile",
     {{}, {}, "[profile.default]\napi_key = \"k\"\n"},
     true,
     "implied by <profile>"},
    {"CLI: an OAuth token",
     {{}, {}, "[profile.default.oauth]\naccess_token = \"t\"\n"},
     true,
     "implied by OAuth token of <profile>"},
    {"CLI: an API key, but no TLS in the environment",
     {{}, {{"TEMPORAL_API_KEY", "k"}, {"TEMPORAL_TLS", "false"}}},
     false,
     "TEMPORAL_TLS"},
    {"CLI: an API key, but no TLS by flag",
     {{"--tls=false", "--api-key", "k"}},
     false,
     "--tls"},
    {"an API key, but no TLS in the profile",
     {{"--api-key", "k"}, {}, kOff},
     false,
     kProfile},
    {"an API key taken back",
     {{}, {{"TEMPORAL_API_KEY", ""}}, "[profile.default]\napi_key = \"k\"\n"},
     false,
     "default"},
    {"the flag", {{"--tls"}}, true, "--tls"},
    {"the flag with a value", {{"--tls=True"}}, true, "--tls"},
    {"the last of two flags", {{"--tls=false", "--tls"}}, true, "--tls"},
    {"the variable", {{}, {{"TEMPORAL_TLS", "1"}}}, true, "TEMPORAL_TLS"},
    {"CLI: a word that is none",
     {{}, {{"TEMPORAL_TLS", "yes"}}},
     false,
     "default"},
    {"the variable before the profile",
     {{}, {{"TEMPORAL_TLS", "True"}}, kOff},
     true,
     "TEMPORAL_TLS"},
    {"the flag before the variable",
     {{"--tls=false"}, {{"TEMPORAL_TLS", "1"}}},
     false,
     "--tls"},
    // The CLI stays without TLS here, against its own order.
    {"the flag before the profile", {{"--tls"}, {}, kOff}, true, "--tls"},
    {"the flag before the variable's no",
     {{"--tls"}, {{"TEMPORAL_TLS", "0"}}},
     true,
     "--tls"},
    {"CLI: a no of the profile before what implies TLS",
     {{"--tls-server-name", "x"}, {}, kOff},
     false,
     kProfile},
    {"CLI: an empty table", {{}, {}, kEmpty}, true, "implied by <profile>"},
    {"a table that says what is so anyhow",
     {{}, {}, "[profile.default.tls]\ndisabled = false\n"},
     true,
     "implied by <profile>"},
    {"CLI: an empty variable",
     {{}, {{"TEMPORAL_TLS_SERVER_NAME", ""}}},
     true,
     "implied by TEMPORAL_TLS_SERVER_NAME"},
    {"an old variable",
     {{}, {{"TEMPORAL_TLS_CA", "ca.pem"}}},
     true,
     "implied by TEMPORAL_TLS_CA"},
    {"an old variable that is empty",
     {{}, {{"TEMPORAL_TLS_CA", ""}}},
     false,
     "default"},
    {"CLI: verification, as it is anyhow, by variable",
     {{}, {{"TEMPORAL_TLS_DISABLE_HOST_VERIFICATION", "false"}}},
     true,
     "implied by TEMPORAL_TLS_DISABLE_HOST_VERIFICATION"},
    {"a word that is none for it",
     {{}, {{"TEMPORAL_TLS_DISABLE_HOST_VERIFICATION", "no"}}},
     false,
     "default"},
    {"CLI: verification, as it is anyhow, by flag",
     {{"--tls-disable-host-verification=false"}},
     false,
     "default"},
    {"no verification by flag",
     {{"--tls-disable-host-verification"}},
     true,
     "implied by --tls-disable-host-verification"},
    {"an authority by flag",
     {{"--tls-ca-path", "x"}},
     true,
     "implied by --tls-ca-path"},
    {"an authority's text by flag",
     {{"--tls-ca-data", "x"}},
     true,
     "implied by --tls-ca-data"},
    {"a certificate by flags",
     {{"--tls-cert-path", "x", "--tls-key-path", "y"}},
     true,
     "implied by --tls-key-path"},
    {"a server's name by flag",
     {{"--tls-server-name", "x"}},
     true,
     "implied by --tls-server-name"},
    {"an empty flag", {{"--tls-server-name", ""}}, false, "default"},
    {"variables that do not count",
     {{"--disable-config-env"},
      {{"TEMPORAL_TLS", "1"}, {"TEMPORAL_TLS_CA", "x"}}},
     false,
     "default"},
};

TEST(Tls, IsOnOrOffAsTheCliHasIt) {
  const TestFolder folder("tls");
  const std::string profile = "profile 'default' of " + folder.path() +
                              "/.config/temporalio/temporal.toml";
  for (const TlsCase& row : kCases) {
    std::string origin = row.origin;
    if (const size_t at = origin.find(kProfile); at != origin.npos) {
      origin.replace(at, std::string(kProfile).size(), profile);
    }
    const Result<ClientConfig> config = Resolved(folder, row.given);
    ASSERT_TRUE(config) << row.why << ": " << config.error().message;
    EXPECT_EQ(config->tls.value, row.on) << row.why;
    EXPECT_EQ(config->tls.origin, origin) << row.why;
  }
}

TEST(Tls, LeavesNothingOfItWhereItIsOff) {
  const TestFolder folder("off");
  // Half a pair, and an authority twice: it does not matter.
  const Result<ClientConfig> config =
      Resolved(folder, {{"--tls=false", "--tls-cert-path", "c", "--tls-ca-path",
                         "a", "--tls-ca-data", "A", "--tls-server-name", "s",
                         "--tls-disable-host-verification"}});

  ASSERT_TRUE(config) << config.error().message;
  EXPECT_TRUE(config->tls_client_cert.value.empty());
  EXPECT_TRUE(config->tls_server_ca.value.empty());
  EXPECT_EQ(config->tls_server_name.value, "");
  EXPECT_FALSE(config->tls_disable_host_verification.value);
  EXPECT_EQ(config->notes,
            std::vector<std::string>{
                "TLS is off (--tls), so tls.client_cert_path, "
                "tls.server_ca_cert_path, tls.server_ca_cert_data, "
                "tls.server_name is not used"});
}

TEST(Tls, WarnsOfAnApiKeyThatTravelsWithoutIt) {
  const TestFolder folder("open");
  const Result<ClientConfig> config =
      Resolved(folder, {{"--tls=false", "--api-key", "k"}});

  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->notes,
            std::vector<std::string>{
                "TLS is off (--tls), so the API key travels for everybody to "
                "read"});
}

}  // namespace
}  // namespace lockstep::rpc
