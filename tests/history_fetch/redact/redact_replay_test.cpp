#include <gmock/gmock.h>

#include "history_fetch/corpus/corpus.h"
#include "tests/history_fetch/redact/redacted_replay.h"

namespace lockstep::fetch {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class UserGrant : public RedactedReplay {
 protected:
  void SetUp() override {
    RedactedReplay::SetUp();
    if (!IsSkipped()) Fill("histories/user-grant");
  }
};

TEST_F(UserGrant, RedactedHistoriesReplayAsBefore) {
  for (const char* policy :
       {"", "payloads = \"inbound\"",
        "payloads = \"inbound\"\nworkflow_ids = \"pseudonym\"\n"
        "opaque = \"refuse\""}) {
    const RedactReport report = Redact(policy, "user_grant");
    EXPECT_TRUE(report.verified);
    EXPECT_EQ(report.verification.compared, 5);
    // Code puts texts of its own into inputs, which have stand-ins now.
    EXPECT_EQ(report.verification.value_differences, *policy == 0 ? 1 : 0);
    EXPECT_THAT(report.left_out, IsEmpty()) << policy;
    EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  }
}

// A build that parts from its histories must part from them at the same events.
TEST_F(UserGrant, ADivergenceStaysWhereItWas) {
  const RedactReport report =
      Redact("payloads = \"inbound\"", "user_grant_changed");
  EXPECT_EQ(report.verification.compared, 5);
  EXPECT_THAT(report.left_out, IsEmpty());
}

TEST_F(UserGrant, NumbersThatTheCodePassesOnAreOthersButConsistent) {
  // {"arg":7} is made of 7, and both get stand-ins: of the same number the
  // same one.
  const RedactReport report = Redact("[[rule]]\ndeny = [\"$\"]", "user_grant");
  EXPECT_THAT(report.left_out, IsEmpty());
}

// The code reads what is blank now.
TEST_F(UserGrant, WhatNoLongerReplaysIsLeftOut) {
  const RedactReport report = Redact("payloads = \"none\"", "user_grant");
  EXPECT_EQ(CodeOf(report), ExitCode::kIntegrity);
  EXPECT_FALSE(report.left_out.empty());
  for (const RedactReport::LeftOut& left_out : report.left_out) {
    EXPECT_THAT(left_out.why, HasSubstr("where the original's is ok"));
  }
  const auto corpus = Corpus::Open(scratch_ / "to", Corpus::Access::kRead);
  ASSERT_TRUE(corpus.has_value());
  EXPECT_EQ(corpus->size(), 5 - report.left_out.size());
}

// The branch is in the task in flight, which no verdict is about.
TEST_F(RedactedReplay, AnotherBranchOfTheCodeIsSeenThoughTheVerdictIsTheSame) {
  const std::string input =
      "\"input\":" + Payloads({JsonPayload("\"vip\"")}).dump();
  MakeCorpus(scratch_ / "from",
             {HistoryText(
                 "run-1",
                 {{"WorkflowExecutionSignaled", R"("signalName":"s",)" + input},
                  {"WorkflowTaskScheduled", ""},
                  {"WorkflowTaskStarted", R"("scheduledEventId":"6")"}})});

  const RedactReport report = Redact("", "branch_by_text");

  ASSERT_EQ(report.left_out.size(), 1u);
  EXPECT_THAT(
      report.left_out[0].why,
      testing::MatchesRegex(
          "its verdict is ok like the original's, but the code asks for "
          "schedule-activity Queue at .*by_text.cpp:23 in the task in flight "
          "where the original's asks for schedule-activity ServeFirst at "
          ".*by_text.cpp:21 in the task in flight"));
  const RedactReport kept =
      Redact("[[rule]]\nallow = [\"$\"]", "branch_by_text");
  EXPECT_THAT(kept.left_out, IsEmpty());
  EXPECT_EQ(kept.verification.compared, 1);
}

}  // namespace
}  // namespace lockstep::fetch
