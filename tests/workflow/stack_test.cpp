// Where a command comes from, and where coroutines wait.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <source_location>

#include "tests/workflow/fake_host.h"

using namespace lockstep;
using namespace lockstep::test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

const ActivityRef<int(int)> kStep{"Step", ActivityOptions().StartToClose(1s)};

std::string Line(int offset, const char* function,
                 Place place = Place::current()) {
  return std::to_string(static_cast<int>(place.line()) + offset) + " " +
         function;
}

void StartTwoTimers(Context& ctx, Lines& lines) {
  ctx.Timer(1s).state();
  lines.push_back(Line(-1, "StartTwoTimers"));
}
Task<int> Inner(Context& ctx, Lines& lines) {
  lines.push_back(Line(+1, "Inner"));
  const int result = co_await kStep(ctx, 1);
  co_return result;
}
Task<int> Outer(Context& ctx, Lines& lines) {
  lines.push_back(Line(+1, "Outer"));
  const int result = co_await Inner(ctx, lines);
  co_return result;
}

// The lines go through a log, since workflows share nothing with tests.
Task<void> Nested(Context& ctx) {
  Lines lines;
  StartTwoTimers(ctx, lines);
  const Future<void> report = ctx.Spawn([&lines](Context& c) -> Task<void> {
    co_await c.Yield();
    for (const std::string& line : lines) c.Log(LogLevel::kInfo, line);
  });
  lines.push_back(Line(+1, "Nested"));
  co_await Outer(ctx, lines);
}

Task<int> ReturnsLate(Context& ctx) {
  co_await ctx.Yield();
  ctx.Log(LogLevel::kInfo, Line(+1, "ReturnsLate"));
  co_return 1;
}

TEST(Stack, OfACompletionIsTheLineThatReturnedTheValue) {
  Instance run(Only<&ReturnsLate>(), "W");

  const Lines lines = run.Activate({Start()});

  EXPECT_EQ("LOG 2 " + run.stacks().at(0), lines.at(0));
}

TEST(Stack, IsTheCallThenTheCoroutinesThatAwaitIt) {
  Instance run(Only<&Nested>(), "W");

  const Lines lines = run.Activate({Start()});

  ASSERT_EQ(lines.size(), 6u);
  const auto where = [&](size_t i) {
    return lines[i].substr(std::string("LOG 2 ").size());
  };
  // A plain function's caller is known by name only.
  EXPECT_THAT(run.stacks()[0], StartsWith(where(2) + " < "));
  EXPECT_THAT(run.stacks()[0], HasSubstr(" Nested"));
  EXPECT_EQ(run.stacks()[1], where(5) + " < " + where(4) + " < " + where(3));
}

TEST(Blocked, TellsWhatACoroutineWaitsForAndWhere) {
  Instance run(Only<&Nested>(), "W");
  const Lines lines = run.Activate({Start()});
  const auto where = [&](size_t i) {
    return lines[i].substr(std::string("LOG 2 ").size());
  };

  EXPECT_THAT(run.Blocked(), ElementsAre("activity Step @ " + where(5) + " < " +
                                         where(4) + " < " + where(3)));
}

Task<void> On(Future<void> what) { co_await what; }
Task<void> WaitsForEverything(Context& ctx) {
  const Future<void> timer = ctx.Timer(1s);
  const Future<void> child = ctx.Child("C", ChildOptions().Id("c"));
  SignalChannel<void> channel = ctx.SignalChannel<void>("release");
  const Future<void> receive = channel.Receive();
  const Future<void> one = ctx.Spawn(On(timer));
  const Future<void> two = ctx.Spawn(On(child));
  const Future<void> three = ctx.Spawn(On(receive));
  const Future<void> four = ctx.Spawn(On(one));
  const Future<void> five = ctx.Spawn(On(WhenAll(one, two)));
  co_await ctx.Await([] { return false; });
}

TEST(Blocked, ReportsEachCoroutineInTheOrderOfCreation) {
  Instance run(Only<&WaitsForEverything>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(
      run.Blocked(),
      ElementsAre(StartsWith("condition @ "), StartsWith("timer 1 @ "),
                  StartsWith("child C @ "),
                  StartsWith("signal channel release @ "),
                  StartsWith("join @ "), StartsWith("all of join, join @ ")));
}

TEST(Blocked, ReportsNothingOfARunThatHasClosed) {
  Instance closed(Only<&WaitsForEverything>(), "W");
  closed.Activate({Start()});
  closed.Activate({CancelWorkflow()});

  EXPECT_THAT(closed.Blocked(), ElementsAre());
}

Task<void> Deep(Context& ctx, int depth) {
  if (depth == 0) {
    co_await ctx.Sleep(1s);
  } else {
    co_await Deep(ctx, depth - 1);
  }
}

TEST(Stack, HasAtMostSixtyFourPlaces) {
  Instance run(Only<&Deep>(), "W", {"1000"});
  run.Activate({Start()});

  const std::string& stack = run.stacks().front();
  EXPECT_EQ(std::count(stack.begin(), stack.end(), '<'), 63);
}

Task<void> Throws(Context& ctx) {
  co_await ctx.Yield();
  throw std::runtime_error("bad");
}
Task<void> AwaitsThrows(Context& ctx) { co_await Throws(ctx); }

TEST(Stack, OfAProblemIsWhereTheExceptionLeftTheCode) {
  Instance run(Only<&AwaitsThrows>(), "W");

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre("status 1: workflow code threw std::runtime_error: "
                          "bad"));
  EXPECT_THAT(run.stacks(), ElementsAre(HasSubstr(" Throws < ")));
  EXPECT_THAT(run.stacks(), ElementsAre(HasSubstr(" AwaitsThrows")));
}

Task<int> Returns(Context&) { co_return 1; }

TEST(Stack, OfACompletionNamesTheWorkflow) {
  Instance run(Only<&Returns>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.stacks(), ElementsAre(HasSubstr(" Returns")));
}

Task<void> CancelsByServer(Context& ctx) { co_await ctx.Sleep(1s); }

TEST(Stack, OfACancellationByTheServerIsWhereTheThingWasStarted) {
  Instance run(Only<&CancelsByServer>(), "W");
  run.Activate({Start()});
  const std::string started = run.stacks().front();

  EXPECT_THAT(run.Activate({CancelWorkflow()}),
              ElementsAre("CANCEL_TIMER 1", "CANCEL_CLOSE"));
  EXPECT_EQ(run.stacks().front().substr(0, 4), started.substr(0, 4));
}

}  // namespace
