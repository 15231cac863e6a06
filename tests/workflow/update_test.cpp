// Updates: when they are accepted, handled, answered, rejected.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/workflow/fake_host.h"

using namespace lockstep;
using namespace lockstep::test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

// Sums up; "add" answers at once, "slow" after a timer, "set" never says what.
Task<int> Sums(Context& ctx) {
  int sum = 0;
  ctx.OnUpdate("add", [&](int n) { return sum += n; });
  ctx.OnUpdate("slow", [&ctx, &sum](int n) -> Task<int> {
    co_await ctx.Sleep(1s);
    co_return sum += n;
  });
  ctx.OnUpdate("set", [&](int n) { sum = n; });
  ctx.OnUpdate("wait", [&ctx]() -> Task<void> { co_await ctx.Sleep(1s); });
  ctx.OnUpdate<int>("twice", [&](auto n) { return sum += 2 * n; });
  ctx.OnSignal("add", [&](int n) { sum += n; });
  co_await ctx.Await([&] { return sum >= 100; });
  co_return sum;
}

TEST(Update, IsAcceptedThenAnsweredByItsHandler) {
  Instance run(Only<&Sums>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Update("add", "u1", {"5"})}),
              ElementsAre("ACCEPT u1", "COMPLETE_UPDATE u1 5"));
  EXPECT_THAT(run.Activate({Update("twice", "u2", {"1"})}),
              ElementsAre("ACCEPT u2", "COMPLETE_UPDATE u2 7"));
  EXPECT_THAT(run.Activate({Update("set", "u3", {"1"})}),
              ElementsAre("ACCEPT u3", "COMPLETE_UPDATE u3"));
}

TEST(Update, IsAnsweredWhenItsCoroutineEnds) {
  Instance run(Only<&Sums>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Update("slow", "u1", {"5"}), Update("wait", "u2")}),
              ElementsAre("ACCEPT u1", "ACCEPT u2", "START_TIMER 1 1000ms",
                          "START_TIMER 2 1000ms"));
  EXPECT_THAT(run.Activate({Fire(2)}), ElementsAre("COMPLETE_UPDATE u2"));
  EXPECT_THAT(run.Activate({Fire(1)}), ElementsAre("COMPLETE_UPDATE u1 5"));
}

TEST(Update, SaysWhereItsHandlerIsAndWhereThatWaits) {
  Instance run(Only<&Sums>(), "W");
  run.Activate({Start()});
  run.Activate({Update("slow", "u", {"5"})});

  EXPECT_THAT(run.stacks(),
              ElementsAre(HasSubstr(" Sums"), HasSubstr(" lambda")));
  EXPECT_THAT(run.Blocked(),
              ElementsAre(HasSubstr("condition @ "), HasSubstr("timer 1 @ ")));
}

// ---- Order ----

Task<void> LogsAll(Context& ctx) {
  ctx.OnSignal("s", [&] { ctx.Log(LogLevel::kInfo, "signal"); });
  ctx.OnUpdate("u", [&] { ctx.Log(LogLevel::kInfo, "update"); });
  ctx.OnUpdate("v", [&] { ctx.Log(LogLevel::kInfo, "other update"); });
  co_await ctx.Sleep(1s);
  ctx.Log(LogLevel::kInfo, "main");
  co_await ctx.Await([] { return false; });
}

TEST(Update, IsAcceptedAtDeliveryAndHandledInTheOrderOfDelivery) {
  Instance run(Only<&LogsAll>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(
      run.Activate({Signal("s"), Update("u", "1"), Signal("s"),
                    Update("v", "2"), Fire(1)}),
      ElementsAre("ACCEPT 1", "ACCEPT 2", "LOG 2 signal", "LOG 2 update",
                  "COMPLETE_UPDATE 1", "LOG 2 signal", "LOG 2 other update",
                  "COMPLETE_UPDATE 2", "LOG 2 main"));
}

TEST(Update, ThatComesWithTheStartWaitsForItsHandler) {
  Instance run(Only<&LogsAll>(), "W");

  EXPECT_THAT(
      run.Activate({Start(), Update("v", "1"), Signal("s"), Update("u", "2"),
                    Update("v", "3")}),
      ElementsAre("ACCEPT 2", "ACCEPT 1", "ACCEPT 3", "START_TIMER 1 1000ms",
                  "LOG 2 signal", "LOG 2 update", "COMPLETE_UPDATE 2",
                  "LOG 2 other update", "COMPLETE_UPDATE 1",
                  "LOG 2 other update", "COMPLETE_UPDATE 3"));
}

// ---- Without handler ----

Task<void> RegistersLate(Context& ctx) {
  co_await ctx.Yield();
  ctx.OnUpdate("soon", [] { return 1; });
  co_await ctx.Sleep(1s);
  ctx.OnUpdate("late", [] { return 2; });
  co_await ctx.Await([] { return false; });
}

TEST(Update, WithoutHandlerIsRejectedWhenAllWaitInTheFirstActivation) {
  Instance run(Only<&RegistersLate>(), "W");

  EXPECT_THAT(
      run.Activate({Start(), Update("late", "1"), Update("soon", "2")}),
      ElementsAre("ACCEPT 2", "START_TIMER 1 1000ms", "COMPLETE_UPDATE 2 1",
                  "REJECT 1 application 'no handler for update late'"));
}

TEST(Update, WithoutHandlerIsRejectedAtDeliveryLater) {
  Instance run(Only<&RegistersLate>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Update("late", "1"), Accepted(Update("late", "2")),
                            Fire(1)}),
              ElementsAre("REJECT 1 application 'no handler for update late'",
                          "REJECT 2 application 'no handler for update late'"));
  EXPECT_THAT(run.Activate({Update("late", "3")}),
              ElementsAre("ACCEPT 3", "COMPLETE_UPDATE 3 2"));
}

Task<void> ReplacesHandler(Context& ctx) {
  ctx.OnUpdate("u", [&ctx]() -> Task<int> {
    co_await ctx.Sleep(1s);
    co_return 1;
  });
  ctx.OnSignal("replace", [&] { ctx.OnUpdate("u", [] { return 2; }); });
  co_await ctx.Await([] { return false; });
}

TEST(Update, IsHandledByTheLastHandlerWhileOldOnesFinish) {
  Instance run(Only<&ReplacesHandler>(), "W");
  run.Activate({Start()});

  // The handler is chosen at delivery, before the signal is handled.
  EXPECT_THAT(run.Activate({Signal("replace"), Update("u", "old")}),
              ElementsAre("ACCEPT old", "START_TIMER 1 1000ms"));
  EXPECT_THAT(run.Activate({Update("u", "new")}),
              ElementsAre("ACCEPT new", "COMPLETE_UPDATE new 2"));
  EXPECT_THAT(run.Activate({Fire(1)}), ElementsAre("COMPLETE_UPDATE old 1"));
}

// ---- Validators ----

Task<void> Validates(Context& ctx) {
  ctx.OnUpdate(
      "n", [](int n) { return n; },
      [&ctx](int n) {
        if (n == 1) throw ApplicationFailure("no", "Refused").NonRetryable();
        if (n == 2) throw std::out_of_range("too far");
        if (n == 3) ctx.Timer(1s).state();
        if (n == 4) ctx.ContinueAsNew();
        if (n == 5) ctx.Log(LogLevel::kInfo, "looks");
      });
  co_await ctx.Await([] { return false; });
}

TEST(Validator, ThatThrowsRejects) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"1", "REJECT u application 'no' type=Refused final"},
      {"2", "REJECT u application 'too far' type=std::out_of_range"},
      {"3",
       "REJECT u application 'the validator of an update must not start a "
       "timer' type=std::logic_error"},
      {"4",
       "REJECT u application 'the validator of an update must not continue as "
       "new' type=std::logic_error"},
      {"\"x\"",
       "REJECT u application 'argument 1 of update n: a payload with encoding "
       "'json/plain' is no int"}};
  for (const auto& [argument, expected] : cases) {
    Instance run(Only<&Validates>(), "W");
    run.Activate({Start()});

    EXPECT_THAT(run.Activate({Update("n", "u", {argument})}),
                ElementsAre(HasSubstr(expected)));
    EXPECT_THAT(run.Activate({Update("n", "v", {"9"})}),
                ElementsAre("ACCEPT v", "COMPLETE_UPDATE v 9"));
  }
}

TEST(Validator, LooksBeforeTheUpdateIsAccepted) {
  Instance run(Only<&Validates>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Update("n", "u", {"5"})}),
              ElementsAre("LOG 2 looks", "ACCEPT u", "COMPLETE_UPDATE u 5"));
}

TEST(Validator, LooksAtRegistrationAtUpdatesThatHaveWaited) {
  Instance run(Only<&Validates>(), "W");

  EXPECT_THAT(
      run.Activate({Start(), Update("n", "u", {"1"}), Update("n", "v", {"9"}),
                    Accepted(Update("n", "w", {"1"}))}),
      ElementsAre(HasSubstr("REJECT u "), "ACCEPT v", "ACCEPT w",
                  "COMPLETE_UPDATE v 9", "COMPLETE_UPDATE w 1"));
}

TEST(Validator, IsNotRunForUpdatesThatHistoryAccepted) {
  Instance run(Only<&Validates>(), "W");
  run.Activate({Start()}, Replaying::kYes);

  EXPECT_THAT(
      run.Activate({Accepted(Update("n", "u", {"1"}))}, Replaying::kYes),
      ElementsAre("ACCEPT u", "COMPLETE_UPDATE u 1"));
}

TEST(Validator, ThatWasNotRunLeavesDecodingToTheHandler) {
  Instance run(Only<&Validates>(), "W");
  run.Activate({Start()}, Replaying::kYes);

  EXPECT_THAT(
      run.Activate({Accepted(Update("n", "u", {"\"x\""}))}),
      ElementsAre("ACCEPT u", HasSubstr("status 2: argument 1 of update n: ")));
}

TEST(Validator, IsNotNeededToRejectWhatCannotBeDecoded) {
  Instance run(Only<&Sums>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Update("add", "u")}),
              ElementsAre(HasSubstr("REJECT u application 'argument 1 of "
                                    "update add, which has no such argument")));
}

// ---- Failures ----

Task<void> FailingHandlers(Context& ctx) {
  ctx.OnUpdate("fail", [](int n) -> int {
    if (n == 1) throw ApplicationFailure("no", "Refused");
    if (n == 2) throw Cancelled("stopped");
    throw std::logic_error("oops");
  });
  ctx.OnUpdate("fail later", [&ctx]() -> Task<void> {
    co_await ctx.Sleep(1s);
    throw ApplicationFailure("no", "Later");
  });
  ctx.OnUpdate("next", [&ctx] { ctx.ContinueAsNew(1); });
  co_await ctx.Await([] { return false; });
}

TEST(UpdateHandler, AnswersWithAFailureThatEscapesIt) {
  Instance run(Only<&FailingHandlers>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Update("fail", "u", {"1"})}),
              ElementsAre("ACCEPT u",
                          "COMPLETE_UPDATE u application 'no' type=Refused"));
  EXPECT_THAT(run.Activate({Update("fail", "v", {"2"})}),
              ElementsAre("ACCEPT v", "COMPLETE_UPDATE v canceled 'stopped'"));
  run.Activate({Update("fail later", "w")});
  EXPECT_THAT(run.Activate({Fire(1)}),
              ElementsAre("COMPLETE_UPDATE w application 'no' type=Later"));
  EXPECT_THAT(run.Blocked(), ElementsAre(HasSubstr("condition")));
}

TEST(UpdateHandler, FailsTheTaskWithAnyOtherException) {
  Instance run(Only<&FailingHandlers>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Update("fail", "u", {"3"})}),
              ElementsAre("ACCEPT u",
                          "status 1: workflow code threw std::logic_error: "
                          "oops"));
}

TEST(UpdateHandler, ThatContinuesAsNewFailsTheTask) {
  Instance run(Only<&FailingHandlers>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Update("next", "u")}),
              ElementsAre("ACCEPT u",
                          HasSubstr("status 1: ContinueAsNew was called in a "
                                    "coroutine that main does not await")));
}

// ---- The end of the run ----

TEST(Update, ThatEndsWithTheRunIsAnsweredBeforeIt) {
  Instance run(Only<&Sums>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Update("add", "u", {"100"})}),
              ElementsAre("ACCEPT u", "COMPLETE_UPDATE u 100", "COMPLETE 100"));
}

TEST(Update, ThatIsUnfinishedWhenTheRunClosesHasNoAnswer) {
  Instance run(Only<&Sums>(), "W");
  run.Activate({Start()});
  run.Activate({Update("slow", "u", {"1"})});

  EXPECT_THAT(run.Activate({Signal("add", {"100"}), Update("wait", "v")}),
              ElementsAre("ACCEPT v", "START_TIMER 2 1000ms", "COMPLETE 100"));
  EXPECT_THAT(run.Activate({Fire(1)}), IsEmpty());
}

Task<int> EndsAtOnce(Context& ctx) {
  ctx.OnUpdate("u", [] { return 1; });
  co_return 7;
}

TEST(Update, OfARunThatEndsAtOnceIsNeitherHandledNorRejected) {
  Instance run(Only<&EndsAtOnce>(), "W");

  EXPECT_THAT(run.Activate({Start(), Update("u", "1"), Update("v", "2")}),
              ElementsAre("ACCEPT 1", "COMPLETE 7"));
}

TEST(Update, MayBeTornDownInTheMiddle) {
  Instance run(Only<&Sums>(), "W");
  run.Activate({Start()});
  run.Activate({Update("slow", "u", {"1"})});

  run.Destroy();
}

}  // namespace
