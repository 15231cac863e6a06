#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "history_fetch/prune/report.h"
#include "history_fetch/text_table.h"
#include "history_fetch/verify/verify.h"
#include "tests/history_fetch/prune/prune_fixture.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

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

TEST_F(PruneSynced, SaysThatItIsBelowTheMinimaOfThePlan) {
  for (const char* name : {"one", "other"}) {
    const auto pruning = Prune(WithPlan(name, 4));

    ASSERT_TRUE(pruning);
    EXPECT_EQ(CodeOf(*pruning), ExitCode::kMinima);
    EXPECT_EQ(pruning->notes.at(0),
              "what stays is below the minima of the plan: sync it again, or "
              "lower them");
    EXPECT_THAT(PruningJson(*pruning, Applied::kYes),
                HasSubstr("\"exit_code\": 5"));
  }
  EXPECT_EQ(CodeOf(Prune({}).value()), ExitCode::kOk);
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

}  // namespace
}  // namespace lockstep::fetch
