// `status` on the command line. What it computes is tested in
// tests/history_fetch/status/.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "history/sha256.h"
#include "history_fetch/options.h"
#include "tests/history_fetch/corpus/scratch.h"

namespace lockstep::fetch {
namespace {

struct Answer {
  int exit_code = 0;
  std::string out;
  std::string err;
};

Answer Ask(std::vector<std::string> words) {
  std::vector<const char*> argv = {"lockstep-fetch", "status"};
  for (const std::string& word : words) argv.push_back(word.c_str());
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const int exit_code =
      RunCommandLine(static_cast<int>(argv.size()), argv.data());
  return {exit_code, testing::internal::GetCapturedStdout(),
          testing::internal::GetCapturedStderr()};
}

// A corpus with one history of type Payment, synced on 20 November, and files
// that name types.
class StatusCommand : public testing::Test {
 protected:
  StatusCommand() {
    auto corpus = Corpus::Open(corpus_, Corpus::Access::kWrite);
    EXPECT_TRUE(corpus) << corpus.error().message;
    EXPECT_TRUE(PutRun(*corpus, 1));
    EXPECT_TRUE(corpus->Finish(
        {.complete = true, .synced_at = "2026-11-20T00:00:00Z"}));
    WriteFile(scratch_ / "payment.json",
              R"({"format": 1, "workflows": [{"name": "Payment"}]})");
    WriteFile(scratch_ / "ship.json",
              R"({"format": 1, "workflows": [{"name": "Ship"}]})");
    WriteFile(scratch_ / "plan.toml",
              "[[stratum]]\nworkflow_type = \"Refund\"\n");
  }

  // Two days after the sync.
  Answer AskOffline(std::vector<std::string> words) const {
    words.insert(words.begin(),
                 {corpus_, "--offline", "--now", "2026-11-22T00:00:00Z"});
    return Ask(words);
  }

  const Scratch scratch_;
  const std::string corpus_ = scratch_ / "corpus";
};

TEST_F(StatusCommand, PrintsATableOrJson) {
  const Answer text = AskOffline({});
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_TRUE(text.out.starts_with(
      corpus_ +
      ": 1 history of 1 type, fetched 2d ago (2026-11-20T00:00:00Z)\n"))
      << text.out;

  for (const char* flag : {"-o", "--output", "--format"}) {
    const Answer json = AskOffline({flag, "json"});
    EXPECT_EQ(json.exit_code, 0) << json.err;
    EXPECT_EQ(nlohmann::json::parse(json.out)["age_s"], 2 * 86400);
    EXPECT_EQ(nlohmann::json::parse(json.out)["servers"],
              nlohmann::json::array());
  }
}

TEST_F(StatusCommand, FailsWhenAConditionHolds) {
  struct Row {
    std::vector<std::string> words;
    int exit_code;
    std::string err;
  };
  const std::string build = (scratch_ / "ship.json"),
                    plan = (scratch_ / "plan.toml");
  const std::vector<Row> rows = {
      {{"--fail-if-older", "2d"}, 0, ""},
      {{"--fail-if-older", "47h"},
       5,
       "lockstep-fetch: " + corpus_ +
           ": fetched 2d ago, more than 47h (--fail-if-older); run "
           "`lockstep-fetch sync " +
           corpus_ + "` (or refresh)\n"},
      {{"--types-from", build}, 0, ""},
      {{"--types-from", (scratch_ / "payment.json"), "--fail-if-missing-type"},
       0,
       ""},
      {{"--types-from", build, "--fail-if-missing-type"},
       5,
       "lockstep-fetch: " + corpus_ +
           ": no history of workflow type 'Ship', which the build or the plan "
           "names (--fail-if-missing-type); add a stratum for it, or run "
           "one\n"},
      {{"--plan", plan, "--fail-if-missing-type"},
       5,
       "lockstep-fetch: " + corpus_ +
           ": no history of workflow type 'Refund', which the build or the "
           "plan names (--fail-if-missing-type); add a stratum for it, or run "
           "one\n"},
  };
  for (const Row& row : rows) {
    const Answer answer = AskOffline(row.words);
    EXPECT_EQ(answer.exit_code, row.exit_code) << row.words[0];
    EXPECT_EQ(answer.err, row.err);
    EXPECT_FALSE(answer.out.empty());  // the report comes all the same
  }
}

// The sample histories hold no events that a server wrote.
TEST_F(StatusCommand, NamesTypesOfWhichNothingIsTested) {
  EXPECT_NE(AskOffline({}).out.find("  Payment: no history has a completed "
                                    "workflow task"),
            std::string::npos);

  auto corpus = Corpus::Open(corpus_, Corpus::Access::kWrite);
  ASSERT_TRUE(corpus);
  Entry entry = EntryOf(2, 1);
  const std::string text =
      R"({"events": [{"eventType": "EVENT_TYPE_WORKFLOW_TASK_COMPLETED"}]})";
  entry.sha256 = history::Sha256Hex(text);
  entry.bytes = static_cast<int64_t>(text.size());
  ASSERT_TRUE(corpus->Put(entry, Temporary(*corpus, text)));
  ASSERT_TRUE(corpus->Finish({.complete = true}));

  EXPECT_EQ(AskOffline({}).out.find("no history has"), std::string::npos);
}

TEST_F(StatusCommand, ATypeNeedsNoHistoryIfThePlanSaysSo) {
  const std::string plan = scratch_ / "optional.toml";
  WriteFile(plan,
            "[[stratum]]\nworkflow_type = \"Ship\"\nmin_histories = 0\n"
            "[[stratum]]\nworkflow_type = \"Refund\"\n"
            "[[stratum]]\nworkflow_type = \"Refund\"\nname = \"rare\"\n"
            "min_histories = 0\n");

  const Answer answer =
      AskOffline({"--plan", plan, "--types-from", scratch_ / "ship.json",
                  "--fail-if-missing-type", "-o", "json"});

  EXPECT_EQ(answer.exit_code, 5);
  EXPECT_EQ(nlohmann::json::parse(answer.out)["missing_types"],
            nlohmann::json({"Refund"}));
}

TEST_F(StatusCommand, RefusesWhatItCannotUse) {
  struct Row {
    std::vector<std::string> words;
    std::string err;
  };
  const std::vector<Row> rows = {
      {{"--fail-if-missing-type"},
       "--fail-if-missing-type needs to know the types: give --types-from or "
       "--plan"},
      {{"--fail-if-older", "soon"}, "--fail-if-older: "},
      {{"--next-refresh", "-1d"}, "--next-refresh: "},
      {{"--now", "today"}, "--now: "},
      {{"--types-from", (scratch_ / "none.json")},
       (scratch_ / "none.json") + ": cannot be"},
      {{"--plan", (scratch_ / "none.toml")}, (scratch_ / "none.toml")},
      {{"--source", "prod"}, "--source needs a --plan that has it"},
      {{"--plan", (scratch_ / "plan.toml"), "--source", "prod"}, "prod"},
      {{"--sample", "0"}, "--sample: "},
      {{"-o", "yaml"}, "--output: "},
  };
  for (const Row& row : rows) {
    const Answer answer = AskOffline(row.words);
    EXPECT_EQ(answer.exit_code, 2) << row.words[0];
    EXPECT_NE(answer.err.find(row.err), std::string::npos) << answer.err;
    EXPECT_EQ(answer.out, "");
  }
}

TEST_F(StatusCommand, RefusesAFolderThatIsNoCorpus) {
  const Answer answer = Ask({scratch_.path(), "--offline"});

  EXPECT_EQ(answer.exit_code, 6) << answer.err;
  EXPECT_NE(answer.err, "");
}

TEST_F(StatusCommand, NeedsAServerUnlessOffline) {
  // Nobody listens on port 1.
  const Answer answer =
      Ask({corpus_, "--address", "127.0.0.1:1", "--disable-config-file",
           "--max-attempts", "1", "--client-connect-timeout", "1s"});

  EXPECT_EQ(answer.exit_code, 3);
  EXPECT_NE(answer.err.find("127.0.0.1:1"), std::string::npos) << answer.err;
  EXPECT_EQ(answer.out, "");
}

}  // namespace
}  // namespace lockstep::fetch
