#include "replayer/process/death_result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

namespace lockstep::replay {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

constexpr Limits kLimits;

ReplayResult ResultOf(Death::Cause cause, int wait_status, bool in_code) {
  ReplayResult known;
  known.workflow_type = "Checkout";
  return DeathResult({cause, wait_status, in_code, false}, kLimits, known);
}

TEST(DeathResult, NamesSignalAndPlaceOfACrash) {
  const ReplayResult inside = ResultOf(Death::Cause::kCrash, SIGFPE, true);
  EXPECT_EQ(inside.verdict, Verdict::kCrash);
  EXPECT_EQ(inside.message, "SIGFPE in workflow code");
  EXPECT_EQ(inside.workflow_type, "Checkout");

  EXPECT_THAT(ResultOf(Death::Cause::kCrash, SIGSEGV, false).message,
              HasSubstr("SIGSEGV outside workflow code"));
  EXPECT_THAT(ResultOf(Death::Cause::kCrash, SIGKILL, true).message,
              HasSubstr("from outside"));
}

TEST(DeathResult, NamesTheExitStatus) {
  EXPECT_EQ(ResultOf(Death::Cause::kCrash, 0, true).message,
            "workflow code ended the process: exit status 0");
  EXPECT_THAT(ResultOf(Death::Cause::kCrash, 7 << 8, false).message,
              HasSubstr("the process ended (exit status 7) outside workflow"));
}

TEST(DeathResult, NamesTheLimit) {
  EXPECT_THAT(ResultOf(Death::Cause::kDeadlock, 9, true).message,
              HasSubstr("10 s"));
  EXPECT_THAT(ResultOf(Death::Cause::kTimeout, 9, true).message,
              HasSubstr("300 s"));
  EXPECT_THAT(ResultOf(Death::Cause::kMemory, 9, true).message,
              HasSubstr("4096 MiB"));
}

TEST(DeathResult, EachCauseIsAVerdict) {
  EXPECT_EQ(ResultOf(Death::Cause::kDeadlock, 9, true).verdict,
            Verdict::kDeadlock);
  EXPECT_EQ(ResultOf(Death::Cause::kTimeout, 9, true).verdict,
            Verdict::kTimeout);
  EXPECT_EQ(ResultOf(Death::Cause::kMemory, 9, true).verdict, Verdict::kMemory);
}

Death DeathIn(Death::Cause cause, bool in_code) {
  return {cause, SIGSEGV, in_code, false, WakeUp{2, 9}};
}

TEST(DeathResult, NamesTheTaskForWhichTheCodeWasWoken) {
  using enum Death::Cause;
  for (const Death::Cause cause : {kCrash, kDeadlock, kTimeout, kMemory}) {
    EXPECT_EQ(DeathResult(DeathIn(cause, true), kLimits, {}).failed_in,
              (WakeUp{2, 9}));
  }
  EXPECT_FALSE(DeathResult(DeathIn(kCrash, false), kLimits, {}).failed_in);
  EXPECT_EQ(AfterOthersResult(DeathIn(kCrash, true), {}).failed_in,
            (WakeUp{2, 9}));
}

TEST(DeathResult, AVerdictReachedBeforeStands) {
  ReplayResult known;
  known.verdict = Verdict::kNondeterminism;
  known.message = "the code asked for a timer";

  EXPECT_EQ(DeathResult(DeathIn(Death::Cause::kCrash, true), kLimits, known),
            known);
}

TEST(AfterOthersResult, ACrashBeatsOk) {
  const ReplayResult result =
      AfterOthersResult({Death::Cause::kCrash, SIGSEGV, true, false}, {});

  EXPECT_EQ(result.verdict, Verdict::kCrash);
  EXPECT_THAT(result.message, HasSubstr("SIGSEGV in workflow code, but only"));
}

TEST(AfterOthersResult, AnotherVerdictStaysWithAWarning) {
  ReplayResult alone;
  alone.verdict = Verdict::kNondeterminism;

  const ReplayResult result =
      AfterOthersResult({Death::Cause::kCrash, SIGSEGV, true, false}, alone);

  EXPECT_EQ(result.verdict, Verdict::kNondeterminism);
  EXPECT_THAT(result.warnings, SizeIs(1));
}

TEST(AfterOthersResult, ALeakIsAWarning) {
  const ReplayResult result =
      AfterOthersResult({Death::Cause::kMemory, SIGKILL, true, false}, {});

  EXPECT_EQ(result.verdict, Verdict::kOk);
  EXPECT_THAT(result.warnings, SizeIs(1));
}

}  // namespace
}  // namespace lockstep::replay
