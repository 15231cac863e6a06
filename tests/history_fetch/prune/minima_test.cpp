// What prune leaves has the minima of the plan as sync counts them.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "history_fetch/prune/prune.h"
#include "history_fetch/sync/coverage.h"
#include "tests/history_fetch/corpus/scratch.h"
#include "tests/history_fetch/real_histories.h"

namespace lockstep::fetch {
namespace {

using testing::ContainerEq;

// Draws from small sets, so that all their combinations come.
class Draw {
 public:
  explicit Draw(uint32_t seed) : random_(seed) {}

  // 0 to `most`.
  size_t UpTo(size_t most) { return random_() % (most + 1); }
  template <size_t n>
  const char* OneOf(const char* const (&words)[n]) {
    return words[UpTo(n - 1)];
  }

 private:
  std::mt19937 random_;
};

constexpr const char* kEnds[] = {"WorkflowExecutionCompleted",
                                 "WorkflowExecutionFailed",
                                 "WorkflowExecutionTimedOut", ""};

void FillCorpus(Draw& draw, const std::string& folder,
                const std::string& plan) {
  auto corpus = Corpus::Open(folder, Corpus::Access::kWrite);
  ASSERT_TRUE(corpus);
  for (int run = 0; run < 20; ++run) {
    std::vector<Step> steps(draw.UpTo(2), {"TimerStarted", ""});
    const std::string end = draw.OneOf(kEnds);
    if (!end.empty()) steps.push_back({end, ""});
    Entry entry;
    entry.name_space = draw.OneOf({"default", "orders", "others"});
    entry.source = draw.OneOf({"prod", "import", "other"});
    PutHistory(*corpus, HistoryText(fmt::format("run-{}", run), steps), entry);
  }
  ASSERT_TRUE(corpus->Finish({.complete = true, .plan = plan}));
}

Plan DrawPlan(Draw& draw) {
  std::string text = "[source.prod]\nprofile = \"p\"\n";
  if (draw.UpTo(1) == 0) text += "namespace = \"orders\"\n";
  for (int i = 0; i < 2; ++i) {
    const std::string statuses =
        draw.OneOf({"", "statuses = [\"Completed\"]\n",
                    "statuses = [\"Running\", \"Failed\"]\n"});
    const bool running = statuses.find("Completed") == statuses.npos;
    text += fmt::format(
        "[[stratum]]\nname = \"s{}\"\nworkflow_type = \"Order\"\n"
        "min_histories = {}\nmin_running = {}\nmin_distinct_shapes = {}\n",
        i, draw.UpTo(5), running ? draw.UpTo(2) : 0, draw.UpTo(2));
    text += statuses;
  }
  const Result<Plan> plan = ParsePlan(text, "plan.toml");
  EXPECT_TRUE(plan) << (plan ? "" : plan.error().message);
  return plan.value_or(Plan());
}

std::vector<std::string> GapsOf(const Corpus& corpus, const Plan& plan) {
  const auto coverage = CoverageOf(corpus, plan);
  EXPECT_TRUE(coverage);
  return Gaps(plan, *coverage);
}

TEST(Minima, ThatACorpusHasStayByTheRuleOfSync) {
  int whole = 0;
  for (uint32_t seed = 1; seed <= 25; ++seed) {
    SCOPED_TRACE(seed);
    Draw draw(seed);
    const Scratch scratch;
    const Plan plan = DrawPlan(draw);
    FillCorpus(draw, scratch / "corpus", plan.hash);
    auto corpus = Corpus::Open(scratch / "corpus", Corpus::Access::kWrite);
    ASSERT_TRUE(corpus);
    const std::vector<std::string> before = GapsOf(*corpus, plan);
    PruneOptions options;
    options.plan = plan;
    options.shape.keep_newest = 0;
    options.shape.running = Running::kLikeOthers;
    // Tight, but never below what the minima of both strata may need.
    if (draw.UpTo(1) == 0) options.budget.histories = 16;

    const Outcome<Pruning> pruning = DecidePruning(*corpus, options);

    ASSERT_TRUE(pruning) << pruning.error().message;
    ASSERT_TRUE(ApplyPruning(*pruning, *corpus));
    EXPECT_THAT(GapsOf(*corpus, plan), ContainerEq(before));
    EXPECT_EQ(pruning->has_minima, before.empty());
    EXPECT_EQ(corpus->state().complete, before.empty());
    whole += before.empty() ? 1 : 0;
  }
  EXPECT_GT(whole, 5) << "the law is about corpora that have their minima";
  EXPECT_LT(whole, 20) << "and about others";
}

}  // namespace
}  // namespace lockstep::fetch
