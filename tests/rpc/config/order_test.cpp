// flag > environment > profile > default, for each setting.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <map>
#include <string>

#include "tests/rpc/config/resolving.h"

namespace lockstep::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

struct Seen {
  std::string value;
  std::string origin;
  bool operator==(const Seen&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Seen& seen) {
  return out << "'" << seen.value << "' from " << seen.origin;
}

Seen See(const Setting<std::string>& setting) {
  return {setting.value, setting.origin};
}
Seen See(const Setting<Secret>& setting) {
  return {setting.value.Reveal(), setting.origin};
}
Seen See(const Setting<bool>& setting) {
  return {setting.value ? "true" : "false", setting.origin};
}
Seen SeePath(const Setting<Pem>& setting) {
  return {setting.value.path, setting.origin};
}
Seen SeeData(const Setting<Pem>& setting) {
  return {setting.value.data.Reveal(), setting.origin};
}

struct SettingCase {
  const char* toml;  // a key of the profile
  const char* variable;
  const char* old_variable;  // "": there is none
  const char* flag;
  Seen (*see)(const ClientConfig& config);
  const char* fallback = "";
  const char* prefix = "";     // of all values
  const char* companion = "";  // a key that must be there too
};

constexpr SettingCase kSettings[] = {
    {"address", "TEMPORAL_ADDRESS", "", "--address",
     [](const ClientConfig& c) { return See(c.address); }, "localhost:7233"},
    {"namespace", "TEMPORAL_NAMESPACE", "", "--namespace",
     [](const ClientConfig& c) { return See(c.name_space); }, "default"},
    {"api_key", "TEMPORAL_API_KEY", "", "--api-key",
     [](const ClientConfig& c) { return See(c.api_key); }},
    {"authority", "TEMPORAL_CLIENT_AUTHORITY", "", "--client-authority",
     [](const ClientConfig& c) { return See(c.authority); }},
    {"tls.client_cert_path", "TEMPORAL_TLS_CLIENT_CERT_PATH",
     "TEMPORAL_TLS_CERT", "--tls-cert-path",
     [](const ClientConfig& c) { return SeePath(c.tls_client_cert); }, "", "",
     "tls.client_key_path"},
    {"tls.client_cert_data", "TEMPORAL_TLS_CLIENT_CERT_DATA",
     "TEMPORAL_TLS_CERT_DATA", "--tls-cert-data",
     [](const ClientConfig& c) { return SeeData(c.tls_client_cert); }, "", "",
     "tls.client_key_data"},
    {"tls.client_key_path", "TEMPORAL_TLS_CLIENT_KEY_PATH", "TEMPORAL_TLS_KEY",
     "--tls-key-path",
     [](const ClientConfig& c) { return SeePath(c.tls_client_key); }, "", "",
     "tls.client_cert_path"},
    {"tls.client_key_data", "TEMPORAL_TLS_CLIENT_KEY_DATA",
     "TEMPORAL_TLS_KEY_DATA", "--tls-key-data",
     [](const ClientConfig& c) { return SeeData(c.tls_client_key); }, "", "",
     "tls.client_cert_data"},
    {"tls.server_ca_cert_path", "TEMPORAL_TLS_SERVER_CA_CERT_PATH",
     "TEMPORAL_TLS_CA", "--tls-ca-path",
     [](const ClientConfig& c) { return SeePath(c.tls_server_ca); }},
    {"tls.server_ca_cert_data", "TEMPORAL_TLS_SERVER_CA_CERT_DATA",
     "TEMPORAL_TLS_CA_DATA", "--tls-ca-data",
     [](const ClientConfig& c) { return SeeData(c.tls_server_ca); }},
    {"tls.server_name", "TEMPORAL_TLS_SERVER_NAME", "", "--tls-server-name",
     [](const ClientConfig& c) { return See(c.tls_server_name); }},
    {"codec.endpoint", "TEMPORAL_CODEC_ENDPOINT", "", "--codec-endpoint",
     [](const ClientConfig& c) { return See(c.codec_endpoint); }, "",
     "http://"},
    {"codec.auth", "TEMPORAL_CODEC_AUTH", "", "--codec-auth",
     [](const ClientConfig& c) { return See(c.codec_auth); }},
};

std::string NameOf(const testing::TestParamInfo<SettingCase>& info) {
  std::string name = info.param.toml;
  for (char& c : name) {
    if (c == '.') c = '_';
  }
  return name;
}

class EachSetting : public testing::TestWithParam<SettingCase> {
 protected:
  // The companion is not a layer of the setting itself.
  Given Base() const {
    Given given;
    given.toml = "[profile.default]\n";
    if (*GetParam().companion != 0) {
      given.toml += Line(GetParam().companion, "companion");
    }
    return given;
  }
  static std::string Line(const std::string& key, const std::string& value) {
    return key + " = \"" + value + "\"\n";
  }
  std::string Value(const std::string& layer) const {
    return GetParam().prefix + layer;
  }
  Given WithProfile() const {
    Given given = Base();
    given.toml += Line(GetParam().toml, Value("of-profile"));
    return given;
  }
  Given WithVariable(const std::string& value) const {
    Given given = WithProfile();
    given.environment[GetParam().variable] = value;
    return given;
  }
  Seen See(const Given& given) {
    const Result<ClientConfig> config = Resolved(folder_, given);
    if (!config) return {"refused: " + config.error().message, ""};
    return GetParam().see(*config);
  }

  const TestFolder folder_{GetParam().flag};
};

TEST_P(EachSetting, IsItsDefaultWhereNobodySaysIt) {
  if (*GetParam().companion != 0) return;  // half a pair is refused

  EXPECT_EQ(See(Base()), (Seen{GetParam().fallback, "default"}));
}

TEST_P(EachSetting, IsTakenFromTheProfile) {
  EXPECT_EQ(
      See(WithProfile()),
      (Seen{Value("of-profile"), "profile 'default' of " + folder_.path() +
                                     "/.config/temporalio/temporal.toml"}));
}

TEST_P(EachSetting, IsTakenFromTheVariableBeforeTheProfile) {
  EXPECT_EQ(See(WithVariable(Value("of-variable"))),
            (Seen{Value("of-variable"), GetParam().variable}));
}

TEST_P(EachSetting, IsTakenFromTheOldVariableBeforeTheNewOne) {
  if (*GetParam().old_variable == 0) return;
  Given given = WithVariable(Value("of-variable"));
  given.environment[GetParam().old_variable] = Value("of-old");

  EXPECT_EQ(See(given), (Seen{Value("of-old"), GetParam().old_variable}));
}

TEST_P(EachSetting, IsNotTakenFromAnOldVariableThatIsEmpty) {
  if (*GetParam().old_variable == 0) return;
  Given given = WithVariable(Value("of-variable"));
  given.environment[GetParam().old_variable] = "";

  EXPECT_EQ(See(given), (Seen{Value("of-variable"), GetParam().variable}));
}

TEST_P(EachSetting, IsTakenFromTheFlagBeforeAllElse) {
  Given given = WithVariable(Value("of-variable"));
  if (*GetParam().old_variable != 0) {
    given.environment[GetParam().old_variable] = Value("of-old");
  }
  given.args = {GetParam().flag, Value("of-flag")};

  EXPECT_EQ(See(given), (Seen{Value("of-flag"), GetParam().flag}));
}

TEST_P(EachSetting, IsTakenFromTheLastOfTwoFlags) {
  Given given = WithProfile();
  given.args = {GetParam().flag, Value("first"),
                std::string(GetParam().flag) + "=" + Value("last")};

  EXPECT_EQ(See(given), (Seen{Value("last"), GetParam().flag}));
}

TEST_P(EachSetting, IsTakenBackByAnEmptyVariable) {
  if (*GetParam().companion != 0) return;  // half a pair is refused

  EXPECT_EQ(See(WithVariable("")), (Seen{GetParam().fallback, "default"}));
}

TEST_P(EachSetting, IsNotChangedByAnEmptyFlagButForThoseWithADefault) {
  Given given = WithVariable(Value("of-variable"));
  given.args = {GetParam().flag, ""};

  const bool has_default = *GetParam().fallback != 0;
  EXPECT_EQ(See(given),
            has_default ? (Seen{GetParam().fallback, "default"})
                        : (Seen{Value("of-variable"), GetParam().variable}));
}

TEST_P(EachSetting, IsNotTakenFromTheEnvironmentWhereThatIsOff) {
  Given given = WithVariable(Value("of-variable"));
  if (*GetParam().old_variable != 0) {
    given.environment[GetParam().old_variable] = Value("of-old");
  }
  given.args = {"--disable-config-env"};

  EXPECT_EQ(See(given).value, Value("of-profile"));
}

TEST_P(EachSetting, IsNotTakenFromTheFileWhereThatIsOff) {
  if (*GetParam().companion != 0) return;  // half a pair is refused
  Given given = WithProfile();
  given.args = {"--disable-config-file"};

  EXPECT_EQ(See(given), (Seen{GetParam().fallback, "default"}));
}

TEST_P(EachSetting, MayHaveItsKeyInAnyCase) {
  Given given = WithProfile();
  for (size_t i = given.toml.find('\n'); i < given.toml.size(); ++i) {
    char& c = given.toml[i];
    if (c == '=') i = given.toml.find('\n', i);  // the value stays
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }

  EXPECT_EQ(See(given).value, Value("of-profile"));
}

INSTANTIATE_TEST_SUITE_P(Config, EachSetting, testing::ValuesIn(kSettings),
                         NameOf);

// ---- Switches ----

TEST(Switches, HostVerificationIsOnUnlessSomebodySaysOtherwise) {
  const TestFolder folder("verification");
  const std::string off =
      "[profile.default.tls]\n"
      "disable_host_verification = true\n";
  const std::string variable = "TEMPORAL_TLS_DISABLE_HOST_VERIFICATION";
  const std::string flag = "--tls-disable-host-verification";
  const std::string profile = "profile 'default' of " + folder.path() +
                              "/.config/temporalio/temporal.toml";
  const struct {
    Given given;
    Seen seen;
  } kCases[] = {
      {{}, {"false", "default"}},
      {{{}, {}, off}, {"true", profile}},
      {{{}, {{variable, "false"}}, off}, {"false", variable}},
      {{{}, {{variable, "0"}}, off}, {"false", variable}},
      {{{}, {{variable, "1"}}, ""}, {"true", variable}},
      {{{}, {{variable, "TRUE"}}, ""}, {"true", variable}},
      {{{}, {{variable, "yes"}}, off}, {"true", profile}},
      {{{}, {{variable, ""}}, off}, {"true", profile}},
      {{{flag}, {{variable, "0"}}, ""}, {"true", flag}},
      {{{flag + "=false"}, {{variable, "1"}}, off}, {"false", flag}},
  };
  for (const auto& [given, seen] : kCases) {
    const Result<ClientConfig> config = Resolved(folder, given);
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(See(config->tls_disable_host_verification), seen);
  }
}

// ---- Headers ----

std::map<std::string, std::string> Values(
    const std::map<std::string, Setting<Secret>>& headers) {
  std::map<std::string, std::string> values;
  for (const auto& [name, setting] : headers) {
    values[name] = setting.value.Reveal() + " from " + setting.origin;
  }
  return values;
}

TEST(Headers, OfGrpcAreMergedByName) {
  const TestFolder folder("meta");
  const Result<ClientConfig> config = Resolved(
      folder,
      {{"--grpc-meta", "Flag=5=5", "--grpc-meta=of_flag=6", "--grpc-meta",
        "again=old", "--grpc-meta", "again=new", "--grpc-meta", "none="},
       {{"TEMPORAL_GRPC_META_SOME_HEADER", "2"},
        {"TEMPORAL_GRPC_META_GONE", ""},
        {"TEMPORAL_GRPC_META_FLAG", "3"},
        {"TEMPORAL_GRPC_METABOLISM", "4"}},
       "[profile.default.grpc_meta]\nsome_heAder = \"1\"\nkept = \"1\"\n"
       "gone = \"1\"\n"});

  ASSERT_TRUE(config) << config.error().message;
  const std::string profile = " from profile 'default' of " + folder.path() +
                              "/.config/temporalio/temporal.toml";
  EXPECT_THAT(
      Values(config->grpc_meta),
      ElementsAre(
          Pair("again", "new from --grpc-meta"),
          Pair("flag", "5=5 from --grpc-meta"), Pair("kept", "1" + profile),
          Pair("none", " from --grpc-meta"),
          Pair("of_flag", "6 from --grpc-meta"),
          Pair("some-header", "2 from TEMPORAL_GRPC_META_SOME_HEADER")));
}

TEST(Headers, OfTheCodecAreGivenByFlagsOnly) {
  const TestFolder folder("codec");
  const Result<ClientConfig> config =
      Resolved(folder, {{"--codec-endpoint", "http://c", "--codec-header",
                         "X-A=b=c", "--codec-header", "X-B=\xc3\xa4"}});

  ASSERT_TRUE(config) << config.error().message;
  EXPECT_THAT(Values(config->codec_headers),
              ElementsAre(Pair("x-a", "b=c from --codec-header"),
                          Pair("x-b", "\xc3\xa4 from --codec-header")));
}

TEST(Headers, OfAGrpcBinaryNameMayHoldAnything) {
  const TestFolder folder("binary");
  const Result<ClientConfig> config =
      Resolved(folder, {{"--grpc-meta", "trace-bin=\x01\xff"}});

  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->grpc_meta.at("trace-bin").value.Reveal(), "\x01\xff");
}

// ---- The address ----

TEST(Address, HasTheNamespaceFilledIn) {
  const TestFolder folder("template");
  const struct {
    Given given;
    const char* address;
  } kCases[] = {
      {{{"--address", "${namespace}.tmprl.cloud:7233", "-n", "a.b"}},
       "a.b.tmprl.cloud:7233"},
      {{{"--address", "${namespace}.${namespace}:1"}}, "default.default:1"},
      {{{"--address", "${namespace}:1", "-n", "${namespace}"}},
       "${namespace}:1"},
      {{{},
        {},
        "[profile.default]\naddress = \"${namespace}:1\"\n"
        "namespace = \"ns\"\n"},
       "ns:1"},
      {{{"--address", "{namespace}:1"}}, "{namespace}:1"},
  };
  for (const auto& [given, address] : kCases) {
    const Result<ClientConfig> config = Resolved(folder, given);
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->address.value, address);
  }
}

}  // namespace
}  // namespace lockstep::rpc
