// What coroutines of one run share: combinators, channels, mutexes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/workflow/fake_host.h"

using namespace lockstep;
using namespace lockstep::test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

const ActivityOptions kMinute = ActivityOptions().StartToClose(60s);

void Note(Context& ctx, const std::string& text) {
  ctx.Log(LogLevel::kInfo, text);
}

Task<void> All(Context& ctx) {
  const Future<int> number = ctx.Activity<int>("A", kMinute);
  const Future<void> timer = ctx.Timer(1s);
  const Future<std::string> text = ctx.Activity<std::string>("B", kMinute);
  const auto [n, nothing, t] = co_await WhenAll(number, timer, text);
  Note(ctx, std::to_string(n) + t);
  co_await WhenAll();
  co_await WhenAll(std::vector<Future<void>>());
}

TEST(WhenAll, GivesAllValuesInTheOrderOfTheArguments) {
  Instance run(Only<&All>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({ActivityDone(2, "\"x\""), Fire(1)}), ElementsAre());
  EXPECT_THAT(run.Activate({ActivityDone(1, "7")}),
              ElementsAre("LOG 2 7x", "COMPLETE"));
}

TEST(WhenAll, WaitsForAllAndThrowsTheFirstFailureInOrder) {
  Instance run(Only<&All>(), "W");
  run.Activate({Start()});
  const WireFailure first(LS_FAILURE_APPLICATION, "first");
  const WireFailure second(LS_FAILURE_APPLICATION, "second");

  EXPECT_THAT(run.Activate({ActivityFails(2, second), Fire(1)}), ElementsAre());
  EXPECT_THAT(run.Activate({ActivityFails(1, first)}),
              ElementsAre("FAIL application 'first'"));
}

Task<size_t> Any(Context& ctx) {
  const Future<int> a = ctx.Activity<int>("A", kMinute);
  const Future<int> b = ctx.Activity<int>("B", kMinute);
  const std::vector<Future<int>> both{a, b};
  co_return co_await WhenAny(both);
}

TEST(WhenAny, GivesTheFirstInTheOrderOfTheArgumentsWhateverCameFirst) {
  Instance tie(Only<&Any>(), "W");
  Instance second(Only<&Any>(), "W");
  tie.Activate({Start()});
  second.Activate({Start()});

  EXPECT_THAT(tie.Activate({ActivityDone(2, "2"), ActivityDone(1, "1")}),
              ElementsAre("COMPLETE 0"));
  EXPECT_THAT(second.Activate({ActivityFails(
                  2, WireFailure(LS_FAILURE_APPLICATION, "failed"))}),
              ElementsAre("COMPLETE 1"));
}

Task<void> Produces(Context& ctx, Channel<int> channel, int count) {
  for (int i = 0; i < count; ++i) {
    co_await channel.Send(ctx, i);
    Note(ctx, "sent " + std::to_string(i));
  }
}
Task<void> Pipes(Context& ctx, size_t capacity) {
  Channel<int> channel(capacity);
  const Future<void> producer = ctx.Spawn(Produces(ctx, channel, 3));
  co_await ctx.Yield();
  for (int i = 0; i < 3; ++i) {
    const int item = co_await channel.Receive(ctx);
    Note(ctx, "got " + std::to_string(item));
  }
  co_await producer;
}

TEST(Channel, WithoutCapacityHandsOver) {
  Instance run(Only<&Pipes>(), "W", {"0"});

  EXPECT_THAT(
      run.Activate({Start()}),
      ElementsAre("LOG 2 got 0", "LOG 2 sent 0", "LOG 2 sent 1", "LOG 2 got 1",
                  "LOG 2 got 2", "LOG 2 sent 2", "COMPLETE"));
}

TEST(Channel, KeepsItemsUpToItsCapacity) {
  Instance run(Only<&Pipes>(), "W", {"2"});

  EXPECT_THAT(
      run.Activate({Start()}),
      ElementsAre("LOG 2 sent 0", "LOG 2 sent 1", "LOG 2 got 0", "LOG 2 got 1",
                  "LOG 2 got 2", "LOG 2 sent 2", "COMPLETE"));
}

Task<void> TriesAChannel(Context& ctx) {
  Channel<std::unique_ptr<int>> channel(1);
  Note(ctx, channel.TrySend(std::make_unique<int>(1)) ? "sent" : "full");
  Note(ctx, channel.TrySend(std::make_unique<int>(2)) ? "sent" : "full");
  {
    // Given, not taken, dropped: it goes back.
    const Future<std::unique_ptr<int>> dropped = channel.Receive(ctx);
  }
  const auto item = co_await channel.Receive(ctx);
  Note(ctx, "got " + std::to_string(*item));
  Note(ctx, channel.TryReceive().has_value() ? "more" : "empty");
}

TEST(Channel, CarriesItemsThatCannotBeCopiedAndLosesNone) {
  Instance run(Only<&TriesAChannel>(), "W");

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre("LOG 2 sent", "LOG 2 full", "LOG 2 got 1",
                          "LOG 2 empty", "COMPLETE"));
}

Task<void> Locks(Context& ctx, Mutex mutex, int n) {
  const Permit lock = co_await mutex.Lock(ctx);
  Note(ctx, "begin " + std::to_string(n));
  co_await ctx.Sleep(1s);
  Note(ctx, "end " + std::to_string(n));
}
Task<void> Contends(Context& ctx) {
  Mutex mutex;
  std::vector<Future<void>> all;
  for (int n = 0; n < 3; ++n) all.push_back(ctx.Spawn(Locks(ctx, mutex, n)));
  co_await WhenAll(all);
  Note(ctx, mutex.IsLocked() ? "locked" : "free");
}

TEST(Mutex, ServesWhoWaitedFirst) {
  Instance run(Only<&Contends>(), "W");

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre("LOG 2 begin 0", "START_TIMER 1 1000ms"));
  EXPECT_THAT(
      run.Activate({Fire(1)}),
      ElementsAre("LOG 2 end 0", "LOG 2 begin 1", "START_TIMER 2 1000ms"));
  EXPECT_THAT(
      run.Activate({Fire(2)}),
      ElementsAre("LOG 2 end 1", "LOG 2 begin 2", "START_TIMER 3 1000ms"));
  EXPECT_THAT(run.Activate({Fire(3)}),
              ElementsAre("LOG 2 end 2", "LOG 2 free", "COMPLETE"));
}

Task<void> UsesASemaphore(Context& ctx) {
  Semaphore semaphore(3);
  Permit two = co_await semaphore.Acquire(ctx, 2);
  Future<Permit> wide = semaphore.Acquire(ctx, 2);
  Future<Permit> narrow = semaphore.Acquire(ctx);
  Note(ctx, narrow.Ready() ? "overtook" : "waits in line");
  wide = Future<Permit>();
  Note(ctx, narrow.Ready() ? "is next" : "still waits");
  narrow = Future<Permit>();
  two.Release();
  Note(ctx, std::to_string(semaphore.Available()));
}

TEST(Semaphore, IsALineAndADroppedFutureLeavesIt) {
  Instance run(Only<&UsesASemaphore>(), "W");

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre("LOG 2 waits in line", "LOG 2 is next", "LOG 2 3",
                          "COMPLETE"));
}

Task<std::unique_ptr<int>> MakesSomething(Context& ctx) {
  co_await ctx.Yield();
  co_return std::make_unique<int>(5);
}
Task<int> AsksFutures(Context& ctx) {
  Future<int> empty;
  Note(ctx, empty.Ready() ? "ready" : "not ready");
  try {
    co_await empty;
  } catch (const std::logic_error& error) {
    Note(ctx, error.what());
  }
  const Future<void> timer = ctx.Timer(1s);
  try {
    timer.Get();
  } catch (const std::logic_error& error) {
    Note(ctx, error.what());
  }
  const auto made = co_await ctx.Spawn(MakesSomething(ctx));
  co_return *made;
}

TEST(Future, SaysWhatCannotBeAsked) {
  Instance run(Only<&AsksFutures>(), "W");

  EXPECT_THAT(
      run.Activate({Start()}),
      ElementsAre("LOG 2 not ready", "LOG 2 an empty future was awaited",
                  "START_TIMER 1 1000ms",
                  "LOG 2 Get() of a future that is not ready", "COMPLETE 5"));
}

Task<void> AwaitsTwice(Context& ctx) {
  Task<std::unique_ptr<int>> task = MakesSomething(ctx);
  const auto once = co_await std::move(task);
  const auto twice = co_await std::move(task);
}

TEST(Task, CanBeAwaitedOnce) {
  Instance run(Only<&AwaitsTwice>(), "W");

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre(HasSubstr("a task can be awaited only once")));
}

}  // namespace
