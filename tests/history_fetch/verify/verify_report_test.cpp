// What lockstep-replay is asked, and what is said in the end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "history_fetch/corpus/names.h"
#include "history_fetch/verify/report.h"
#include "tests/history_fetch/verify/verify_fixture.h"

namespace lockstep::fetch {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

// A stand-in for lockstep-replay.
class VerifyReplay : public VerifyTest {
 protected:
  Outcome<Verification> With(const std::string& script) {
    const std::string program = scratch_ / "replay.sh";
    WriteFile(program, "#!/bin/sh\n" + script + "\n");
    chmod(program.c_str(), 0755);
    return Verify({folder_, "build.so", program});
  }
};

TEST_F(VerifyReplay, AsksForTheWholeCorpus) {
  const auto verification =
      With("echo \"$@\" >" + (scratch_ / "arguments") + "; exit 0");

  ASSERT_TRUE(verification) << verification.error().message;
  EXPECT_THAT(Sentences(*verification), ElementsAre());
  EXPECT_EQ(ReadFile(scratch_ / "arguments"),
            "run --allow-incomplete -- build.so " + folder_ + "\n");
  ASSERT_TRUE(verification->replay);
  EXPECT_EQ(verification->replay->exit_code, 0);
  EXPECT_THAT(VerificationText(*verification),
              HasSubstr("all replay with build.so\n"));
}

TEST_F(VerifyReplay, TakesADivergenceForAProblem) {
  testing::internal::CaptureStderr();
  const auto verification = With("echo it diverges; exit 1");
  const std::string said = testing::internal::GetCapturedStderr();

  ASSERT_TRUE(verification) << verification.error().message;
  EXPECT_THAT(
      Sentences(*verification),
      ElementsAre(AllOf(
          StartsWith("replay: the corpus does not replay with build.so: "),
          HasSubstr("replay.sh ended with exit code 1 (at least one history "
                    "diverges); see above, or run it alone"))));
  EXPECT_EQ(CodeOf(*verification), ExitCode::kIntegrity);
  EXPECT_THAT(said, HasSubstr("says:\nit diverges\n"));
}

TEST_F(VerifyReplay, ABuildThatCannotBeLoadedIsNoProblemOfTheCorpus) {
  const auto verification = With("exit 2");

  ASSERT_FALSE(verification);
  EXPECT_EQ(verification.error().code, ExitCode::kUsage);
  EXPECT_THAT(verification.error().message,
              HasSubstr("replay.sh cannot replay with build.so, for the reason "
                        "above: name a build that it can load"));
}

TEST_F(VerifyReplay, IsNotAskedAboutABrokenCorpus) {
  fs::remove(PathOf(0));
  const auto verification = With("exit 0");

  ASSERT_TRUE(verification);
  EXPECT_FALSE(verification->replay);
}

TEST_F(VerifyReplay, MustBeThere) {
  const auto verification = Verify({folder_, "build.so", "/no/such"});

  ASSERT_FALSE(verification);
  EXPECT_EQ(verification.error().code, ExitCode::kUsage);
}

TEST_F(VerifyReplay, SeesThatAnotherProcessHasWritten) {
  const auto verification = With(fmt::format(
      "cp {0}/manifest.jsonl {0}/m; mv {0}/m {0}/manifest.jsonl", folder_));

  ASSERT_FALSE(verification);
  EXPECT_EQ(
      verification.error(),
      (Failure{ExitCode::kPartial,
               folder_ + ": was changed while it was verified: wait until the "
                         "other lockstep-fetch ends, then verify it again"}));
}

TEST_F(VerifyTest, TextHasProblemsFirstAndCountsNotesOfAKind) {
  Verification verification = Run();
  verification.folder = "c";
  verification.findings = {{Check::kUnknownFields, "a", "lacks 1"},
                           {Check::kStray, "b", "is in no line"},
                           {Check::kUnknownFields, "c", "lacks 2"},
                           {Check::kManifest, "", "c/manifest.jsonl: broken"}};

  EXPECT_EQ(VerificationText(verification),
            fmt::format("stray: b is in no line\n"
                        "manifest: c/manifest.jsonl: broken\n"
                        "note: a lacks 1 (1 more like it)\n"
                        "c: 3 histories (1 running, 0 redacted), {} events, 3 "
                        "shapes, 3 loop shapes\n"
                        "2 problems\n",
                        verification.events));
}

TEST_F(VerifyTest, JsonHasAll) {
  Verification verification;
  verification.folder = "c";
  verification.histories = 1;
  verification.events = 2;
  verification.bytes = 3;
  verification.shapes = 1;
  verification.loop_shapes = 1;
  verification.findings = {{Check::kStray, "b", "is in no line"},
                           {Check::kOdd, "b", "is odd"}};
  verification.replay = {"p", "b.so", 0};

  EXPECT_EQ(VerificationJson(verification), R"({
  "format": 1,
  "command": "verify",
  "corpus": "c",
  "exit_code": 6,
  "exit_meaning": "a history or the corpus contradicts itself",
  "errors": [],
  "complete": false,
  "histories": 1,
  "running": 0,
  "redacted": 0,
  "events": 2,
  "bytes": 3,
  "shapes": 1,
  "loop_shapes": 1,
  "problems": [
    {
      "check": "stray",
      "file": "b",
      "message": "is in no line"
    }
  ],
  "notes": [
    {
      "check": "odd",
      "file": "b",
      "message": "is odd"
    }
  ],
  "replay": {
    "program": "p",
    "build": "b.so",
    "exit_code": 0
  }
}
)");
}

}  // namespace
}  // namespace lockstep::fetch
