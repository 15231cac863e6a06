// verify --build with lockstep-replay itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "history_fetch/verify/verify.h"
#include "tests/history_fetch/corpus/scratch.h"
#include "tests/history_fetch/real_histories.h"

namespace lockstep::fetch {
namespace {

constexpr char kBuild[] = LOCKSTEP_BINARY_DIR "/fixtures/builds/raw.so";

std::string Cli(const std::string& name) {
  return ReadFile(LOCKSTEP_SOURCE_DIR "/fixtures/histories/cli/" + name +
                  ".json");
}

Outcome<Verification> VerifyWith(const std::vector<std::string>& texts) {
  const Scratch scratch;
  MakeCorpus(scratch / "corpus", texts);
  return Verify({scratch / "corpus", kBuild, LOCKSTEP_REPLAY_PROGRAM});
}

TEST(VerifyWithReplay, IsOkIfAllHistoriesReplay) {
  const auto verification =
      VerifyWith({Cli("good/complete"), Cli("good/waits")});

  ASSERT_TRUE(verification) << verification.error().message;
  EXPECT_THAT(verification->findings, testing::IsEmpty());
  ASSERT_TRUE(verification->replay);
  EXPECT_EQ(verification->replay->exit_code, 0);
}

TEST(VerifyWithReplay, FindsADivergence) {
  const auto verification = VerifyWith({Cli("diverges/no-timer")});

  ASSERT_TRUE(verification) << verification.error().message;
  ASSERT_TRUE(verification->replay);
  EXPECT_EQ(verification->replay->exit_code, 1);
  EXPECT_EQ(CodeOf(*verification), ExitCode::kIntegrity);
}

}  // namespace
}  // namespace lockstep::fetch
