#include "history_fetch/status/conditions.h"

#include <gtest/gtest.h>

namespace lockstep::fetch {
namespace {

constexpr int64_t kDay = 86400;

std::vector<std::string> Failures(const Conditions& conditions,
                                  StatusReport report) {
  report.corpus = "corpus";
  report.histories = 1;
  report.complete = true;
  Judge(conditions, report);
  return report.failures;
}

TEST(StatusConditions, FailACorpusThatIsOlder) {
  const Conditions conditions{.older_s = 14 * kDay};

  EXPECT_EQ(Failures(conditions, {.age_s = 14 * kDay}),
            std::vector<std::string>{});
  EXPECT_EQ(Failures(conditions, {.age_s = 14 * kDay + 3 * 3600}),
            std::vector<std::string>{
                "corpus: fetched 14d 3h ago, more than 14d (--fail-if-older); "
                "run `lockstep-fetch sync corpus` (or refresh)"});
}

TEST(StatusConditions, FailACorpusThatNeverFetchedAnything) {
  EXPECT_EQ(Failures({.older_s = kDay}, {}),
            std::vector<std::string>{"corpus: nothing was fetched yet; run "
                                     "`lockstep-fetch sync corpus` (or "
                                     "refresh)"});
}

TEST(StatusConditions, FailEachMissingType) {
  const StatusReport report{.missing_types = {"Order", "Re\nfund"}};

  EXPECT_EQ(Failures({.missing_type = true}, report),
            (std::vector<std::string>{
                "corpus: no history of workflow type 'Order', which the build "
                "or the plan names (--fail-if-missing-type); add a stratum "
                "for it, or run one",
                "corpus: no history of workflow type 'Re\\x0afund', which the "
                "build or the plan names (--fail-if-missing-type); add a "
                "stratum for it, or run one"}));
}

TEST(StatusConditions, FailAnEmptyOrIncompleteCorpusUnasked) {
  StatusReport report{.corpus = "corpus", .complete = true};
  Judge({}, report);
  EXPECT_EQ(report.failures,
            std::vector<std::string>{"corpus: the corpus is empty: fill it "
                                     "with `lockstep-fetch sync corpus`"});

  report = {.corpus = "corpus", .reason = "2 runs\nare missing: sync again"};
  report.histories = 3;
  Judge({}, report);
  EXPECT_EQ(report.failures,
            std::vector<std::string>{"corpus: the corpus is marked incomplete: "
                                     "2 runs\\x0aare missing: sync again"});
}

TEST(StatusConditions, FailNothingUnasked) {
  EXPECT_EQ(Failures({}, {.missing_types = {"Order"}}),
            std::vector<std::string>{});
}

}  // namespace
}  // namespace lockstep::fetch
