// `lockstep-fetch config`, as a command line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "history_fetch/options.h"

namespace lockstep::fetch {
namespace {

using ::testing::HasSubstr;

struct Ran {
  int code = 0;
  std::string out;
  std::string err;
};

class ConfigCommand : public testing::Test {
 protected:
  ConfigCommand() {
    for (char** entry = environ; *entry != nullptr; ++entry) {
      const std::string text(*entry);
      if (text.starts_with("TEMPORAL_")) {
        ADD_FAILURE() << "this test needs an environment without "
                      << text.substr(0, text.find('='));
      }
    }
    std::filesystem::create_directories(home_ / ".config/temporalio");
    ::setenv("HOME", home_.c_str(), 1);
    ::unsetenv("XDG_CONFIG_HOME");
  }
  ~ConfigCommand() override { std::filesystem::remove_all(home_); }

  void WriteToml(const std::string& text) const {
    std::ofstream(home_ / ".config/temporalio/temporal.toml") << text;
  }

  static Ran Run(std::vector<const char*> args) {
    args.insert(args.begin(), {"lockstep-fetch", "config"});
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    Ran ran;
    ran.code = RunCommandLine(static_cast<int>(args.size()), args.data());
    ran.out = testing::internal::GetCapturedStdout();
    ran.err = testing::internal::GetCapturedStderr();
    return ran;
  }

  const std::filesystem::path home_ =
      std::filesystem::path(testing::TempDir()) /
      ("lockstep-config-command-" + std::to_string(getpid()));
};

TEST_F(ConfigCommand, PrintsATableOfSettingsAndTheirOrigins) {
  WriteToml("[profile.prod]\naddress = \"prod:7233\"\napi_key = \"secret\"\n");

  const Ran ran = Run({"--profile", "prod", "-n", "orders"});

  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.err, "");
  EXPECT_THAT(ran.out, HasSubstr("profile      prod\n"));
  EXPECT_THAT(ran.out, testing::ContainsRegex(
                           "address +prod:7233 +profile 'prod' of .*toml"));
  EXPECT_THAT(ran.out,
              testing::ContainsRegex("namespace +orders +--namespace"));
  EXPECT_THAT(ran.out, testing::ContainsRegex("api_key +.set, 6 characters"));
}

TEST_F(ConfigCommand, PrintsJsonByEachNameOfTheFlag) {
  for (const char* flag : {"-o", "--output", "--format"}) {
    const Ran ran = Run({flag, "json"});

    EXPECT_EQ(ran.code, 0);
    EXPECT_EQ(nlohmann::json::parse(ran.out)["settings"][0]["name"], "address");
  }
}

TEST_F(ConfigCommand, RefusesAMistakeWithOneSentenceAndCodeTwo) {
  const Ran ran = Run({"--tls-cert-path", "cert.pem"});

  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err,
            "lockstep-fetch: the client certificate is given "
            "(--tls-cert-path), but the client's private key is not; add it "
            "with --tls-key-path, TEMPORAL_TLS_CLIENT_KEY_PATH or "
            "tls.client_key_path in the profile\n");
}

TEST_F(ConfigCommand, RefusesAFormatThatItHasNot) {
  const Ran ran = Run({"-o", "xml"});

  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("see lockstep-fetch config --help"));
}

TEST_F(ConfigCommand, JudgesTokensAtTheTimeThatIsGiven) {
  WriteToml(
      "[profile.default.oauth]\naccess_token = \"token\"\n"
      "expires_at = \"2026-06-01T12:00:00Z\"\n");

  EXPECT_EQ(Run({"--now", "2026-06-01T11:00:00Z"}).code, 0);
  EXPECT_EQ(Run({"--now", "2026-06-01T13:00:00Z"}).code, 2);
}

TEST_F(ConfigCommand, RefusesATimeThatIsNone) {
  const Ran ran = Run({"--now", "noon"});

  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.err,
            "lockstep-fetch: --now: 'noon' is not a time; write it as in "
            "2026-11-22T12:34:25Z\n");
}

TEST_F(ConfigCommand, TakesWhatTheTemporalCliPassesToItsExtensions) {
  EXPECT_EQ(Run({"--command-timeout", "10s", "--client-connect-timeout", "1s",
                 "--color", "never", "--log-level", "error"})
                .code,
            0);
}

TEST_F(ConfigCommand, HasExamplesInItsHelp) {
  const Ran ran = Run({"--help"});

  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr("lockstep-fetch config --profile prod"));
}

}  // namespace
}  // namespace lockstep::fetch
