// Which file and which profile are read, and what a profile may hold.
#include <gtest/gtest.h>

#include <string>

#include "tests/rpc/config/resolving.h"

namespace lockstep::rpc {
namespace {

std::string Profile(const std::string& name, const std::string& address) {
  return "[profile." + name + "]\naddress = \"" + address + "\"\n";
}

// The address tells which was read.
std::string AddressOf(const ConfigFlags& flags,
                      const Environment& environment) {
  const Result<ClientConfig> config = ResolveConfig(flags, environment, kNow);
  return config ? config->address.value : config.error().message;
}

TEST(Place, AFlagIsBeforeAVariableBeforeTheUsersFolder) {
  const TestFolder folder("place");
  const std::string home = folder.path() + "/home";
  const std::string xdg = folder.path() + "/xdg";
  folder.Write("home/.config/temporalio/temporal.toml",
               Profile("default", "of-home"));
  folder.Write("xdg/temporalio/temporal.toml", Profile("default", "of-xdg"));
  const std::string variable =
      folder.Write("variable.toml", Profile("default", "of-variable"));
  const std::string flag =
      folder.Write("flag.toml", Profile("default", "of-flag"));
  const struct {
    std::vector<std::string> args;
    Environment environment;
    const char* address;
  } kCases[] = {
      {{}, {}, "localhost:7233"},
      {{}, {{"HOME", ""}}, "localhost:7233"},
      {{}, {{"HOME", home}}, "of-home"},
      {{}, {{"HOME", home}, {"XDG_CONFIG_HOME", ""}}, "of-home"},
      {{}, {{"HOME", home}, {"XDG_CONFIG_HOME", xdg}}, "of-xdg"},
      {{}, {{"XDG_CONFIG_HOME", xdg}}, "of-xdg"},
      // As Go has it: a relative one is none, and HOME is not asked either.
      {{}, {{"HOME", home}, {"XDG_CONFIG_HOME", "xdg"}}, "localhost:7233"},
      {{}, {{"HOME", home}, {"TEMPORAL_CONFIG_FILE", variable}}, "of-variable"},
      {{}, {{"HOME", home}, {"TEMPORAL_CONFIG_FILE", ""}}, "of-home"},
      {{"--config-file", flag},
       {{"TEMPORAL_CONFIG_FILE", variable}},
       "of-flag"},
      {{"--config-file", ""},
       {{"TEMPORAL_CONFIG_FILE", variable}},
       "of-variable"},
      // Where to look is no setting.
      {{"--disable-config-env"},
       {{"TEMPORAL_CONFIG_FILE", variable}},
       "of-variable"},
      {{"--disable-config-file"}, {{"HOME", home}}, "localhost:7233"},
      {{"--config-file", "/nowhere.toml"}, {{"HOME", home}}, "localhost:7233"},
  };
  for (const auto& [args, environment, address] : kCases) {
    EXPECT_EQ(AddressOf(ParseFlags(args), environment), address);
  }
}

TEST(Place, AProfileIsNamedByFlagThenByVariable) {
  const TestFolder folder("profile");
  const std::string toml = Profile("default", "of-default") +
                           Profile("a", "of-a") + Profile("b", "of-b") +
                           Profile("\"c d\"", "of-c-d");
  const struct {
    std::vector<std::string> args;
    Environment environment;
    const char* address;
    const char* profile;
  } kCases[] = {
      {{}, {}, "of-default", "default"},
      {{}, {{"TEMPORAL_PROFILE", "a"}}, "of-a", "a"},
      {{}, {{"TEMPORAL_PROFILE", ""}}, "of-default", "default"},
      {{"--profile", "b"}, {{"TEMPORAL_PROFILE", "a"}}, "of-b", "b"},
      {{"--profile", ""}, {{"TEMPORAL_PROFILE", "a"}}, "of-a", "a"},
      {{"--profile", "c d"}, {}, "of-c-d", "c d"},
      {{"--disable-config-env"}, {{"TEMPORAL_PROFILE", "a"}}, "of-a", "a"},
      {{"--disable-config-file"},
       {{"TEMPORAL_PROFILE", "a"}},
       "localhost:7233",
       ""},
  };
  for (const auto& [args, environment, address, profile] : kCases) {
    const Result<ClientConfig> config =
        Resolved(folder, {args, environment, toml});
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->address.value, address);
    EXPECT_EQ(config->profile, profile);
    EXPECT_EQ(config->config_file.empty(), config->profile.empty());
  }
}

TEST(Place, AProfileThatNobodyNamedNeedNotBeThere) {
  const TestFolder folder("implicit");
  for (const char* toml : {"", "[profile.other]\naddress = \"x\"\n",
                           "profile = 3\n", "# nothing\n"}) {
    const Result<ClientConfig> config = Resolved(folder, {{}, {}, toml});

    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->address.value, "localhost:7233") << toml;
    EXPECT_EQ(config->config_file, "") << toml;
    EXPECT_EQ(config->profile, "") << toml;
  }
}

TEST(Place, ValuesOfOtherProfilesDoNotMatter) {
  const TestFolder folder("others");
  const Result<ClientConfig> config = Resolved(
      folder,
      {{},
       {},
       "[profile.other]\naddress = 3\ncolour = 4\n" + Profile("default", "x")});

  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->address.value, "x");
  EXPECT_TRUE(config->notes.empty());
}

TEST(Place, AnEmptyTextOfAProfileSaysNothing) {
  const TestFolder folder("empty");
  const Result<ClientConfig> config =
      Resolved(folder, {{}, {}, Profile("default", "")});

  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->address.value, "localhost:7233");
  EXPECT_EQ(config->address.origin, "default");
}

// ---- OAuth ----

std::string OAuth(const std::string& expires_at, const std::string& more = "") {
  return "[profile.default]\n" + more + "[profile.default.oauth]\n" +
         "client_id = \"id\"\nclient_secret = \"s\"\ntoken_url = \"u\"\n"
         "access_token = \"token\"\nrefresh_token = \"r\"\n"
         "token_type = \"Bearer\"\nscopes = [\"a\"]\n" +
         (expires_at.empty() ? "" : "expires_at = " + expires_at + "\n");
}

TEST(OAuth, ATokenIsTheApiKeyUntilAMinuteBeforeItExpires) {
  const TestFolder folder("oauth");
  // It is 2026-06-01T12:00:00Z.
  const struct {
    const char* expires_at;
    bool valid;
  } kCases[] = {
      {"", true},
      {"\"\"", true},
      {"\"2026-06-01T12:01:01Z\"", true},
      {"\"2026-06-01T12:01:00Z\"", false},
      {"\"2026-06-01T12:00:00Z\"", false},
      {"\"2026-06-01T14:01:01+02:00\"", true},
      {"\"2026-06-01T14:00:59+02:00\"", false},
      {"\"2026-06-01T04:31:01-07:30\"", true},
      {"\"2026-06-01T04:29:01-07:30\"", false},
      {"\"2026-06-01 12:01:01.123456789Z\"", true},
      {"2026-06-01T12:01:01Z", true},
      {"2026-06-01T12:00:59Z", false},
      {"\"9999-12-31T23:59:59Z\"", true},
      {"\"0001-01-01T00:00:00Z\"", false},
  };
  for (const auto& [expires_at, valid] : kCases) {
    const Result<ClientConfig> config =
        Resolved(folder, {{}, {}, OAuth(expires_at)});
    EXPECT_EQ(config.has_value(), valid) << expires_at;
    if (!config) continue;
    EXPECT_EQ(config->api_key.value.Reveal(), "token");
    EXPECT_EQ(config->api_key.origin, "OAuth token of profile 'default' of " +
                                          folder.path() +
                                          "/.config/temporalio/temporal.toml");
  }
}

TEST(OAuth, ATokenIsBeforeTheApiKeyOfItsProfileAndAfterAllElse) {
  const TestFolder folder("oauth-order");
  const std::string valid = "\"2027-01-01T00:00:00Z\"";
  const std::string expired = "\"2025-01-01T00:00:00Z\"";
  const std::string key = "api_key = \"key\"\n";
  const struct {
    Given given;
    const char* api_key;
  } kCases[] = {
      {{{}, {}, OAuth(valid, key)}, "token"},
      {{{}, {}, OAuth(expired, key)}, "key"},
      {{{}, {{"TEMPORAL_API_KEY", "variable"}}, OAuth(valid, key)}, "variable"},
      {{{}, {{"TEMPORAL_API_KEY", ""}}, OAuth(valid, key)}, ""},
      {{{}, {{"TEMPORAL_API_KEY", "variable"}}, OAuth(expired)}, "variable"},
      {{{}, {{"TEMPORAL_API_KEY", ""}}, OAuth(expired)}, ""},
      {{{"--api-key", "flag"}, {}, OAuth(valid, key)}, "flag"},
      {{{"--api-key", "flag"}, {}, OAuth(expired)}, "flag"},
      {{{"--disable-config-file"}, {}, OAuth(expired)}, ""},
  };
  for (const auto& [given, api_key] : kCases) {
    const Result<ClientConfig> config = Resolved(folder, given);
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->api_key.value.Reveal(), api_key);
  }
}

TEST(OAuth, ALoginNeedsANamespaceThatIsSaidForAnAddressWithOne) {
  const TestFolder folder("oauth-namespace");
  const std::string toml = OAuth("", "address = \"${namespace}.x:7233\"\n");

  EXPECT_FALSE(Resolved(folder, {{}, {}, toml}));
  for (const Given& given :
       {Given{{"-n", "ns"}, {}, toml}, Given{{"--api-key", "k"}, {}, toml},
        Given{{}, {{"TEMPORAL_NAMESPACE", "ns"}}, toml}}) {
    EXPECT_TRUE(Resolved(folder, given));
  }
}

}  // namespace
}  // namespace lockstep::rpc
