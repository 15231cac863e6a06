#include "history_fetch/prune/prune.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "history/load.h"
#include "history_fetch/prune/features.h"
#include "history_fetch/prune/report.h"
#include "history_fetch/text_table.h"
#include "history_fetch/verify/verify.h"
#include "tests/history/payload_json.h"
#include "tests/history_fetch/corpus/scratch.h"
#include "tests/history_fetch/real_histories.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::string Activity(const std::string& type) {
  return fmt::format(R"("activityType":{{"name":"{}"}})", type);
}

const Step kClosed = {"WorkflowExecutionCompleted", ""};

// Of `count` activities of a type; closed.
std::string WithActivities(const std::string& run_id, const std::string& type,
                           int count) {
  std::vector<Step> steps;
  for (int i = 0; i < count; ++i) {
    steps.push_back({"ActivityTaskScheduled", Activity(type)});
  }
  steps.push_back(kClosed);
  return HistoryText(run_id, steps);
}

class PruneTest : public testing::Test {
 protected:
  // Run ids of what stays.
  std::vector<std::string> Left() const {
    std::vector<std::string> runs;
    const auto corpus = Corpus::Open(folder_, Corpus::Access::kRead);
    EXPECT_TRUE(corpus->ForEach([&](const Entry& entry) {
      runs.push_back(entry.run_id);
      return Outcome<void>();
    }));
    return runs;
  }

  Outcome<Pruning> Prune(const PruneOptions& options) {
    Outcome<Corpus> corpus = Corpus::Open(folder_, Corpus::Access::kWrite);
    EXPECT_TRUE(corpus) << corpus.error().message;
    Outcome<Pruning> pruning = DecidePruning(*corpus, options);
    if (!pruning) return pruning;
    const Outcome<void> applied = ApplyPruning(*pruning, *corpus);
    EXPECT_TRUE(applied) << applied.error().message;
    return pruning;
  }

  CorpusState State() const {
    return Corpus::Open(folder_, Corpus::Access::kRead)->state();
  }

  Scratch scratch_;
  const std::string folder_ = scratch_ / "corpus";
};

class PruneThree : public PruneTest {
 protected:
  PruneThree() {
    MakeCorpus(folder_, {WithActivities("a", "Charge", 1),
                         WithActivities("b", "Charge", 1),
                         WithActivities("c", "Refund", 1)});
  }
};

TEST_F(PruneThree, RemovesEntriesAndFiles) {
  const auto pruning = Prune({});

  ASSERT_TRUE(pruning) << pruning.error().message;
  EXPECT_THAT(Left(), UnorderedElementsAre("a", "c"));
  const auto verification = Verify({folder_, "", ""});
  ASSERT_TRUE(verification);
  EXPECT_THAT(verification->findings, IsEmpty());
  EXPECT_TRUE(State().complete);
}

TEST_F(PruneThree, RemovesNothingTwice) {
  ASSERT_TRUE(Prune({}));
  const std::string manifest = ReadFile(folder_ + "/manifest.jsonl");
  ASSERT_TRUE(Prune({}));

  EXPECT_EQ(ReadFile(folder_ + "/manifest.jsonl"), manifest);
}

TEST_F(PruneThree, LeavesAnIncompleteCorpusIncomplete) {
  {
    Outcome<Corpus> corpus = Corpus::Open(folder_, Corpus::Access::kWrite);
    ASSERT_TRUE(corpus->BeginChange("two runs are missing"));
  }
  ASSERT_TRUE(Prune({}));

  EXPECT_EQ(Left().size(), 2u);
  EXPECT_FALSE(State().complete);
  EXPECT_EQ(State().reason, "two runs are missing");
}

// As a kill leaves it.
TEST_F(PruneThree, GoesOnWhereItWasInterrupted) {
  {
    Outcome<Corpus> corpus = Corpus::Open(folder_, Corpus::Access::kWrite);
    ASSERT_TRUE(corpus->BeginChange(
        "a prune was interrupted: run `lockstep-fetch prune` again"));
    ASSERT_TRUE(corpus->Remove("default", "b"));
    ASSERT_TRUE(corpus->Flush());
  }
  ASSERT_FALSE(State().complete);
  ASSERT_TRUE(Prune({}));

  EXPECT_THAT(Left(), UnorderedElementsAre("a", "c"));
  EXPECT_TRUE(State().complete);
  EXPECT_EQ(State().reason, "");
}

TEST_F(PruneThree, IsIncompleteWhereItStopped) {
  Outcome<Corpus> corpus = Corpus::Open(folder_, Corpus::Access::kWrite);
  Outcome<Pruning> pruning = DecidePruning(*corpus, {});
  ASSERT_TRUE(pruning);
  for (Decision& decision : pruning->decisions) {
    decision.candidate.run_id = "gone";
  }

  EXPECT_FALSE(ApplyPruning(*pruning, *corpus));
  EXPECT_FALSE(State().complete);
  EXPECT_EQ(State().reason,
            "a prune was interrupted: run `lockstep-fetch prune` again");
}

TEST_F(PruneThree, WritesText) {
  const auto pruning = Prune({});
  ASSERT_TRUE(pruning);
  std::map<std::string, const Candidate*> by_run;
  for (const Decision& decision : pruning->decisions) {
    by_run[decision.candidate.run_id] = &decision.candidate;
  }
  const int64_t left = by_run["a"]->bytes + by_run["c"]->bytes;

  const std::string each = fmt::format("remove {}: same shape as {}\n",
                                       by_run["b"]->file, by_run["a"]->file);
  const std::string whole = fmt::format(
      "  workflow type  stay  same shape  over budget  bytes less\n"
      "  Order             2           1            0         {}\n"
      "{}: 2 of 3 histories stay (2 the smallest of their shape)\n"
      "{} of {} bytes of text, 2 of 2 shapes\n",
      by_run["b"]->bytes, folder_, Thousands(left),
      Thousands(left + by_run["b"]->bytes));
  EXPECT_EQ(PruningText(*pruning, Applied::kYes), whole);
  EXPECT_EQ(PruningText(*pruning, Applied::kYes, Listing::kEach), each + whole);
  EXPECT_EQ(PruningText(*pruning, Applied::kNo),
            each + whole + "dry run: nothing was removed\n");
}

TEST(PruningReport, CountsWhatGoesOfEachTypeByReason) {
  const auto decision = [](const char* type, Why why, int64_t bytes) {
    Decision made;
    made.candidate.workflow_type = type;
    made.candidate.bytes = bytes;
    made.why = why;
    return made;
  };
  Pruning pruning;
  pruning.folder = "c";
  pruning.decisions = {decision("Refund", Why::kSameShape, 2000),
                       decision("Order", Why::kSameShape, 10),
                       decision("Order", Why::kOverBudget, 5),
                       decision("Order", Why::kRunning, 7),
                       decision("Or\nder", Why::kMinimum, 1)};
  EXPECT_THAT(
      PruningText(pruning, Applied::kYes),
      testing::StartsWith(
          "  workflow type  stay  same shape  over budget  bytes less\n"
          "  Or\\x0ader         1           0            0           0\n"
          "  Order             1           1            1          15\n"
          "  Refund            0           1            0       2,000\n"));
}

TEST_F(PruneThree, WritesJson) {
  const auto pruning = Prune({});
  ASSERT_TRUE(pruning);
  const std::string json = PruningJson(*pruning, Applied::kNo);

  EXPECT_THAT(json, testing::StartsWith(
                        "{\n  \"format\": 1,\n  \"command\": \"prune\",\n"));
  EXPECT_THAT(json, HasSubstr(R"(  "dry_run": true,
  "histories": {
    "before": 3,
    "after": 2
  },)"));
  EXPECT_THAT(json, HasSubstr(R"("reason": "same-shape",)"));
  EXPECT_THAT(json, HasSubstr(R"("instead": "histories/Order/)"));
  EXPECT_THAT(json, HasSubstr(R"(      "reason": "smallest"
    },)"));
}

TEST_F(PruneThree, NotesThatThePlanIsAnotherOne) {
  {
    Outcome<Corpus> corpus = Corpus::Open(folder_, Corpus::Access::kWrite);
    ASSERT_TRUE(corpus->Finish({.complete = true, .plan = "one"}));
  }
  PruneOptions options;
  options.plan = Plan{};
  options.plan->hash = "other";
  const auto pruning = Prune(options);

  ASSERT_TRUE(pruning);
  EXPECT_THAT(pruning->notes,
              ElementsAre("the corpus was synced with another plan than the "
                          "one whose minima are kept: sync it with this one, "
                          "or name the other",
                          "the corpus counts as incomplete then: a prune may "
                          "have left less than the minima of the plan: prune "
                          "with --plan and the plan it was synced with, or "
                          "sync it again"));
  EXPECT_THAT(PruningText(*pruning, Applied::kYes),
              HasSubstr("\nnote: the corpus was synced with another plan"));
}

constexpr char kMinimaUnknown[] =
    "a prune may have left less than the minima of the plan: prune with --plan "
    "and the plan it was synced with, or sync it again";

// Synced with the plan "one".
class PruneSynced : public PruneThree {
 protected:
  PruneSynced() { SetState({.complete = true, .plan = "one"}); }

  void SetState(const CorpusState& state) const {
    Outcome<Corpus> corpus = Corpus::Open(folder_, Corpus::Access::kWrite);
    ASSERT_TRUE(corpus);
    ASSERT_TRUE(corpus->Finish(state));
  }

  static PruneOptions WithPlan(const std::string& hash, int64_t histories) {
    PruneOptions options;
    options.plan = Plan{};
    options.plan->hash = hash;
    Stratum& stratum = options.plan->strata.emplace_back();
    stratum.workflow_type = "Order";
    stratum.min_histories = histories;
    return options;
  }
};

TEST_F(PruneSynced, IsIncompleteIfNobodyKnowsTheMinima) {
  const auto pruning = Prune({});

  ASSERT_TRUE(pruning);
  EXPECT_FALSE(State().complete);
  EXPECT_EQ(State().reason, kMinimaUnknown);
  EXPECT_THAT(
      pruning->notes,
      ElementsAre(std::string("the corpus counts as incomplete then: ") +
                  kMinimaUnknown));
}

TEST_F(PruneSynced, IsCompleteIfNothingGoes) {
  PruneOptions options;
  options.shape.by = Level::kExact;
  const auto pruning = Prune(options);

  ASSERT_TRUE(pruning);
  EXPECT_TRUE(State().complete);
  EXPECT_THAT(pruning->notes, IsEmpty());
}

TEST_F(PruneSynced, IsCompleteWithTheMinimaOfItsPlan) {
  const auto pruning = Prune(WithPlan("one", 2));

  ASSERT_TRUE(pruning);
  EXPECT_EQ(Left().size(), 2u);
  EXPECT_TRUE(State().complete);
  EXPECT_THAT(pruning->notes, IsEmpty());
}

TEST_F(PruneSynced, IsIncompleteIfAnImportLeftSomethingOut) {
  SetState(
      {.reason = "a prune was interrupted: run `lockstep-fetch prune` again",
       .plan = "one",
       .left_out = {"a.json"}});

  ASSERT_TRUE(Prune(WithPlan("one", 2)));

  EXPECT_THAT(State().reason, HasSubstr("an import left out a.json: "));
}

TEST_F(PruneSynced, IsIncompleteWithTheMinimaOfAnotherPlan) {
  ASSERT_TRUE(Prune(WithPlan("other", 1)));

  EXPECT_EQ(State().reason, kMinimaUnknown);
}

TEST_F(PruneSynced, IsCompleteAgainOnceItsPlanIsNamed) {
  ASSERT_TRUE(Prune({}));
  ASSERT_TRUE(Prune({}));
  EXPECT_FALSE(State().complete);
  ASSERT_TRUE(Prune(WithPlan("one", 3)));
  EXPECT_FALSE(State().complete);
  EXPECT_EQ(State().reason, kMinimaUnknown);

  ASSERT_TRUE(Prune(WithPlan("one", 2)));

  EXPECT_TRUE(State().complete);
  EXPECT_EQ(State().reason, "");
}

TEST_F(PruneSynced, KnowsNoMinimaAfterAnInterruption) {
  SetState(
      {.reason = "a prune was interrupted: run `lockstep-fetch prune` again",
       .plan = "one"});
  ASSERT_TRUE(Prune({}));

  EXPECT_EQ(State().reason, kMinimaUnknown);
}

TEST_F(PruneTest, RefusesAnEmptyCorpus) {
  MakeCorpus(folder_, {});
  const auto pruning = Prune({});

  ASSERT_FALSE(pruning);
  EXPECT_EQ(
      pruning.error(),
      (Failure{ExitCode::kMinima,
               folder_ + ": is empty: fill it with `lockstep-fetch sync`"}));
}

// Four shapes; "both" exercises what "one" and "two" do.
class PruneToBudget : public PruneTest {
 protected:
  PruneToBudget() {
    MakeCorpus(
        folder_,
        {WithActivities("one", "One", 1), WithActivities("two", "Two", 1),
         HistoryText("both", {{"ActivityTaskScheduled", Activity("One")},
                              {"ActivityTaskScheduled", Activity("Two")},
                              kClosed}),
         HistoryText("timer", {{"TimerStarted", R"("timerId":"1")"}})});
  }

  std::vector<std::string> LeftOf(const PruneOptions& options) {
    const auto pruning = Prune(options);
    EXPECT_TRUE(pruning) << pruning.error().message;
    return Left();
  }
};

TEST_F(PruneToBudget, KeepsWhatCoversMost) {
  PruneOptions options;
  options.budget.histories = 2;

  EXPECT_THAT(LeftOf(options), UnorderedElementsAre("both", "timer"));
}

TEST_F(PruneToBudget, KeepsRunningRunsFirst) {
  PruneOptions options;
  options.budget.histories = 1;

  EXPECT_THAT(LeftOf(options), ElementsAre("timer"));
}

TEST_F(PruneToBudget, LetsRunningRunsGoIfAsked) {
  PruneOptions options;
  options.budget.histories = 1;
  options.shape.running = Running::kLikeOthers;

  EXPECT_THAT(LeftOf(options), ElementsAre("both"));
}

TEST_F(PruneToBudget, FillsUpWithOtherShapes) {
  PruneOptions options;
  options.budget.histories = 3;

  EXPECT_EQ(LeftOf(options).size(), 3u);
}

TEST_F(PruneToBudget, KeepsAllThatFits) {
  PruneOptions options;
  options.budget.histories = 4;
  options.budget.bytes = 1'000'000;

  EXPECT_EQ(LeftOf(options).size(), 4u);
}

TEST_F(PruneToBudget, CountsBytesOfText) {
  PruneOptions options;
  const auto corpus = Corpus::Open(folder_, Corpus::Access::kRead);
  options.budget.bytes = corpus->Read("default", "timer")->bytes +
                         corpus->Read("default", "both")->bytes;

  EXPECT_THAT(LeftOf(options), UnorderedElementsAre("both", "timer"));
}

TEST_F(PruneToBudget, KeepsTheMinimaOfThePlan) {
  Stratum stratum;
  stratum.workflow_type = "Order";
  stratum.min_histories = 0;
  stratum.min_distinct_shapes = 3;
  PruneOptions options;
  options.plan = Plan{};
  options.plan->strata = {stratum};
  options.budget.histories = 3;
  options.shape.running = Running::kLikeOthers;

  // The smallest three; of the rest none fits.
  EXPECT_THAT(LeftOf(options), UnorderedElementsAre("one", "timer", "two"));
}

TEST_F(PruneToBudget, SaysThatItIsTooLittle) {
  PruneOptions options;
  options.budget.histories = 7;
  options.budget.bytes = 10;
  const auto pruning = Prune(options);

  ASSERT_FALSE(pruning);
  EXPECT_EQ(pruning.error().code, ExitCode::kUsage);
  EXPECT_THAT(pruning.error().message,
              testing::MatchesRegex(
                  "--max-histories 7 and --max-bytes 10 is too little for "
                  "what must stay, running histories and minima of a plan: 1 "
                  "histories of [0-9]+ bytes; raise it, pass "
                  "--include-running, or lower the minima"));
  EXPECT_EQ(Left().size(), 4u);
}

TEST_F(PruneToBudget, SaysThatAHistoryCannotBeRead) {
  const auto corpus = Corpus::Open(folder_, Corpus::Access::kRead);
  std::filesystem::remove(folder_ + "/" + corpus->Read("default", "one")->file);
  PruneOptions options;
  options.budget.histories = 2;
  const auto pruning = Prune(options);

  ASSERT_FALSE(pruning);
  EXPECT_EQ(pruning.error().code, ExitCode::kIntegrity);
  EXPECT_EQ(Left().size(), 4u);
}

Features FeaturesOf(FeatureNumbers& numbers, const std::string& text) {
  const auto history = history::ParseHistory(text, "test", {});
  EXPECT_TRUE(history) << history.error().message;
  return numbers.Of(history->events);
}

TEST(Features, ArePairsActivitiesAndChangesOfAWorkflowType) {
  FeatureNumbers numbers;
  const auto of = [&](const std::vector<Step>& steps) {
    return FeaturesOf(numbers, HistoryText("r", steps)).size();
  };
  const auto marker = [](const char* name, const std::string& details) {
    return Step{
        "MarkerRecorded",
        fmt::format(R"("markerName":"{}","details":{{{}}})", name, details)};
  };
  const size_t none = of({});
  const Step one = {"ActivityTaskScheduled", Activity("One")};
  const Step two = {"ActivityTaskScheduled", Activity("Two")};

  EXPECT_EQ(none, 3u);  // started, scheduled, started, completed
  EXPECT_EQ(of({one}), none + 2);
  EXPECT_EQ(of({one, one}), none + 3);
  EXPECT_EQ(of({one, two}), none + 4);
  EXPECT_EQ(of({one, two, one}), none + 4);
  EXPECT_EQ(of({marker("other", "")}), none + 1);
  EXPECT_EQ(of({marker("core_patch",
                       history::DetailJson("patch-data", R"({"id":"p"})"))}),
            none + 2);
  EXPECT_EQ(of({marker("core_local_activity",
                       history::DetailJson(
                           "data", R"({"seq":1,"activity_type":"L"})"))}),
            none + 2);
  EXPECT_EQ(of({marker("LocalActivity",
                       history::DetailJson(
                           "data", R"({"ActivityType":"L","ReplayTime":)"
                                   R"("2024-05-01T12:00:00Z"})"))}),
            none + 2);
}

TEST(Features, OfOtherWorkflowTypesAreOthers) {
  FeatureNumbers numbers;
  const std::string order = HistoryText("r", {});
  std::string other = order;
  other.replace(other.find("\"Order\""), 7, "\"Other\"");

  EXPECT_EQ(FeaturesOf(numbers, order), FeaturesOf(numbers, order));
  EXPECT_NE(FeaturesOf(numbers, order), FeaturesOf(numbers, other));
}

}  // namespace
}  // namespace lockstep::fetch
