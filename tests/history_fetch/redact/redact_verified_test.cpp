#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "history_fetch/redact/redact_corpus.h"
#include "history_fetch/redact/redact_report.h"
#include "history_fetch/redact/replay_comparison.h"
#include "tests/history_fetch/redact/redacting_corpus.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

void WriteProgram(const std::string& path, const std::string& script) {
  WriteFile(path, "#!/bin/sh\n" + script);
  fs::permissions(path, fs::perms::owner_all);
}

TEST_F(RedactingCorpus, WhatDoesNotReplayAlikeIsLeftOut) {
  MakeCorpus(from_, {Signalled("run-1", "1"), Signalled("run-2", "2")});
  program_ = scratch_ / "replay.sh";
  build_ = "b.so";
  // All are ok but the last of the redacted ones.
  WriteProgram(program_, "echo \"$@\" >> " + (scratch_ / "calls") + R"(
results=
for file in $3/histories/*/*; do
  case $3 in */from) verdict=ok;; *) verdict=${verdict+nondeterminism};; esac
  verdict=${verdict:-ok}
  results="$results${results:+,}{\"history\":\"$file\",\"verdict\":\"$verdict\"}"
done
echo "{\"format\":1,\"results\":[$results]}"
)");
  const RedactReport report = MustRedact();

  EXPECT_EQ(CodeOf(report), ExitCode::kIntegrity);
  EXPECT_TRUE(report.verified);
  EXPECT_EQ(report.verification.compared, 2);
  ASSERT_EQ(report.left_out.size(), 1u);
  EXPECT_THAT(report.left_out[0].why,
              HasSubstr("its verdict is nondeterminism where the original's"));
  ASSERT_EQ(Entries(to_).size(), 1u);
  EXPECT_FALSE(Open(to_).state().complete);
  const std::string options =
      " --format json --trace --quiet --allow-incomplete\n";
  const auto call = [&options](const std::string& folder) {
    return "run b.so " + fs::path(folder).lexically_normal().string() + options;
  };
  EXPECT_EQ(ReadFile(scratch_ / "calls"), call(from_) + call(to_))
      << "each corpus is replayed once";
}

TEST_F(RedactingCorpus, WhatTheBuildDoesNotReplayIsNotCalledVerified) {
  MakeCorpus(from_, {Signalled("run-1", "1"), Signalled("run-2", "2")});
  program_ = scratch_ / "replay.sh";
  build_ = "b.so";
  WriteFile(scratch_ / "first", "unregistered-type");
  WriteProgram(program_, "verdict=$(cat " + (scratch_ / "first") + R"()
results=
for file in $3/histories/*/*; do
  results="$results${results:+,}{\"history\":\"$file\",\"verdict\":\"$verdict\"}"
  verdict=unregistered-type
done
echo "{\"format\":1,\"results\":[$results]}"
)");
  RedactReport report = MustRedact();
  EXPECT_EQ(report.stored, 2);
  EXPECT_EQ(report.verification.compared, 0);
  EXPECT_EQ(report.verification.not_verified["unregistered-type"], 2);
  EXPECT_EQ(CodeOf(report), ExitCode::kIntegrity) << "nothing was verified";
  const std::string text = RedactText(report);
  EXPECT_THAT(text, StartsWith("not verified: 2 histories, which b.so does not "
                               "replay: the verdict of the original is "
                               "unregistered-type; give a --build"));
  EXPECT_THAT(text, Not(HasSubstr("\nverified:")));
  EXPECT_EQ(Json::parse(RedactJson(
                report))["verification"]["not_verified"]["unregistered-type"],
            2);

  WriteFile(scratch_ / "first", "nondeterminism");
  report = MustRedact();
  EXPECT_EQ(report.verification.compared, 1);
  EXPECT_EQ(report.verification.not_verified["unregistered-type"], 1);
  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  EXPECT_THAT(RedactText(report), HasSubstr("not verified: 1 history, which"));
  EXPECT_THAT(RedactText(report),
              HasSubstr("\nverified: 1 history replayed with b.so"));
}

TEST_F(RedactingCorpus, AHistoryThatWasNotReplayedIsLeftOut) {
  MakeCorpus(from_, {Signalled("run-1", "1")});
  program_ = scratch_ / "replay.sh";
  build_ = "b.so";
  WriteProgram(program_, "echo '{\"format\":1,\"results\":[]}'\n");
  const RedactReport report = MustRedact();
  ASSERT_EQ(report.left_out.size(), 1u);
  EXPECT_EQ(report.left_out[0].why, "it was not replayed");
}

TEST_F(RedactingCorpus, AReplayerThatGivesNoResultIsAnError) {
  MakeCorpus(from_, {Signalled("run-1", "1")});
  build_ = "b.so";
  program_ = scratch_ / "replay.sh";
  WriteProgram(program_, "exit 2\n");
  const auto report = Redact();
  EXPECT_THAT(FailureOf(report), HasSubstr("ended with 2 on "));
  EXPECT_THAT(FailureOf(report), HasSubstr("is b.so a build"));
  EXPECT_FALSE(Open(to_).state().complete) << "nobody takes it for verified";
  program_ = scratch_ / "missing";
  EXPECT_THAT(FailureOf(Redact()), HasSubstr("cannot be started"));
}

}  // namespace
}  // namespace lockstep::fetch
