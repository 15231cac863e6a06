#include "history_fetch/replay_program.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace lockstep::fetch {
namespace {

class ReplayProgramTest : public testing::Test {
 protected:
  // A program that is a shell script.
  std::string Script(const std::string& text) {
    const std::string path = testing::TempDir() + "/replay-program-" +
                             std::to_string(getpid()) + ".sh";
    std::ofstream(path) << "#!/bin/sh\n" << text << '\n';
    chmod(path.c_str(), 0755);
    scripts_.push_back(path);
    return path;
  }
  ~ReplayProgramTest() override {
    for (const auto& path : scripts_) std::filesystem::remove(path);
  }

  std::vector<std::string> scripts_;
};

TEST_F(ReplayProgramTest, YieldsOutputAndExitCode) {
  const ReplayProgram program(Script("echo \"$1 and $2\"; exit 5"));
  const auto replayed = program.Run({"run it", "*"});

  ASSERT_TRUE(replayed) << replayed.error().message;
  EXPECT_EQ(replayed->output, "run it and *\n");
  EXPECT_EQ(replayed->exit_code, 5);
}

TEST_F(ReplayProgramTest, TakesALongOutput) {
  const ReplayProgram program(Script("yes line | head -n 200000"));
  const auto replayed = program.Run({});

  ASSERT_TRUE(replayed) << replayed.error().message;
  EXPECT_EQ(replayed->output.size(), 1'000'000u);
}

TEST_F(ReplayProgramTest, SaysWhichSignalEndedIt) {
  const auto replayed = ReplayProgram(Script("kill -9 $$")).Run({});

  ASSERT_TRUE(replayed) << replayed.error().message;
  EXPECT_EQ(replayed->exit_code, -SIGKILL);
}

TEST_F(ReplayProgramTest, KeepsOurSecretsFromIt) {
  const std::vector<std::string> secret = {
      "TEMPORAL_API_KEY", "TEMPORAL_CODEC_AUTH", "LOCKSTEP_REDACT_KEY",
      "HTTPS_PROXY",      "https_proxy",         "HTTP_PROXY",
      "http_proxy",       "ALL_PROXY",           "all_proxy",
      "GRPC_PROXY",       "grpc_proxy"};
  for (const auto& name : secret) setenv(name.c_str(), "hunter2", 1);
  setenv("LOCKSTEP_TEST", "kept", 1);
  const auto replayed = ReplayProgram(Script("env")).Run({});
  for (const auto& name : secret) unsetenv(name.c_str());
  unsetenv("LOCKSTEP_TEST");

  ASSERT_TRUE(replayed) << replayed.error().message;
  EXPECT_EQ(replayed->output.find("hunter2"), std::string::npos)
      << replayed->output;
  EXPECT_NE(replayed->output.find("LOCKSTEP_TEST=kept\n"), std::string::npos);
  EXPECT_NE(replayed->output.find("PATH="), std::string::npos);
}

TEST_F(ReplayProgramTest, IsUsedAsAskedFor) {
  EXPECT_EQ(ReplayProgram("./mine").path(), "./mine");
}

TEST_F(ReplayProgramTest, SaysWhatCannotBeStarted) {
  const auto replayed = ReplayProgram("/no/such/program").Run({});

  ASSERT_FALSE(replayed);
  EXPECT_EQ(replayed.error().code, ExitCode::kUsage);
  EXPECT_EQ(replayed.error().message,
            "/no/such/program cannot be started: No such file or directory; "
            "name lockstep-replay with --replay-program");
}

TEST_F(ReplayProgramTest, SaysWhereItWasLookedFor) {
  const std::string path = std::getenv("PATH");
  setenv("PATH", "/no/such/folder", 1);
  const auto replayed = ReplayProgram("").Run({});
  setenv("PATH", path.c_str(), 1);

  ASSERT_FALSE(replayed);
  EXPECT_EQ(replayed.error().message,
            "lockstep-replay is neither beside lockstep-fetch nor in PATH: "
            "install it, or name it with --replay-program");
}

}  // namespace
}  // namespace lockstep::fetch
