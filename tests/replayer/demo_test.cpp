// The demo: five histories on the build that recorded them, on one that was
// changed without a gate, and on one that was changed behind a gate. What
// lockstep-replay prints is in fixtures/workflows/user_grant/expected;
// LOCKSTEP_UPDATE=1 writes it anew.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "tests/replayer/cli_runner.h"

namespace lockstep::replay {
namespace {

// Without the place where this checkout happens to be.
std::string Portable(std::string text) {
  const std::string here = LOCKSTEP_SOURCE_DIR "/";
  for (size_t at = 0; (at = text.find(here, at)) != std::string::npos;) {
    text.erase(at, here.size());
  }
  return text;
}

// Replays the histories, compares the report and returns the exit code.
int ReplayAndCompare(const std::string& build) {
  const CliFolder folder("demo");
  const CliResult run = folder.Run(
      "lockstep-replay run '" LOCKSTEP_BINARY_DIR "/fixtures/workflows/" +
      build + ".so' fixtures/histories/user-grant");
  const std::string path = LOCKSTEP_SOURCE_DIR
                           "/fixtures/workflows/user_grant/expected/" +
                           build + ".txt";
  const std::string text = Portable(run.out);
  if (std::getenv("LOCKSTEP_UPDATE") != nullptr) WriteFile(path, text);
  EXPECT_EQ(text, ReadFile(path)) << run.err;
  return run.exit_code;
}

TEST(Demo, RecordedBuildReplaysAll) {
  EXPECT_EQ(ReplayAndCompare("user_grant"), 0);
}

TEST(Demo, ChangedBuildFailsAtTheLineOfTheNewStep) {
  EXPECT_EQ(ReplayAndCompare("user_grant_changed"), 1);
}

TEST(Demo, GatedBuildReplaysAll) {
  EXPECT_EQ(ReplayAndCompare("user_grant_gated"), 0);
}

}  // namespace
}  // namespace lockstep::replay
