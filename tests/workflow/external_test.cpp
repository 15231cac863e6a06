// Signals and requests to cancel that go to other workflows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/workflow/fake_host.h"

using namespace lockstep;
using namespace lockstep::test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

const ExternalWorkflow kOther("other");

WireFailure NotFound() {
  return WireFailure(LS_FAILURE_APPLICATION, "not found");
}

Task<void> Everything(Context& ctx) {
  const ExternalWorkflow run("w", "r", "n");
  const Future<void> signal = ctx.SignalExternal(run, "pay", 7, "x");
  const Future<void> cancel = ctx.CancelExternal(run, "too late");
  const Future<void> short_signal = ctx.SignalExternal(kOther, "go");
  const Future<void> short_cancel = ctx.CancelExternal(kOther);
  co_await WhenAll(signal, cancel, short_signal, short_cancel);
}

void EverythingFromZero(Build& build) {
  build.Workflow("W", &Everything);
  build.IdsFrom(0);
}

TEST(External, TellsEverythingAndCountsSignalsAndRequestsApart) {
  Instance run(Only<&Everything>(), "W");

  EXPECT_THAT(
      run.Activate({Start()}),
      ElementsAre(
          "SIGNAL 1 namespace=n workflow=w run=r signal=pay(7, \"x\")",
          "CANCEL_EXTERNAL 1 namespace=n workflow=w run=r reason=too late",
          "SIGNAL 2 workflow=other signal=go()",
          "CANCEL_EXTERNAL 2 workflow=other"));
  EXPECT_THAT(run.stacks(), testing::Each(HasSubstr(" Everything")));
}

TEST(External, CountsFromZeroIfTheBuildSaysSo) {
  Instance run(internal::BuildOf<&EverythingFromZero>::Get(), "W");

  EXPECT_THAT(
      run.Activate({Start()}),
      ElementsAre(HasSubstr("SIGNAL 0 "), HasSubstr("CANCEL_EXTERNAL 0 "),
                  HasSubstr("SIGNAL 1 "), HasSubstr("CANCEL_EXTERNAL 1 ")));
}

TEST(External, IsDoneWhenTheHostSaysSo) {
  Instance run(Only<&Everything>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({CancelSent(2), SignalSent(2), SignalSent(1)}),
              ElementsAre());
  EXPECT_THAT(run.Activate({CancelSent(1)}), ElementsAre("COMPLETE"));
}

Task<std::string> OutcomeOf(Future<void> future) {
  std::string outcome = "done";
  try {
    co_await future;
  } catch (const Cancelled& cancelled) {
    outcome = "cancelled: " + cancelled.Message();
  } catch (const Failure& failure) {
    outcome = failure.what();
  }
  co_return outcome;
}
Task<void> Outcomes(Context& ctx) {
  const Future<void> signal = ctx.SignalExternal(kOther, "go");
  const Future<void> cancel = ctx.CancelExternal(kOther);
  const std::string of_signal = co_await OutcomeOf(signal);
  ctx.Log(LogLevel::kInfo, "signal " + of_signal);
  const std::string of_cancel = co_await OutcomeOf(cancel);
  ctx.Log(LogLevel::kInfo, "cancel " + of_cancel);
}

TEST(External, ThrowsWhyItDidNotArrive) {
  Instance run(Only<&Outcomes>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(
      run.Activate({SignalSent(1, NotFound()), CancelSent(1, NotFound())}),
      ElementsAre("LOG 2 signal not found", "LOG 2 cancel not found",
                  "COMPLETE"));
}

TEST(External, IsNamedByWhoWaitsForIt) {
  Instance run(Only<&Outcomes>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Blocked(),
              ElementsAre(HasSubstr("signal to workflow other @ ")));
  run.Activate({SignalSent(1)});
  EXPECT_THAT(run.Blocked(),
              ElementsAre(HasSubstr("request to cancel workflow other @ ")));
}

TEST(External, OfTheHostsImaginationFailsTheTask) {
  Instance signal(Only<&Outcomes>(), "W");
  Instance cancel(Only<&Outcomes>(), "W");
  signal.Activate({Start()});
  cancel.Activate({Start()});

  EXPECT_THAT(
      signal.Activate({SignalSent(2)}),
      ElementsAre(HasSubstr("the host resolved the signal to a workflow 2")));
  EXPECT_THAT(cancel.Activate({CancelSent(2)}),
              ElementsAre(HasSubstr("the host resolved the request to cancel a "
                                    "workflow 2")));
}

// ---- Cancellation ----

Task<void> InOneScope(Context& ctx) {
  Context scope = ctx.NewScope();
  ctx.OnSignal("stop", [&] { scope.Cancel("enough"); });
  const Future<void> signal = scope.SignalExternal(kOther, "go");
  const Future<void> cancel = scope.CancelExternal(kOther);
  const std::string of_signal = co_await OutcomeOf(signal);
  const std::string of_cancel = co_await OutcomeOf(cancel);
  ctx.Log(LogLevel::kInfo, of_signal + ", " + of_cancel);
}

TEST(SignalExternal, IsCancelledByACommandAndDoneWhenTheHostSaysSo) {
  Instance cancelled(Only<&InOneScope>(), "W");
  Instance sent(Only<&InOneScope>(), "W");
  cancelled.Activate({Start()});
  sent.Activate({Start()});
  sent.Activate({Signal("stop")});

  EXPECT_THAT(cancelled.Activate({Signal("stop"), Signal("stop")}),
              ElementsAre("CANCEL_SIGNAL 1"));
  EXPECT_THAT(cancelled.Activate({SignalSent(1, Canceled()), CancelSent(1)}),
              ElementsAre("LOG 2 cancelled: c, done", "COMPLETE"));
  EXPECT_THAT(sent.Activate({SignalSent(1), CancelSent(1)}),
              ElementsAre("LOG 2 done, done", "COMPLETE"));
}

TEST(SignalExternal, IsNotCancelledOnceItIsDone) {
  Instance run(Only<&InOneScope>(), "W");
  run.Activate({Start()});
  run.Activate({SignalSent(1)});

  EXPECT_THAT(run.Activate({Signal("stop")}), ElementsAre());
}

Task<void> InACancelledScope(Context& ctx) {
  Context scope = ctx.NewScope();
  scope.Cancel("before");
  const Future<void> signal = scope.SignalExternal(kOther, "go");
  const Future<void> cancel = scope.CancelExternal(kOther);
  const std::string of_signal = co_await OutcomeOf(signal);
  const std::string of_cancel = co_await OutcomeOf(cancel);
  ctx.Log(LogLevel::kInfo, of_signal + ", " + of_cancel);
  const Future<void> next = ctx.SignalExternal(kOther, "go");
  co_await ctx.CancelExternal(kOther);
}

TEST(External, InACancelledScopeMakesNoCommandAndTakesNoNumber) {
  Instance run(Only<&InACancelledScope>(), "W");

  EXPECT_THAT(
      run.Activate({Start()}),
      ElementsAre("LOG 2 cancelled: before, cancelled: before",
                  HasSubstr("SIGNAL 1"), HasSubstr("CANCEL_EXTERNAL 1")));
}

// ---- Where they must not be asked for ----

Task<void> AsksInAPredicate(Context& ctx, bool signal) {
  co_await ctx.Await([&] {
    const Future<void> asked =
        signal ? ctx.SignalExternal(kOther, "go") : ctx.CancelExternal(kOther);
    return true;
  });
}

TEST(External, InAPredicateFailsTheTask) {
  Instance signal(Only<&AsksInAPredicate>(), "W", {"true"});
  Instance cancel(Only<&AsksInAPredicate>(), "W", {"false"});

  EXPECT_THAT(signal.Activate({Start()}),
              ElementsAre(HasSubstr("must not signal a workflow")));
  EXPECT_THAT(cancel.Activate({Start()}),
              ElementsAre(HasSubstr("must not cancel a workflow")));
}

}  // namespace
