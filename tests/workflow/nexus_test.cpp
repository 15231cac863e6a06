// Nexus operations.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/workflow/fake_host.h"

using namespace lockstep;
using namespace lockstep::test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

const NexusService kPayments{"prod", "Payments"};

Task<std::string> Charges(Context& ctx) {
  const NexusOptions options = NexusOptions()
                                   .ScheduleToClose(60s)
                                   .ScheduleToStart(20s)
                                   .StartToClose(30s)
                                   .Cancellation(kWaitRequested)
                                   .Header("trace", "t")
                                   .Header("Auth", "a")
                                   .Summary("line");
  NexusHandle<int> charge =
      ctx.StartNexus<int>(kPayments, "charge", options, 7);
  const std::string token = co_await charge.Started();
  const int result = co_await charge.Result();
  co_return token + " " + std::to_string(result);
}

TEST(Nexus, IsStartedWithEveryOptionThenDone) {
  Instance run(Only<&Charges>(), "W");

  EXPECT_THAT(
      run.Activate({Start()}),
      ElementsAre("SCHEDULE_NEXUS 1 Payments.charge(7) endpoint=prod "
                  "schedule_to_close=60000ms schedule_to_start=20000ms "
                  "start_to_close=30000ms header[Auth]=a header[trace]=t "
                  "cancellation=3 summary=line"));
  EXPECT_THAT(run.stacks(), ElementsAre(HasSubstr(" Charges")));
  EXPECT_THAT(run.Activate({NexusStarted(1, "token")}), ElementsAre());
  EXPECT_THAT(run.Activate({NexusDone(1, "5")}),
              ElementsAre("COMPLETE \"token 5\""));
}

TEST(Nexus, MayEndAtOnceWithoutAToken) {
  Instance run(Only<&Charges>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({NexusStarted(1, ""), NexusDone(1, "5")}),
              ElementsAre("COMPLETE \" 5\""));
}

TEST(Nexus, SaysWhatItWaitsFor) {
  Instance run(Only<&Charges>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(
      run.Blocked(),
      ElementsAre(HasSubstr("start of nexus operation Payments.charge @ ")));
  run.Activate({NexusStarted(1, "token")});
  EXPECT_THAT(run.Blocked(),
              ElementsAre(HasSubstr("nexus operation Payments.charge @ ")));
}

Task<void> NumbersItsOperations(Context& ctx) {
  const Future<void> timer = ctx.Timer(1s);
  const Future<void> first = ctx.Nexus(kPayments, "a", NexusOptions());
  const Future<void> second = ctx.Nexus(kPayments, "b", NexusOptions());
  co_await WhenAll(timer, first, second);
}

TEST(Nexus, HasACountOfItsOwnAndNeedsNoInput) {
  Instance run(Only<&NumbersItsOperations>(), "W");

  EXPECT_THAT(
      run.Activate({Start()}),
      ElementsAre("START_TIMER 1 1000ms",
                  "SCHEDULE_NEXUS 1 Payments.a() endpoint=prod cancellation=1",
                  "SCHEDULE_NEXUS 2 Payments.b() endpoint=prod "
                  "cancellation=1"));
}

template <class T>
Task<std::string> OutcomeOf(Future<T> future) {
  std::string outcome = "done";
  try {
    (void)co_await future;
  } catch (const Failure& failure) {
    outcome = failure.what();
  }
  co_return outcome;
}
Task<void> Outcomes(Context& ctx) {
  NexusHandle<int> charge =
      ctx.StartNexus<int>(kPayments, "charge", NexusOptions());
  const Future<std::string> started = ctx.Spawn(OutcomeOf(charge.Started()));
  const Future<std::string> result = ctx.Spawn(OutcomeOf(charge.Result()));
  co_await WhenAll(started, result);
  ctx.Log(LogLevel::kInfo, "started: " + started.Get());
  ctx.Log(LogLevel::kInfo, "result: " + result.Get());
}
WireFailure OperationFailed(WireFailure cause) {
  WireFailure failure(LS_FAILURE_NEXUS_OPERATION, "operation");
  failure.type = "charge";
  failure.endpoint = "prod";
  failure.service = "Payments";
  failure.run_id = "token";
  return failure.Cause(std::move(cause));
}
WireFailure HandlerFailed() {
  WireFailure failure(LS_FAILURE_NEXUS_HANDLER, "no such card");
  failure.type = "BAD_REQUEST";
  failure.non_retryable = 1;
  return failure;
}

TEST(Nexus, ThatDoesNotStartFailsBothFutures) {
  Instance run(Only<&Outcomes>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(
      run.Activate({NexusStartFails(1, OperationFailed(HandlerFailed()))}),
      ElementsAre("LOG 2 started: operation: no such card",
                  "LOG 2 result: operation: no such card", "COMPLETE"));
}

TEST(Nexus, ThatEndsBeforeItsStartIsHeardOfFailsBothFutures) {
  Instance run(Only<&Outcomes>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({NexusFails(1, OperationFailed(Canceled()))}),
              ElementsAre("LOG 2 started: c", "LOG 2 result: c", "COMPLETE"));
}

TEST(Nexus, ThatFailsLaterFailsItsResultOnly) {
  Instance run(Only<&Outcomes>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({NexusStarted(1, "token"),
                            NexusFails(1, OperationFailed(HandlerFailed()))}),
              ElementsAre("LOG 2 started: done",
                          "LOG 2 result: operation: no such card", "COMPLETE"));
}

Task<void> LooksAtTheFailure(Context& ctx) {
  try {
    co_await ctx.Nexus(kPayments, "charge", NexusOptions());
  } catch (const NexusOperationFailure& failure) {
    const FailedOperation& operation = failure.Operation();
    const auto* handler = failure.Find<NexusHandlerFailure>();
    ctx.Log(LogLevel::kInfo, operation.endpoint + " " + operation.service +
                                 " " + operation.operation + " " +
                                 operation.token);
    ctx.Log(LogLevel::kInfo,
            handler->Type() + (handler->IsNonRetryable() ? " final" : ""));
    throw;
  }
}

TEST(Nexus, FailsWithWhoFailedAndHowAndSoDoesTheWorkflow) {
  Instance run(Only<&LooksAtTheFailure>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(
      run.Activate({NexusStartFails(1, OperationFailed(HandlerFailed()))}),
      ElementsAre("LOG 2 prod Payments charge token", "LOG 2 BAD_REQUEST final",
                  "FAIL nexus 'operation' type=charge endpoint=prod "
                  "service=Payments token=token <- handler 'no such card' "
                  "type=BAD_REQUEST final"));
}

Task<void> CancelsAnOperation(Context& ctx) {
  Context scope = ctx.NewScope();
  const Future<void> charge = scope.Nexus(kPayments, "charge", NexusOptions());
  ctx.OnSignal("stop", [&] { scope.Cancel("because"); });
  try {
    co_await charge;
  } catch (const Cancelled&) {
    ctx.Log(LogLevel::kInfo, "cancelled");
  }
}

TEST(Nexus, IsCancelledByACommandOnceAndDoneWhenTheHostSaysSo) {
  Instance run(Only<&CancelsAnOperation>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Signal("stop"), Signal("stop")}),
              ElementsAre("CANCEL_NEXUS 1"));
  EXPECT_THAT(run.Activate({NexusFails(1, OperationFailed(Canceled()))}),
              ElementsAre("LOG 2 cancelled", "COMPLETE"));
}

Task<void> StartsInACancelledScope(Context& ctx) {
  Context scope = ctx.NewScope();
  scope.Cancel("over");
  const NexusHandle<int> charge =
      scope.StartNexus<int>(kPayments, "charge", NexusOptions());
  const std::string started = co_await OutcomeOf(charge.Started());
  const std::string result = co_await OutcomeOf(charge.Result());
  ctx.Log(LogLevel::kInfo, started);
  ctx.Log(LogLevel::kInfo, result);
}

TEST(Nexus, MakesNoCommandInACancelledScope) {
  Instance run(Only<&StartsInACancelledScope>(), "W");

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre("LOG 2 over", "LOG 2 over", "COMPLETE"));
}

Task<void> ChargesInAQuery(Context& ctx) {
  ctx.OnQuery("q", [&] {
    (void)ctx.Nexus(kPayments, "charge", NexusOptions());
    return 1;
  });
  co_await ctx.Sleep(1s);
}

TEST(Nexus, MustNotBeStartedInAQuery) {
  Instance run(Only<&ChargesInAQuery>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Query("q")}),
              ElementsAre(HasSubstr(
                  "a query handler must not start a nexus operation")));
}

TEST(Nexus, ThatIsNotPendingCannotBeResolved) {
  Instance run(Only<&Charges>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({NexusDone(2, "5")}),
              ElementsAre(HasSubstr("the host resolved nexus operation 2, "
                                    "which this run does not wait for")));
}

}  // namespace
