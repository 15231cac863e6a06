// Signals and queries.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/workflow/fake_host.h"

using namespace lockstep;
using namespace lockstep::test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

Task<void> RegistersLate(Context& ctx) {
  co_await ctx.Sleep(1s);
  ctx.OnSignal("add", [&](int a, std::string b) {
    ctx.Log(LogLevel::kInfo, std::to_string(a) + b);
  });
  ctx.OnSignal<int>("generic", [&](auto value) {
    ctx.Log(LogLevel::kInfo, "generic " + std::to_string(value));
  });
  co_await ctx.Sleep(1s);
}

TEST(Signals, ThatArriveEarlyAreDeliveredOnRegistration) {
  Instance run(Only<&RegistersLate>(), "W");
  run.Activate({Start(), Signal("add", {"1", "\"x\""})});
  run.Activate({Signal("generic", {"7"}), Signal("add", {"2", "\"y\""})});

  EXPECT_THAT(run.Activate({Fire(1)}),
              ElementsAre("START_TIMER 2 1000ms", "LOG 2 1x", "LOG 2 2y",
                          "LOG 2 generic 7"));
}

Task<void> TakesTheRest(Context& ctx) {
  ctx.OnSignal("known", [&] { ctx.Log(LogLevel::kInfo, "known"); });
  co_await ctx.Yield();
  ctx.OnUnhandledSignal([&](const std::string& name, const PayloadList& all) {
    std::string text = name;
    for (const Payload& each : all) {
      text += " " + std::to_string(FromPayload<int>(each));
    }
    ctx.Log(LogLevel::kInfo, text);
  });
  co_await ctx.Await([] { return false; });
}

TEST(Signals, WithoutHandlerGoToTheUnhandledOneInTheOrderOfDelivery) {
  Instance run(Only<&TakesTheRest>(), "W");

  EXPECT_THAT(run.Activate({Start(), Signal("b", {"1"}), Signal("known"),
                            Signal("a", {"2", "3"})}),
              ElementsAre("LOG 2 known", "LOG 2 b 1", "LOG 2 a 2 3"));
  EXPECT_THAT(run.Activate({Signal("c"), Signal("known")}),
              ElementsAre("LOG 2 c", "LOG 2 known"));
}

Task<void> ReplacesHandler(Context& ctx) {
  ctx.OnSignal("x", [&ctx]() -> Task<void> {
    co_await ctx.Sleep(1s);
    ctx.Log(LogLevel::kInfo, "old");
  });
  ctx.OnSignal("go", [&ctx] {
    ctx.OnSignal("x", [&ctx] { ctx.Log(LogLevel::kInfo, "new"); });
  });
  co_await ctx.Await([] { return false; });
}

TEST(Signals, AreHandledByTheLastHandlerWhileOldOnesFinish) {
  Instance run(Only<&ReplacesHandler>(), "W");
  run.Activate({Start(), Signal("x")});

  // The handler is chosen at delivery, before "go" is handled.
  EXPECT_THAT(run.Activate({Signal("go"), Signal("x")}),
              ElementsAre("START_TIMER 2 1000ms"));
  EXPECT_THAT(run.Activate({Signal("x")}), ElementsAre("LOG 2 new"));
}

Task<int> SumsAChannel(Context& ctx) {
  SignalChannel<int> channel = ctx.SignalChannel<int>("n");
  int sum = 0;
  while (sum < 10) {
    const int each = co_await channel.Receive();
    sum += each;
  }
  co_return sum;
}

TEST(SignalChannel, GivesSignalsInOrderEarlyOnesFirst) {
  Instance run(Only<&SumsAChannel>(), "W");

  EXPECT_THAT(run.Activate({Start(), Signal("n", {"1"}), Signal("n", {"2"})}),
              ElementsAre());
  EXPECT_THAT(run.Activate({Signal("n", {"9"}), Signal("n", {"100"})}),
              ElementsAre("COMPLETE 12"));
}

Task<std::string> DropsAReceive(Context& ctx) {
  SignalChannel<std::string> channel = ctx.SignalChannel<std::string>("n");
  const Future<void> timer = ctx.Timer(1s);
  {
    const Future<std::string> receive = channel.Receive();
    co_await WhenAny(timer, receive);
  }
  co_return co_await channel.Receive();
}

TEST(SignalChannel, LosesNoSignalWhenAReceiveIsDropped) {
  Instance run(Only<&DropsAReceive>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Signal("n", {"\"kept\""}), Fire(1)}),
              ElementsAre("COMPLETE \"kept\""));
}

Task<std::string> Selects(Context& ctx) {
  std::string text;
  Selector selector;
  Future<void> timer = ctx.Timer(1s);
  selector.On(ctx.SignalChannel<int>("n"),
              [&](int n) { text += std::to_string(n); });
  selector.On(ctx.SignalChannel<void>("void"), [&] { text += "v"; });
  selector.On(timer, [&] { text += "t"; });
  while (text.size() < 4) {
    const size_t which = co_await selector.Select(ctx);
    text += "abc"[which];
  }
  co_return text;
}

TEST(Selector, RunsOneCaseAtATimeInTheOrderOfDeclaration) {
  Instance run(Only<&Selects>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Signal("void"), Fire(1)}),
              ElementsAre("COMPLETE \"vbtc\""));
}

TEST(Selector, TakesOneItemOfAChannelEachTime) {
  Instance run(Only<&Selects>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Signal("n", {"1"}), Signal("n", {"2"})}),
              ElementsAre("COMPLETE \"1a2a\""));
}

Task<void> FailingHandlers(Context& ctx) {
  ctx.OnSignal("fail", [] { throw ApplicationFailure("no", "Refused"); });
  ctx.OnSignal("fail later", [&ctx]() -> Task<void> {
    co_await ctx.Sleep(1s);
    throw ApplicationFailure("no", "Later");
  });
  ctx.OnSignal("throw", [] { throw std::logic_error("oops"); });
  ctx.OnSignal("decode", [](int, std::string) {});
  co_await ctx.Await([] { return false; });
}

TEST(SignalHandler, FailsTheWorkflowWithAFailureThatEscapesIt) {
  Instance now(Only<&FailingHandlers>(), "W");
  Instance later(Only<&FailingHandlers>(), "W");
  now.Activate({Start()});
  later.Activate({Start(), Signal("fail later")});

  EXPECT_THAT(now.Activate({Signal("fail")}),
              ElementsAre("FAIL application 'no' type=Refused"));
  EXPECT_THAT(later.Activate({Fire(1)}),
              ElementsAre("FAIL application 'no' type=Later"));
}

TEST(SignalHandler, FailsTheTaskWithAnyOtherException) {
  Instance run(Only<&FailingHandlers>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Signal("throw")}),
              ElementsAre("status 1: workflow code threw std::logic_error: "
                          "oops"));
}

TEST(SignalHandler, SaysWhichArgumentItCannotDecode) {
  Instance run(Only<&FailingHandlers>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Signal("decode", {"1", "2"})}),
              ElementsAre(HasSubstr("status 2: argument 2 of signal decode: a "
                                    "payload with encoding 'json/plain' is no "
                                    "std::string")));
}

TEST(SignalHandler, SaysThatAnArgumentIsMissing) {
  Instance run(Only<&FailingHandlers>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Signal("decode", {"1"})}),
              ElementsAre(HasSubstr("argument 2 of signal decode, which has no "
                                    "such argument")));
}

class Counter {
 public:
  explicit Counter(Context&) {}
  Task<void> Run(Context& ctx) {
    ctx.OnQuery("name", [] { return std::string("counter"); });
    ctx.OnQuery("act", [&ctx] { ctx.Timer(1s).state(); });
    ctx.OnQuery("throw", []() -> int { throw std::out_of_range("far"); });
    co_await ctx.Await([] { return false; });
  }
  void Add(int n) { value_ += n; }
  int Value(int factor) const { return value_ * factor; }

 private:
  int value_ = 0;
};
void RegisterCounter(Build& build) {
  build.Workflow<Counter>("W")
      .Signal("add", &Counter::Add)
      .Query("value", &Counter::Value);
}
const LsBuild* CounterBuild() {
  return internal::BuildOf<&RegisterCounter>::Get();
}

TEST(Query, IsAnsweredByAMethodOrAFunction) {
  Instance run(CounterBuild(), "W");
  run.Activate({Start(), Signal("add", {"3"})});

  EXPECT_THAT(run.Activate({Query("value", {"10"})}),
              ElementsAre("ANSWER q 30"));
  EXPECT_THAT(run.Activate({Query("name")}),
              ElementsAre("ANSWER q \"counter\""));
}

TEST(Query, BeforeTheStartIsAnsweredWithAFailure) {
  Instance run(CounterBuild(), "W");

  EXPECT_THAT(run.Activate({Query("value", {"1"})}),
              ElementsAre(HasSubstr("the workflow has not begun to run")));
}

TEST(Query, ThatFailsLeavesTheRunAsItWas) {
  Instance run(CounterBuild(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Query("nobody")}),
              ElementsAre(HasSubstr("no handler for the query 'nobody'")));
  EXPECT_THAT(run.Activate({Query("throw")}),
              ElementsAre("ANSWER q application 'far' type=std::out_of_range"));
  EXPECT_THAT(run.Activate({Query("value", {"\"x\""})}),
              ElementsAre(HasSubstr("argument 1 of query value")));
  EXPECT_THAT(run.Activate({Query("act")}),
              ElementsAre(HasSubstr("a query handler must not start a timer")));
  EXPECT_THAT(run.Activate({Query("name")}),
              ElementsAre("ANSWER q \"counter\""));
}

Task<void> CountsLooks(Context& ctx) {
  int looks = 0;
  ctx.OnQuery("looks", [&] { return looks; });
  co_await ctx.Await([&] { return ++looks > 100; });
}

TEST(Query, EvaluatesNoConditionAndRunsNoCoroutine) {
  Instance run(Only<&CountsLooks>(), "W");
  run.Activate({Start()});
  const Lines before = run.Activate({Query("looks")});

  EXPECT_EQ(run.Activate({Query("looks")}), before);
}

Task<int> ClosesAtOnce(Context& ctx) {
  ctx.OnQuery("answer", [] { return 42; });
  co_return 1;
}

TEST(Query, OfAClosedRunIsAnswered) {
  Instance run(Only<&ClosesAtOnce>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Query("answer")}), ElementsAre("ANSWER q 42"));
}

TEST(Query, MustBeAloneInItsActivation) {
  Instance run(Only<&ClosesAtOnce>(), "W");

  EXPECT_THAT(run.Activate({Query("answer"), Start()}),
              ElementsAre(HasSubstr("a query together with other jobs")));
}

}  // namespace
