// Which temporaries are safe in a call that is awaited (toolchain-facts F1).
// docs/workflow-api.md tells authors what this file shows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/workflow/fake_host.h"

using namespace lockstep;
using namespace lockstep::test;
using namespace std::chrono_literals;

namespace {

int alive = 0;  // objects of the types below

// A class with a constructor: safe.
struct Value {
  explicit Value(int number_in = 0) : number(number_in) { ++alive; }
  Value(const Value& other) : number(other.number) { ++alive; }
  Value& operator=(const Value&) = default;
  ~Value() { --alive; }
  int number;
};
void to_json(nlohmann::json& json, const Value& value) { json = value.number; }
// An aggregate: refused as a temporary, unsafe on g++ 12 elsewhere.
struct Order {
  Value item;
};
void to_json(nlohmann::json& json, const Order& order) { json = order.item; }

Value MakeValue() { return Value(1); }

const ActivityRef<void(Value)> kTake{"Take",
                                     ActivityOptions().StartToClose(1s)};

Task<void> ClassTemporaries(Context& ctx) {
  co_await kTake(ctx, Value(1));
  co_await kTake(ctx, MakeValue());
  co_await ctx.Activity(
      std::string("A"), ActivityOptions().Id("a").Summary("s"), Value(2),
      std::optional<Value>(Value(3)), std::pair<Value, int>(Value(4), 5));
  co_await ctx.Child("C", ChildOptions().Id("c").Memo({}), MakeValue());
}
Task<void> Lvalues(Context& ctx) {
  const Order order{Value(1)};
  co_await ctx.Activity("A", ActivityOptions(), order);
  const Future<void> future = ctx.Activity("B", ActivityOptions(), order);
  co_await future;
}
Task<void> Closures(Context& ctx) {
  const Value value(1);
  bool open = false;
  ctx.OnSignal("open", [&open] { open = true; });
  co_await ctx.Await([&] { return open && value.number == 1; });
  const auto named = [value] { return value.number == 1; };
  co_await ctx.Await(named);
}

// Runs to the end; how many objects are left, below zero if one died twice.
int AliveAfter(const LsBuild* build) {
  alive = 0;
  Instance run(build, "W");
  run.Activate({Start(), Signal("open")});
  for (uint32_t n = 1; n <= 3; ++n) {
    if (run.Blocked().empty()) break;
    if (run.Blocked().front().starts_with("child")) break;
    run.Activate({ActivityDone(n)});
  }
  run.Destroy();
  return alive;
}

TEST(Temporaries, OfClassesWithConstructorsAreDestroyedOnce) {
  EXPECT_EQ(AliveAfter(Only<&ClassTemporaries>()), 0);
}

TEST(Temporaries, ThatHaveANameAreSafe) {
  EXPECT_EQ(AliveAfter(Only<&Lvalues>()), 0);
}

TEST(Temporaries, ThatAreClosuresByReferenceOrNamedAreSafe) {
  EXPECT_EQ(AliveAfter(Only<&Closures>()), 0);
}

// What no library can refuse: a temporary in an author's own call. When this
// fails on a newer g++, the limits on temporaries may go.
Future<void> AuthorsOwn(Context& ctx, const Order&) { return ctx.Timer(0s); }
Task<void> AggregateTemporary(Context& ctx) {
  co_await AuthorsOwn(ctx, Order{Value(1)});
}

TEST(Temporaries, OfAggregatesAreDestroyedTwiceByGcc12) {
#if defined(__clang__)
  constexpr int kLeft = 0;
#else
  constexpr int kLeft = -1;
#endif
  alive = 0;
  Instance run(Only<&AggregateTemporary>(), "W");
  run.Activate({Start()});
  run.Activate({Fire(1)});
  run.Destroy();

  EXPECT_EQ(alive, kLeft);
}

}  // namespace
