#include "rpc/config/describe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/rpc/config/resolving.h"

namespace lockstep::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(DescribeText, IsATableOfNameValueAndOrigin) {
  ClientConfig config;
  config.config_file = "/c/temporal.toml";
  config.profile = "prod";
  config.address = {"a:1", "TEMPORAL_ADDRESS"};
  config.api_key = {Secret("0123456789"), "profile 'prod' of /c/temporal.toml"};
  config.grpc_meta["x-a"] = {Secret("1"), "--grpc-meta"};
  config.grpc_meta["x-b"] = {Secret(""), "--grpc-meta"};
  config.tls = {true, "implied by --tls-ca-data"};
  config.tls_client_cert = {{"cert.pem", {}}, "--tls-cert-path"};
  config.tls_server_ca = {{"", Secret("12345")}, "--tls-ca-data"};
  config.codec_endpoint = {"https://u:p@codec/{namespace}?t=1", "flag"};
  config.codec_headers["x-c"] = {Secret("123"), "--codec-header"};
  config.notes = {"one", "two\nthree"};

  EXPECT_EQ(DescribeText(config),
            R"(config file  /c/temporal.toml
profile      prod

SETTING                        VALUE                                     FROM
address                        a:1                                       TEMPORAL_ADDRESS
namespace                      default                                   default
api_key                        (set, 10 characters)                      profile 'prod' of /c/temporal.toml
authority                      (not set)                                 default
grpc_meta.x-a                  (set, 1 character)                        --grpc-meta
grpc_meta.x-b                  (set, 0 characters)                       --grpc-meta
tls                            true                                      implied by --tls-ca-data
tls.client_cert                cert.pem                                  --tls-cert-path
tls.client_key                 (not set)                                 default
tls.server_ca_cert             (set, 5 characters)                       --tls-ca-data
tls.server_name                (not set)                                 default
tls.disable_host_verification  false                                     default
codec.endpoint                 https://(user)@codec/{namespace}?(query)  flag
codec.auth                     (not set)                                 default
codec.header.x-c               (set, 3 characters)                       --codec-header

note: one
note: two\x0athree
)");
}

TEST(DescribeText, SaysThatNoFileWasRead) {
  EXPECT_THAT(DescribeText({}), HasSubstr("config file  (none read)\n"
                                          "profile      (none read)\n"));
}

TEST(DescribeJson, HasTheSameForMachines) {
  ClientConfig config;
  config.config_file = "/c/\xff";
  config.api_key = {Secret("0123456789"), "--api-key"};
  config.tls = {true, "--tls"};
  config.notes = {"one"};

  const auto json = nlohmann::json::parse(DescribeJson(config));

  EXPECT_EQ(json["config_file"], "/c/\xef\xbf\xbd");
  EXPECT_EQ(json["profile"], "");
  EXPECT_EQ(json["settings"][0], (nlohmann::json{{"name", "address"},
                                                 {"value", "localhost:7233"},
                                                 {"origin", "default"},
                                                 {"secret", false}}));
  EXPECT_EQ(json["settings"][2],
            (nlohmann::json{{"name", "api_key"},
                            {"value", "(set, 10 characters)"},
                            {"origin", "--api-key"},
                            {"secret", true}}));
  EXPECT_EQ(json["settings"][3]["value"], nullptr);
  EXPECT_EQ(json["settings"][4]["value"], true);
  EXPECT_EQ(json["notes"], nlohmann::json{"one"});
  EXPECT_THAT(DescribeJson(config), testing::EndsWith("}\n"));
}

TEST(ShownUrl, HasNoUserPasswordOrQuery) {
  const struct {
    const char* url;
    const char* shown;
  } kCases[] = {
      {"", ""},
      {"http://host:8080/a/{namespace}", "http://host:8080/a/{namespace}"},
      {"https://user@host", "https://(user)@host"},
      {"https://user:pa@ss@host/a@b", "https://(user)@host/a@b"},
      {"https://host?token=x", "https://host?(query)"},
      {"https://host/a?b#c", "https://host/a?(query)"},
      {"https://host/a#c?b", "https://host/a?(query)"},
      {"user:pass@host", "(user)@host"},
  };
  for (const auto& [url, shown] : kCases) {
    EXPECT_EQ(ShownUrl(url), shown) << url;
  }
}

// ---- Secrets ----

constexpr char kSentinel[] = "SENTINEL";

// What a user may see of a configuration: a description or an error.
std::string Visible(const Given& given) {
  const TestFolder folder("secrets");
  const Result<ClientConfig> config = Resolved(folder, given);
  if (!config) return config.error().message;
  return DescribeText(*config) + DescribeJson(*config);
}

TEST(Secrets, AreInNoDescription) {
  const std::vector<std::string> flags = {
      "--api-key",        "SENTINEL-1",
      "--grpc-meta",      "x-a=SENTINEL-2",
      "--codec-auth",     "SENTINEL-3",
      "--codec-header",   "x-b=SENTINEL-4",
      "--tls-cert-data",  "SENTINEL-5",
      "--tls-key-data",   "SENTINEL-6",
      "--tls-ca-data",    "SENTINEL-7",
      "--codec-endpoint", "https://SENTINEL:SENTINEL@host/decode?key=SENTINEL"};
  const Environment environment = {
      {"TEMPORAL_API_KEY", "SENTINEL-1"},
      {"TEMPORAL_GRPC_META_X_A", "SENTINEL-2"},
      {"TEMPORAL_CODEC_AUTH", "SENTINEL-3"},
      {"TEMPORAL_TLS_CLIENT_CERT_DATA", "SENTINEL-5"},
      {"TEMPORAL_TLS_CLIENT_KEY_DATA", "SENTINEL-6"},
      {"TEMPORAL_TLS_SERVER_CA_CERT_DATA", "SENTINEL-7"},
      {"TEMPORAL_CODEC_ENDPOINT", "https://SENTINEL@host?SENTINEL"}};
  const Environment old = {{"TEMPORAL_TLS_CERT_DATA", "SENTINEL-5"},
                           {"TEMPORAL_TLS_KEY_DATA", "SENTINEL-6"},
                           {"TEMPORAL_TLS_CA_DATA", "SENTINEL-7"}};
  const std::string tables = R"(
grpc_meta.x-a = "SENTINEL-2"
unknown = "SENTINEL"
codec = {endpoint = "https://SENTINEL@host?SENTINEL", auth = "SENTINEL-3"}
[profile.default.tls]
client_cert_data = "SENTINEL-5"
client_key_data = "SENTINEL-6"
server_ca_cert_data = "SENTINEL-7"
)";
  const std::string key = "[profile.default]\napi_key = \"SENTINEL-1\"";
  const std::string oauth =
      "[profile.default]\noauth = {access_token = \"SENTINEL-1\", "
      "refresh_token = \"SENTINEL\", client_secret = \"SENTINEL\"}";
  const Given kCases[] = {{flags, {}, ""},
                          {{}, environment, ""},
                          {{}, old, ""},
                          {{}, {}, key + tables},
                          {{}, {}, oauth + tables}};
  for (const Given& given : kCases) {
    EXPECT_THAT(Visible(given), Not(HasSubstr(kSentinel)));
    EXPECT_THAT(Visible(given), HasSubstr("(set, 10 characters)"));
  }
}

TEST(Secrets, AreInNoErrorMessage) {
  const Given kCases[] = {
      {{"--api-key", "SENTINEL\n"}},
      {{"--grpc-meta", "SENTINEL"}},
      {{"--grpc-meta", "=SENTINEL"}},
      {{"--grpc-meta", "SENTINEL KEY=b"}},
      {{"--grpc-meta", "a=SENTINEL\n"}},
      {{"--codec-header", "SENTINEL"}},
      {{"--codec-header", "a=SENTINEL\n", "--codec-endpoint", "http://h"}},
      {{"--codec-auth", "SENTINEL\n", "--codec-endpoint", "http://h"}},
      {{"--codec-endpoint", "SENTINEL:SENTINEL@host"}},
      {{"--codec-endpoint", "http://SENTINEL@host\n"}},
      {{"--tls-cert-data", "SENTINEL"}},
      {{"--tls-key-data", "SENTINEL"}},
      {{"--tls-key-data", "SENTINEL", "--tls-key-path", "k"}},
      {{"--tls-key-data", "SENTINEL", "--tls-cert-path", "k"}},
      {{"--tls-ca-data", "SENTINEL", "--tls-ca-path", "k"}},
      {{}, {{"TEMPORAL_GRPC_META_", "SENTINEL"}}},
      {{}, {}, "[profile.default]\napi_key = SENTINEL\n"},
      {{}, {}, "[profile.default]\napi_key = \"SENTINEL\n"},
      {{}, {}, "[profile.default]\napi_key = \"SENTINEL\" SENTINEL\n"},
      {{}, {}, "[profile.default]\napi_key = 'SENTINEL'\napi_key = 'b'\n"},
      {{}, {}, "[profile.default]\napi_key = [\"SENTINEL\"]\n"},
      {{}, {}, "[profile.default]\ntls = \"SENTINEL\"\n"},
      {{}, {}, "[profile.default]\ngrpc_meta = \"a=SENTINEL\"\n"},
      {{}, {}, "[profile.default]\ncodec = \"SENTINEL\"\n"},
      {{}, {}, "[profile.default]\noauth = \"SENTINEL\"\n"},
      {{}, {}, "[profile.default]\noauth.access_token = [\"SENTINEL\"]\n"},
      {{},
       {},
       "[profile.default.oauth]\naccess_token = \"SENTINEL\"\n"
       "expires_at = \"2020-01-01T00:00:00Z\"\n"},
      {{},
       {},
       "[profile.default.oauth]\naccess_token = \"SENTINEL\"\n"
       "expires_at = \"SENTINEL\"\n"}};
  for (const Given& given : kCases) {
    const TestFolder folder("refused");
    const Result<ClientConfig> config = Resolved(folder, given);
    ASSERT_FALSE(config);
    EXPECT_THAT(config.error().message, Not(HasSubstr(kSentinel)));
  }
}

}  // namespace
}  // namespace lockstep::rpc
