// The order in which coroutines run. It is part of every recorded history:
// a change here breaks replays.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/workflow/fake_host.h"

using namespace lockstep;
using namespace lockstep::test;
using namespace std::chrono_literals;
using testing::ElementsAre;

namespace {

void Note(Context& ctx, const std::string& text) {
  ctx.Log(LogLevel::kInfo, text);
}

Task<void> Child(Context& ctx, std::string name) {
  Note(ctx, name + " child begins");
  co_await ctx.Yield();
  Note(ctx, name + " child ends");
}
Task<void> Branch(Context& ctx, std::string name) {
  Note(ctx, name + " begins");
  co_await Child(ctx, name);
  Note(ctx, name + " ends");
}
Task<void> Golden(Context& ctx) {
  bool open = false;
  ctx.OnSignal("sync",
               [&ctx](int n) { Note(ctx, "sync " + std::to_string(n)); });
  ctx.OnSignal("async", [&ctx, &open](int n) -> Task<void> {
    Note(ctx, "async " + std::to_string(n) + " begins");
    co_await ctx.Yield();
    open = true;
    Note(ctx, "async " + std::to_string(n) + " ends");
  });
  Note(ctx, "main begins");
  const Future<void> a = ctx.Spawn(Branch(ctx, "a"));
  const Future<void> b = ctx.Spawn(Branch(ctx, "b"));
  Note(ctx, "main spawned");
  co_await Child(ctx, "main");
  Note(ctx, "main waits");
  co_await ctx.Await([&] { return open; });
  Note(ctx, "main goes on");
  co_await WhenAll(a, b);
  const Future<void> timer = ctx.Timer(1s);
  const Future<void> other = ctx.Timer(2s);
  const size_t first = co_await WhenAny(timer, other);
  Note(ctx, "first is " + std::to_string(first));
}

TEST(Scheduling, HasItsGoldenOrder) {
  Instance run(Only<&Golden>(), "W");

  EXPECT_THAT(
      run.Activate({Start(), Signal("sync", {"1"}), Signal("async", {"2"}),
                    Signal("sync", {"3"})}),
      ElementsAre(
          "LOG 2 main begins", "LOG 2 main spawned", "LOG 2 main child begins",
          // Delivered on registration: by name, then by delivery.
          "LOG 2 sync 1", "LOG 2 sync 3", "LOG 2 async 2 begins",
          "LOG 2 a begins", "LOG 2 a child begins", "LOG 2 b begins",
          "LOG 2 b child begins", "LOG 2 main child ends", "LOG 2 main waits",
          "LOG 2 async 2 ends", "LOG 2 a child ends", "LOG 2 a ends",
          "LOG 2 b child ends", "LOG 2 b ends", "LOG 2 main goes on",
          "START_TIMER 1 1000ms", "START_TIMER 2 2000ms"));
  EXPECT_THAT(run.Activate({Signal("sync", {"4"}), Fire(2), Fire(1)}),
              ElementsAre("LOG 2 sync 4", "LOG 2 first is 0", "COMPLETE"));
}

class Handlers {
 public:
  explicit Handlers(Context& ctx) : ctx_(ctx) { Note(ctx_, "constructor"); }
  Task<void> Run(Context& ctx) {
    Note(ctx, "run");
    co_await ctx.Await([this] { return seen_ == 2; });
    Note(ctx, "done");
  }
  void OnA(int n) {
    ++seen_;
    Note(ctx_, "a " + std::to_string(n));
  }
  Task<void> OnB(const std::string& text) {
    Note(ctx_, "b " + text);
    co_await ctx_.Yield();
    ++seen_;
    Note(ctx_, "b again " + text);
  }

 private:
  Context& ctx_;
  int seen_ = 0;
};
void RegisterHandlers(Build& build) {
  build.Workflow<Handlers>("W")
      .Signal("a", &Handlers::OnA)
      .Signal("b", &Handlers::OnB);
}

TEST(Scheduling, RunsMainFirstThenHandlersInTheOrderOfDelivery) {
  Instance run(internal::BuildOf<&RegisterHandlers>::Get(), "W");

  EXPECT_THAT(
      run.Activate({Start(), Signal("b", {"\"x\""}), Signal("a", {"1"})}),
      ElementsAre("LOG 2 constructor", "LOG 2 run", "LOG 2 b x", "LOG 2 a 1",
                  "LOG 2 b again x", "LOG 2 done", "COMPLETE"));
}

Task<void> WaitsForBoth(Context& ctx) {
  const Future<void> timer = ctx.Timer(1s);
  const Future<void> later = ctx.Timer(2s);
  co_await timer;
  Note(ctx, later.Ready() ? "both applied" : "one applied");
}

TEST(Scheduling, AppliesAllJobsBeforeAnyCoroutineRuns) {
  Instance run(Only<&WaitsForBoth>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Fire(1), Fire(2)}),
              ElementsAre("LOG 2 both applied", "COMPLETE"));
}

Task<void> WakesInOrder(Context ctx, Future<void> what, int n) {
  co_await what;
  Note(ctx, std::to_string(n));
}
Task<void> OneForAll(Context& ctx) {
  const Future<void> timer = ctx.Timer(1s);
  std::vector<Future<void>> all;
  for (int n = 0; n < 3; ++n)
    all.push_back(ctx.Spawn(WakesInOrder(ctx, timer, n)));
  co_await WhenAll(all);
}

TEST(Scheduling, WakesThoseWhoAwaitOneFutureInTheOrderOfTheirAwaits) {
  Instance run(Only<&OneForAll>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Fire(1)}),
              ElementsAre("LOG 2 0", "LOG 2 1", "LOG 2 2", "COMPLETE"));
}

Task<int> ReturnsWhileOthersAreReady(Context& ctx) {
  const Future<void> other = ctx.Spawn([](Context& inner) -> Task<void> {
    Note(inner, "never");
    co_await inner.Sleep(1s);
  });
  co_return 1;
}

TEST(Scheduling, RunsNothingAfterTheClosingCommand) {
  Instance run(Only<&ReturnsWhileOthersAreReady>(), "W");

  EXPECT_THAT(run.Activate({Start()}), ElementsAre("COMPLETE 1"));
  EXPECT_THAT(run.Activate({Signal("x")}), ElementsAre());
}

}  // namespace
