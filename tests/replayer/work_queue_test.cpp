#include "replayer/process/work_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

namespace lockstep::replay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Death kCrash{Death::Cause::kCrash, SIGSEGV, true, false};
constexpr Death kDeadlock{Death::Cause::kDeadlock, SIGKILL, true, false};
constexpr Death kMemory{Death::Cause::kMemory, SIGKILL, true, false};

ItemRecord Passed(const std::string& record) { return {record, false}; }
ItemRecord Failed(const std::string& record) { return {record, true}; }

Outcome Done(const std::string& record) { return {.done = Passed(record)}; }

TEST(WorkQueue, CutsTheItemsIntoFixedBatches) {
  WorkQueue queue(300, OnFailure::kGoOn);

  EXPECT_THAT(queue.Take()->items, SizeIs(kBatchItems));
  EXPECT_THAT(queue.Take()->items, SizeIs(300 - kBatchItems));
  EXPECT_EQ(queue.Take(), std::nullopt);
  EXPECT_FALSE(queue.done());
}

TEST(WorkQueue, IsDoneAtOnceWithoutItems) {
  WorkQueue queue(0, OnFailure::kGoOn);

  EXPECT_TRUE(queue.done());
  EXPECT_EQ(queue.Take(), std::nullopt);
}

TEST(WorkQueue, HandsOutOutcomesInTheOrderOfTheItems) {
  WorkQueue queue(kBatchItems + 1, OnFailure::kGoOn);
  const Batch first = *queue.Take();
  const Batch second = *queue.Take();

  queue.Finish(second, {Passed("last")});
  EXPECT_THAT(queue.TakeOutcomes(), IsEmpty());

  queue.Finish(first, std::vector<ItemRecord>(kBatchItems, Passed("x")));
  const std::vector<Outcome> outcomes = queue.TakeOutcomes();
  ASSERT_THAT(outcomes, SizeIs(kBatchItems + 1));
  EXPECT_EQ(outcomes.back(), Done("last"));
  EXPECT_TRUE(queue.done());
}

TEST(WorkQueue, RunsEachItemAloneAfterACrash) {
  WorkQueue queue(3, OnFailure::kGoOn);

  queue.Lose(*queue.Take(), {Passed("a")}, kCrash, "");

  EXPECT_EQ(queue.Take(), (Batch{{0}, true}));
  EXPECT_EQ(queue.Take(), (Batch{{1}, true}));
  EXPECT_EQ(queue.Take(), (Batch{{2}, true}));
  EXPECT_EQ(queue.Take(), std::nullopt);
  EXPECT_THAT(queue.TakeOutcomes(), IsEmpty());
}

TEST(WorkQueue, BlamesTheItemThatCrashesAlone) {
  WorkQueue queue(2, OnFailure::kGoOn);
  queue.Lose(*queue.Take(), {Passed("a")}, kCrash, "");

  queue.Finish(*queue.Take(), {Passed("a")});
  queue.Lose(*queue.Take(), {}, kCrash, "note");

  EXPECT_THAT(queue.TakeOutcomes(),
              ElementsAre(Done("a"), Outcome{.death = kCrash, .note = "note"}));
  EXPECT_TRUE(queue.done());
}

TEST(WorkQueue, RemembersACrashThatHappensOnlyAfterOthers) {
  WorkQueue queue(2, OnFailure::kGoOn);
  queue.Lose(*queue.Take(), {Passed("a")}, kCrash, "");

  queue.Finish(*queue.Take(), {Passed("a")});
  queue.Finish(*queue.Take(), {Passed("b")});

  const std::vector<Outcome> outcomes = queue.TakeOutcomes();
  EXPECT_THAT(outcomes,
              ElementsAre(Done("a"), Outcome{.done = Passed("b"),
                                             .death_after_others = kCrash}));
  EXPECT_TRUE(outcomes[1].failed());
}

TEST(WorkQueue, GoesOnBehindADeadlock) {
  WorkQueue queue(4, OnFailure::kGoOn);

  queue.Lose(*queue.Take(), {Passed("a")}, kDeadlock, "");

  EXPECT_EQ(queue.Take(), (Batch{{2, 3}, false}));
  EXPECT_THAT(queue.TakeOutcomes(),
              ElementsAre(Done("a"), Outcome{.death = kDeadlock}));
}

TEST(WorkQueue, TriesMemoryAgainAloneIfOthersRanBefore) {
  WorkQueue queue(3, OnFailure::kGoOn);

  queue.Lose(*queue.Take(), {Passed("a")}, kMemory, "");
  EXPECT_EQ(queue.Take(), (Batch{{1}, true}));
  EXPECT_EQ(queue.Take(), (Batch{{2}, false}));
  queue.Finish({{1}, true}, {Passed("b")});

  const std::vector<Outcome> outcomes = queue.TakeOutcomes();
  ASSERT_THAT(outcomes, SizeIs(2));
  EXPECT_EQ(outcomes[1].death_after_others, kMemory);
  EXPECT_FALSE(outcomes[1].failed());
}

TEST(WorkQueue, BlamesMemoryOnTheFirstInAProcess) {
  WorkQueue queue(2, OnFailure::kGoOn);

  queue.Lose(*queue.Take(), {}, kMemory, "");

  EXPECT_THAT(queue.TakeOutcomes(), ElementsAre(Outcome{.death = kMemory}));
  EXPECT_EQ(queue.Take(), (Batch{{1}, false}));
}

TEST(WorkQueue, ContinuesBehindTheRecordsOfAWorkerKilledBetweenItems) {
  WorkQueue queue(3, OnFailure::kGoOn);

  queue.Continue(*queue.Take(), {Passed("a"), Passed("b")});

  EXPECT_THAT(queue.TakeOutcomes(), ElementsAre(Done("a"), Done("b")));
  EXPECT_EQ(queue.Take(), (Batch{{2}, false}));
}

TEST(WorkQueue, EndsAtTheFirstFailureIfAsked) {
  WorkQueue queue(2 * kBatchItems, OnFailure::kStop);
  const Batch first = *queue.Take();
  const Batch second = *queue.Take();

  queue.Finish(first, {Passed("a"), Failed("b"), Passed("c")});

  EXPECT_FALSE(queue.Wants(second));
  EXPECT_THAT(queue.TakeOutcomes(),
              ElementsAre(Done("a"), Outcome{.done = Failed("b")}));
  EXPECT_TRUE(queue.done());
  EXPECT_EQ(queue.Take(), std::nullopt);
}

TEST(WorkQueue, WaitsForEarlierItemsBeforeItEndsAtAFailure) {
  WorkQueue queue(kBatchItems + 1, OnFailure::kStop);
  const Batch first = *queue.Take();
  const Batch second = *queue.Take();

  queue.Finish(second, {Failed("z")});
  EXPECT_FALSE(queue.done());
  EXPECT_TRUE(queue.Wants(first));
  queue.Finish(first, {Failed("a")});

  EXPECT_THAT(queue.TakeOutcomes(), ElementsAre(Outcome{.done = Failed("a")}));
  EXPECT_TRUE(queue.done());
}

}  // namespace
}  // namespace lockstep::replay
