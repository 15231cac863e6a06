// A million awaits use no stack (toolchain-facts F6), however they end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/workflow/fake_host.h"

using namespace lockstep;
using namespace lockstep::test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

constexpr char kMillion[] = "1000000";

Task<int> One() { co_return 1; }
Task<int> Loop(Context&, int times) {
  int sum = 0;
  for (int i = 0; i < times; ++i) {
    const int one = co_await One();
    sum += one;
  }
  co_return sum;
}

TEST(AMillion, AwaitsOfTasksThatComplete) {
  Instance run(Only<&Loop>(), "W", {kMillion});

  EXPECT_THAT(run.Activate({Start()}), ElementsAre("COMPLETE 1000000"));
}

Task<void> LoopOfReadyFutures(Context& ctx, int times) {
  const Future<void> timer = ctx.Timer(1s);
  co_await timer;
  for (int i = 0; i < times; ++i) co_await timer;
  for (int i = 0; i < times; ++i) co_await ctx.Await([] { return true; });
}

TEST(AMillion, AwaitsOfReadyFutures) {
  Instance run(Only<&LoopOfReadyFutures>(), "W", {kMillion});
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Fire(1)}), ElementsAre("COMPLETE"));
}

Task<int> Down(Context& ctx, int depth) {
  if (depth == 0) {
    co_await ctx.Sleep(1s);
    co_return 0;
  }
  const int below = co_await Down(ctx, depth - 1);
  co_return below + 1;
}

TEST(AMillion, TasksInsideEachOther) {
  Instance run(Only<&Down>(), "W", {kMillion});
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Fire(1)}), ElementsAre("COMPLETE 1000000"));
}

TEST(AMillion, TasksInsideEachOtherAreDestroyedWhileTheyWait) {
  Instance run(Only<&Down>(), "W", {kMillion});
  run.Activate({Start()});

  run.Destroy();
}

Task<int> DownAndThrow(Context& ctx, int depth) {
  if (depth == 0) {
    co_await ctx.Yield();
    throw ApplicationFailure("from below");
  }
  const int below = co_await DownAndThrow(ctx, depth - 1);
  co_return below;
}

TEST(AMillion, TasksInsideEachOtherAreLeftByAnException) {
  Instance run(Only<&DownAndThrow>(), "W", {kMillion});

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre("FAIL application 'from below'"));
}

Task<int> Yields(Context& ctx, int times) {
  for (int i = 0; i < times; ++i) co_await ctx.Yield();
  co_return times;
}

TEST(AMillion, Yields) {
  Instance run(Only<&Yields>(), "W", {kMillion});

  EXPECT_THAT(run.Activate({Start()}), ElementsAre("COMPLETE 1000000"));
}

// The order in which frames die, leaf first.
struct Recorder {
  ~Recorder() { order->push_back(depth); }
  std::vector<int>* order;
  int depth;
};
std::vector<int>* destroyed = nullptr;  // tests only: workflows share nothing
Task<void> Recorded(Context& ctx, int depth) {
  const Recorder recorder{destroyed, depth};
  if (depth == 0) {
    co_await ctx.Sleep(1s);
  } else {
    co_await Recorded(ctx, depth - 1);
  }
}

TEST(Destroy, BeginsWithTheLeaf) {
  std::vector<int> order;
  destroyed = &order;
  Instance run(Only<&Recorded>(), "W", {"3"});
  run.Activate({Start()});

  run.Destroy();

  EXPECT_THAT(order, ElementsAre(0, 1, 2, 3));
}

}  // namespace
