// Compiled by CTest once for each case, to see that it is refused, and with
// ALLOWED, to see that nothing else is wrong.
#include "lockstep/workflow.h"

using namespace lockstep;
using namespace std::chrono_literals;

struct Order {
  std::string item;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Order, item)

const ActivityRef<void(Order)> kPlace{"Place", ActivityOptions()};
const NexusService kService{"endpoint", "Service"};

Task<void> Refused(Context& ctx) {
  const std::string name = "n";
  const Order order{"tea"};
  Task<void> task = [](Context& c) -> Task<void> { co_await c.Yield(); }(ctx);
  Channel<Order> channel(1);
#if defined(ALLOWED)
  const auto ready = [name] { return name.empty(); };
  const auto body = [name](Context& c) -> Task<void> { co_await c.Yield(); };
  co_await ctx.Activity("A", ActivityOptions(), order);
  co_await kPlace(ctx, order);
  co_await ctx.Child("C", ChildOptions(), order);
  co_await ctx.Nexus(kService, "o", NexusOptions(), order);
  co_await ctx.Await(ready);
  co_await ctx.Await(ready, 1s);
  co_await ctx.Spawn(body);
  co_await ctx.SideEffect<bool>(ready);
  co_await channel.Send(ctx, order);
  co_await std::move(task);
#elif defined(AGGREGATE_FOR_ACTIVITY)
  co_await ctx.Activity("A", ActivityOptions(), Order{"tea"});
#elif defined(AGGREGATE_FOR_REFERENCE)
  co_await kPlace(ctx, Order{"tea"});
#elif defined(AGGREGATE_FOR_CHILD)
  co_await ctx.Child("C", ChildOptions(), Order{"tea"});
#elif defined(AGGREGATE_FOR_NEXUS)
  co_await ctx.Nexus(kService, "o", NexusOptions(), Order{"tea"});
#elif defined(TWO_INPUTS_FOR_NEXUS)
  co_await ctx.Nexus(kService, "o", NexusOptions(), 1, 2);
#elif defined(AGGREGATE_FOR_CHANNEL)
  co_await channel.Send(ctx, Order{"tea"});
#elif defined(CLOSURE_FOR_AWAIT)
  co_await ctx.Await([name] { return name.empty(); });
#elif defined(CLOSURE_FOR_TIMED_AWAIT)
  co_await ctx.Await([name] { return name.empty(); }, 1s);
#elif defined(CLOSURE_FOR_SPAWN)
  co_await ctx.Spawn([name](Context& c) -> Task<void> { co_await c.Yield(); });
#elif defined(CLOSURE_FOR_SIDE_EFFECT)
  co_await ctx.SideEffect<bool>([name] { return name.empty(); });
#elif defined(TASK_WITHOUT_MOVE)
  co_await task;
#elif defined(FOREIGN_AWAITABLE)
  co_await std::suspend_always();
#endif
}

LOCKSTEP_BUILD(build) {
#if defined(NOT_A_TASK)
  build.Workflow("W", [](Context&) { return 1; });
#elif defined(NO_CONTEXT)
  build.Workflow("W", [](int) -> Task<void> { co_return; });
#else
  build.Workflow("W", &Refused);
#endif
}
