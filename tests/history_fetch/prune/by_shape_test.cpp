#include "history_fetch/prune/by_shape.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;

// Named by its file.
Candidate Make(const char* file, const char* shape, int64_t bytes,
               int64_t start_ns) {
  Candidate candidate;
  candidate.file = file;
  candidate.run_id = file;
  candidate.sha256 = file;
  candidate.shape = shape;
  candidate.loop_shape = std::string(1, shape[0]);
  candidate.workflow_type = "Order";
  candidate.source = "prod";
  candidate.bytes = bytes;
  candidate.start_ns = start_ns;
  candidate.closed = true;
  return candidate;
}

Candidate Open(Candidate candidate) {
  candidate.closed = false;
  return candidate;
}

// "file why", and what stays instead.
std::vector<std::string> Shown(const std::vector<Decision>& decisions) {
  std::vector<std::string> all;
  for (const Decision& decision : decisions) {
    all.push_back(
        fmt::format("{} {}{}", decision.candidate.file, Name(decision.why),
                    decision.instead.empty() ? "" : " " + decision.instead));
  }
  return all;
}

const std::vector<Candidate> kFive = {
    Make("a", "x1", 30, 1), Make("b", "x1", 10, 2), Make("c", "x1", 20, 3),
    Make("d", "x2", 50, 4), Make("e", "x1", 40, 5)};

TEST(ByShape, KeepsTheSmallestAndTheNewestOfEachShape) {
  EXPECT_THAT(Shown(DecideByShape(kFive, {})),
              ElementsAre("a same-shape b", "b smallest", "c same-shape b",
                          "d smallest", "e newest"));
}

TEST(ByShape, KeepsAsManyNewestAsAsked) {
  ShapeRule rule;
  rule.keep_newest = 0;
  EXPECT_THAT(Shown(DecideByShape(kFive, rule)),
              ElementsAre("a same-shape b", "b smallest", "c same-shape b",
                          "d smallest", "e same-shape b"));

  rule.keep_newest = 2;
  EXPECT_THAT(Shown(DecideByShape(kFive, rule)),
              ElementsAre("a same-shape b", "b smallest", "c newest",
                          "d smallest", "e newest"));
}

TEST(ByShape, CanGoByTheLoopShape) {
  ShapeRule rule;
  rule.by = Level::kLoopShape;
  rule.keep_newest = 0;

  EXPECT_THAT(Shown(DecideByShape(kFive, rule)),
              ElementsAre("a same-shape b", "b smallest", "c same-shape b",
                          "d same-shape b", "e same-shape b"));
}

TEST(ByShape, KeepsOneOfEqualTexts) {
  std::vector<Candidate> candidates = kFive;
  candidates[1].sha256 = candidates[0].sha256;
  candidates[1].bytes = candidates[0].bytes;
  ShapeRule rule;
  rule.by = Level::kExact;
  rule.keep_newest = 5;

  EXPECT_THAT(Shown(DecideByShape(candidates, rule)),
              ElementsAre("a smallest", "b same-shape a", "c smallest",
                          "d smallest", "e smallest"));
}

TEST(ByShape, KeepsRunningRunsUnlessAsked) {
  std::vector<Candidate> candidates = kFive;
  candidates[0] = Open(candidates[0]);
  ShapeRule rule;
  EXPECT_THAT(Shown(DecideByShape(candidates, rule)),
              ElementsAre("a running", "b smallest", "c same-shape b",
                          "d smallest", "e newest"));

  rule.running = Running::kLikeOthers;
  EXPECT_THAT(Shown(DecideByShape(candidates, rule)),
              ElementsAre("a same-shape b", "b smallest", "c same-shape b",
                          "d smallest", "e newest"));
}

TEST(ByShape, TakesTheFirstOfEquals) {
  const std::vector<Candidate> equal = {Make("a", "x", 1, 1),
                                        Make("b", "x", 1, 1)};

  EXPECT_THAT(Shown(DecideByShape(equal, {})),
              ElementsAre("a smallest", "b same-shape a"));
}

Plan PlanWith(int64_t histories, int64_t running, int64_t shapes) {
  Stratum stratum;
  stratum.workflow_type = "Order";
  stratum.source = "prod";
  stratum.min_histories = histories;
  stratum.min_running = running;
  stratum.min_distinct_shapes = shapes;
  Plan plan;
  plan.strata = {stratum};
  return plan;
}

TEST(Minima, TakeBackTheNewest) {
  auto decisions = DecideByShape(kFive, {});
  KeepMinima(PlanWith(4, 0, 0), decisions);

  EXPECT_THAT(Shown(decisions),
              ElementsAre("a same-shape b", "b smallest", "c minimum",
                          "d smallest", "e newest"));
}

TEST(Minima, TakeBackTheSmallestOfMissingShapes) {
  ShapeRule rule;
  rule.by = Level::kLoopShape;
  rule.keep_newest = 0;
  auto decisions = DecideByShape(kFive, rule);
  KeepMinima(PlanWith(1, 0, 2), decisions);

  EXPECT_THAT(Shown(decisions),
              ElementsAre("a same-shape b", "b smallest", "c same-shape b",
                          "d minimum", "e same-shape b"));
}

TEST(Minima, TakeBackRunningOnes) {
  std::vector<Candidate> candidates = kFive;
  candidates[0] = Open(candidates[0]);
  candidates[2] = Open(candidates[2]);
  ShapeRule rule;
  rule.running = Running::kLikeOthers;
  auto decisions = DecideByShape(candidates, rule);
  KeepMinima(PlanWith(1, 1, 0), decisions);

  EXPECT_THAT(Shown(decisions),
              ElementsAre("a same-shape b", "b smallest", "c minimum",
                          "d smallest", "e newest"));
}

TEST(Minima, OfOtherTypesAndSourcesDoNotCount) {
  std::vector<Candidate> candidates = kFive;
  candidates[0].workflow_type = "Other";
  candidates[2].source = "test";
  auto decisions = DecideByShape(candidates, {});
  KeepMinima(PlanWith(9, 0, 0), decisions);

  EXPECT_THAT(Shown(decisions),
              ElementsAre("a same-shape b", "b smallest", "c same-shape b",
                          "d smallest", "e newest"));
}

TEST(Minima, CountImportedHistories) {
  Stratum stratum = PlanWith(1, 0, 0).strata.front();
  for (const char* source : {"prod", "import", "get"}) {
    EXPECT_TRUE(Covers(stratum, "Order", source)) << source;
  }
}

}  // namespace
}  // namespace lockstep::fetch
