// Redaction held against a real build: lockstep-replay runs both corpora.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "history_fetch/redact/redact_corpus.h"
#include "tests/history_fetch/corpus/scratch.h"
#include "tests/history_fetch/real_histories.h"
#include "tests/history_fetch/redact/history_builder.h"

namespace lockstep::fetch {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kHistories[] = {
    "user-grant/user-grant-completed", "user-grant/user-grant-failed",
    "user-grant/user-grant-held-completed", "user-grant/user-grant-open-held",
    "user-grant/user-grant-open-slow"};

class RedactedReplay : public testing::Test {
 protected:
  void SetUp() override {
    if (std::string(LOCKSTEP_REPLAY).empty()) {
      GTEST_SKIP() << "lockstep-replay is not built (LOCKSTEP_REPLAYER=OFF)";
    }
    std::vector<std::string> texts;
    for (const char* name : kHistories) texts.push_back(FixtureText(name));
    MakeCorpus(scratch_ / "from", texts);
  }

  RedactReport Redact(const std::string& policy,
                      const std::string& build = "user_grant") {
    const Result<Policy> parsed = ParsePolicy("version = 1\n" + policy, "p");
    EXPECT_TRUE(parsed.has_value());
    const Pseudonyms pseudonyms(rpc::Secret("0123456789abcdef"), Sizes::kClass);
    RedactOptions options;
    options.from = scratch_ / "from";
    options.to = scratch_ / "to";
    options.build = LOCKSTEP_BUILDS "/" + build + ".so";
    options.program = LOCKSTEP_REPLAY;
    options.context = {&*parsed, &pseudonyms, &TestSchema(),
                       Identities::kScrub};
    const Outcome<RedactReport> report = RedactCorpus(options);
    EXPECT_TRUE(report.has_value())
        << (report ? std::string() : report.error().message);
    return report.value_or(RedactReport{});
  }

  Scratch scratch_;
};

TEST_F(RedactedReplay, RedactedHistoriesReplayAsBefore) {
  for (const char* policy :
       {"", "payloads = \"inbound\"",
        "payloads = \"inbound\"\nworkflow_ids = \"pseudonym\"\n"
        "opaque = \"refuse\""}) {
    const RedactReport report = Redact(policy);
    EXPECT_TRUE(report.verified);
    EXPECT_EQ(report.verification.compared, 5);
    // Code puts texts of its own into inputs, which have stand-ins now.
    EXPECT_EQ(report.verification.value_differences, *policy == 0 ? 1 : 0);
    EXPECT_THAT(report.left_out, IsEmpty()) << policy;
    EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  }
}

// A build that parts from its histories must part from them at the same events.
TEST_F(RedactedReplay, ADivergenceStaysWhereItWas) {
  const RedactReport report =
      Redact("payloads = \"inbound\"", "user_grant_changed");
  EXPECT_EQ(report.verification.compared, 5);
  EXPECT_THAT(report.left_out, IsEmpty());
}

TEST_F(RedactedReplay, NumbersThatTheCodePassesOnAreOthersButConsistent) {
  // {"arg":7} is made of 7, and both get stand-ins: of the same number the
  // same one.
  const RedactReport report = Redact("[[rule]]\ndeny = [\"$\"]");
  EXPECT_THAT(report.left_out, IsEmpty());
}

// The code reads what is blank now.
TEST_F(RedactedReplay, WhatNoLongerReplaysIsLeftOut) {
  const RedactReport report = Redact("payloads = \"none\"");
  EXPECT_EQ(CodeOf(report), ExitCode::kIntegrity);
  EXPECT_FALSE(report.left_out.empty());
  for (const RedactReport::LeftOut& left_out : report.left_out) {
    EXPECT_THAT(left_out.why, HasSubstr("where the original's is ok"));
  }
  const auto corpus = Corpus::Open(scratch_ / "to", Corpus::Access::kRead);
  ASSERT_TRUE(corpus.has_value());
  EXPECT_EQ(corpus->size(), 5 - report.left_out.size());
}

}  // namespace
}  // namespace lockstep::fetch
