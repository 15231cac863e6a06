// Cancellation: scopes, what cancelling does to each thing, how it closes runs.
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

Task<void> CancelsEverything(Context& ctx) {
  Context scope = ctx.NewScope();
  Context first = scope.NewScope();
  Context second = scope.NewScope();
  scope.OnCancel([&] { Note(ctx, "callback of the scope"); });
  second.OnCancel([&] { Note(ctx, "callback of its second child"); });
  const Future<void> in_second = second.Timer(1s);
  const Future<void> timer = scope.Timer(2s);
  const Future<void> activity = scope.Activity("A", kMinute);
  const Future<void> child = scope.Child("C", ChildOptions().Id("c"));
  const Future<void> in_first = first.Timer(3s);
  const Future<void> outside = ctx.Timer(4s);
  const Future<void> done = scope.Timer(5s);
  co_await done;
  scope.Cancel("enough");
  scope.Cancel("again");
  Note(ctx, timer.Ready() ? "timer is done" : "timer waits");
  Note(ctx, activity.Ready() ? "activity is done" : "activity waits");
  Note(ctx, outside.Ready() ? "outside is done" : "outside waits");
  Note(ctx, second.CancelReason());
  co_await outside;
}

TEST(Scope, CancelsThingsThenChildScopesThenCallsBackOnce) {
  Instance run(Only<&CancelsEverything>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(
      run.Activate({Fire(5)}),
      ElementsAre("CANCEL_TIMER 2", "CANCEL_ACTIVITY 1",
                  "CANCEL_CHILD 1 enough", "CANCEL_TIMER 3", "CANCEL_TIMER 1",
                  "LOG 2 callback of its second child",
                  "LOG 2 callback of the scope", "LOG 2 timer is done",
                  "LOG 2 activity waits", "LOG 2 outside waits",
                  "LOG 2 enough"));
}

template <class T>
Task<std::string> OutcomeOf(Future<T> future) {
  std::string outcome = "done";
  try {
    (void)co_await future;
  } catch (const Cancelled& cancelled) {
    outcome = cancelled.Message();
  }
  co_return outcome;
}

Task<void> StartsInACancelledScope(Context& ctx) {
  Context scope = ctx.NewScope();
  scope.Cancel("over");
  Context born = scope.NewScope();
  SignalChannel<int> channel = scope.SignalChannel<int>("n");
  Mutex mutex;
  const std::vector<Future<std::string>> all{
      ctx.Spawn(OutcomeOf(scope.Timer(1s))),
      ctx.Spawn(OutcomeOf(born.Activity("A", kMinute))),
      ctx.Spawn(OutcomeOf(scope.Child("C", ChildOptions()))),
      ctx.Spawn(OutcomeOf(scope.Await([] { return true; }))),
      ctx.Spawn(OutcomeOf(scope.Await([] { return false; }, 1s))),
      ctx.Spawn(OutcomeOf(channel.Receive())),
      ctx.Spawn(OutcomeOf(mutex.Lock(scope)))};
  const auto outcomes = co_await WhenAll(all);
  for (const std::string& each : outcomes) Note(ctx, each);
  co_await ctx.Sleep(1s);
}

TEST(Scope, ThatIsCancelledStartsNothingAndThrowsAtTheAwait) {
  Instance run(Only<&StartsInACancelledScope>(), "W");

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre("LOG 2 over", "LOG 2 over", "LOG 2 over",
                          "LOG 2 over", "LOG 2 over", "LOG 2 over",
                          "LOG 2 over", "START_TIMER 1 1000ms"));
}

Task<void> WaitsInAScope(Context& ctx) {
  Context scope = ctx.NewScope();
  SignalChannel<int> channel = scope.SignalChannel<int>("n");
  Mutex mutex;
  const Permit held = co_await mutex.Lock(ctx);
  Channel<int> queue;
  std::vector<Future<std::string>> all;
  all.push_back(ctx.Spawn(OutcomeOf(scope.Await([] { return false; }))));
  all.push_back(ctx.Spawn(OutcomeOf(scope.Await([] { return false; }, 9s))));
  all.push_back(ctx.Spawn(OutcomeOf(channel.Receive())));
  all.push_back(ctx.Spawn(OutcomeOf(mutex.Lock(scope))));
  all.push_back(ctx.Spawn(OutcomeOf(queue.Send(scope, 1))));
  all.push_back(ctx.Spawn(OutcomeOf(queue.Receive(scope))));
  all.push_back(ctx.Spawn(OutcomeOf(queue.Receive(scope))));
  ctx.OnSignal("stop", [&] { scope.Cancel("stop"); });
  const auto outcomes = co_await WhenAll(all);
  for (const std::string& each : outcomes) Note(ctx, each);
  Note(ctx, queue.CanReceive() ? "an item is left" : "no item is left");
}

TEST(Scope, EndsEveryKindOfWait) {
  Instance run(Only<&WaitsInAScope>(), "W");
  EXPECT_THAT(run.Activate({Start()}), ElementsAre("START_TIMER 1 9000ms"));

  EXPECT_THAT(
      run.Activate({Signal("stop")}),
      ElementsAre("CANCEL_TIMER 1", "LOG 2 stop", "LOG 2 stop", "LOG 2 stop",
                  "LOG 2 stop", "LOG 2 done", "LOG 2 done", "LOG 2 stop",
                  "LOG 2 no item is left", "COMPLETE"));
}

Task<void> LeavesACancelledWait(Context& ctx) {
  Context scope = ctx.NewScope();
  Future<void> kept;
  {
    int looks = 0;
    kept = scope.Await([&] { return ++looks > 100; });
    scope.Cancel();
  }
  co_await ctx.Sleep(1s);
  (void)kept;
}

TEST(Scope, ThatIsCancelledLooksAtItsConditionsNoMore) {
  Instance run(Only<&LeavesACancelledWait>(), "W");  // for AddressSanitizer

  EXPECT_THAT(run.Activate({Start()}), ElementsAre("START_TIMER 1 1000ms"));
}

Task<void> DropsATimedWait(Context& ctx) {
  Context scope = ctx.NewScope();
  {
    const Future<bool> dropped = scope.Await([] { return false; }, 9s);
  }
  ctx.OnSignal("stop", [&] { scope.Cancel(); });
  co_await ctx.Await([] { return false; });
}

TEST(Scope, CancelsTheTimerOfADroppedWait) {
  Instance run(Only<&DropsATimedWait>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Signal("stop")}), ElementsAre("CANCEL_TIMER 1"));
}

Task<void> CleansUp(Context& ctx) {
  bool cancelled = false;
  try {
    co_await ctx.Sleep(60s);
  } catch (const Cancelled& caught) {
    cancelled = true;
    Note(ctx, caught.Message());
  }
  if (cancelled) {
    Note(ctx, ctx.CancelRequested() ? "requested" : "not requested");
    Context detached = ctx.DetachedScope();
    co_await detached.Activity("Undo", kMinute);
    throw Cancelled("after cleaning up");
  }
}

TEST(CancelWorkflow, LeavesDetachedScopesAlone) {
  Instance run(Only<&CleansUp>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({CancelWorkflow("please")}),
              ElementsAre("CANCEL_TIMER 1", "LOG 2 please", "LOG 2 requested",
                          HasSubstr("ACTIVITY 1 Undo()")));
  EXPECT_THAT(run.Activate({ActivityDone(1)}), ElementsAre("CANCEL_CLOSE"));
}

Task<void> ThrowsCancelledItself(Context& ctx) {
  co_await ctx.Yield();
  throw Cancelled("my own");
}

TEST(CancelWorkflow, ThatWasNotRequestedMakesCancelledAFailure) {
  Instance run(Only<&ThrowsCancelledItself>(), "W");

  EXPECT_THAT(run.Activate({Start()}), ElementsAre("FAIL canceled 'my own'"));
}

Task<void> OneActivity(Context& ctx) {
  co_await ctx.Activity("A", ActivityOptions().Cancellation(kTry));
}

TEST(CancelActivity, OnlySendsTheCommandAndIsDoneWhenTheHostSaysSo) {
  Instance run(Only<&OneActivity>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({CancelWorkflow()}),
              ElementsAre("CANCEL_ACTIVITY 1"));
  EXPECT_THAT(run.Activate({ActivityFails(1, ActivityFailed(Canceled()))}),
              ElementsAre("CANCEL_CLOSE"));
}

Task<void> CancelsLaterInTheJob(Context& ctx) {
  ctx.OnCancel([&] { Note(ctx, "cancel"); });
  ctx.OnSignal("s", [&] { Note(ctx, "signal"); });
  co_await ctx.DetachedScope().Await([] { return false; });
}

TEST(CancelWorkflow, CallsBackWhileJobsAreApplied) {
  Instance run(Only<&CancelsLaterInTheJob>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Signal("s"), CancelWorkflow()}),
              ElementsAre("LOG 2 cancel", "LOG 2 signal"));
}

Task<void> CallbackKeepsItsScope(Context& ctx) {
  Context scope = ctx.NewScope();
  scope.OnCancel([scope] { (void)scope.CancelReason(); });
  co_await ctx.Sleep(1s);
}

TEST(Scope, DoesNotLeakThroughACallbackThatOwnsIt) {
  Instance run(Only<&CallbackKeepsItsScope>(), "W");  // for LeakSanitizer
  run.Activate({Start()});
}

}  // namespace
