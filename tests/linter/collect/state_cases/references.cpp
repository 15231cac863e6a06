// Coroutines and what their parameters refer to.
#include <functional>
#include <string_view>

#include "lockstep/workflow.h"

using namespace lockstep;
using namespace std::chrono_literals;

struct Order {
  std::string item;
};
Task<int> Ship(Context& ctx, const Order& order) {  //! dangling-parameter 'order' if registered
  co_await ctx.Sleep(1s);
  co_return static_cast<int>(order.item.size());
}
Task<int> View(Context& ctx, std::string_view name) {  //! dangling-parameter 'name' if registered
  co_await ctx.Sleep(1s);
  co_return static_cast<int>(name.size());
}
Task<int> Copies(Context& ctx, Order order) {
  co_await ctx.Sleep(1s);
  co_return static_cast<int>(order.item.size());
}
Task<int> Forward(Context& ctx, const Order& order) { return Ship(ctx, order); }
Task<int> ReturnsLocal(Context& ctx) {
  Order order;
  return Ship(ctx, order);  //! dangling-parameter 'order'
}
Task<int> ReturnsPartOfParameter(Context& ctx, const std::vector<Order>& all) {
  const Order& first = all.front();
  return Ship(ctx, first);
}
Task<int> ReturnsPartOfLocal(Context& ctx) {
  std::vector<Order> all(1);
  const Order& first = all.front();
  return Ship(ctx, first);  //! dangling-parameter 'order'
}
struct Shop {
  Order order;
  Task<int> ReturnsMember(Context& ctx) { return Ship(ctx, order); }
};
Task<void> Handlers(Context& ctx) {
  Order order;
  ctx.OnUpdate<int>("kept", [ctx, &order](int) mutable { return Ship(ctx, order); });
  ctx.OnUpdate<int>("copied", [ctx, order](int) mutable {
    return Ship(ctx, order);  //! dangling-parameter 'order'
  });
  co_await ctx.Sleep(1s);
}
std::string Name() { return "x"; }

Task<int> Calls(Context& ctx, Order order) {
  int sum = co_await Ship(ctx, order);
  sum += co_await View(ctx, Name());
  sum += co_await ctx.Spawn(Ship(ctx, order));
  Task<int> stored = Ship(ctx, order);  //! dangling-parameter 'order' warning
  Task<int> gone = View(ctx, Name());   //! dangling-parameter 'name'
  Task<int> literal = View(ctx, "tea");
  Task<int> copied = Copies(ctx, order);
  Future<int> spawned = ctx.Spawn(Ship(ctx, order));  //! dangling-parameter 'order'
  std::vector<Task<int>> tasks;
  tasks.push_back(Ship(ctx, order));  //! dangling-parameter 'order'
  tasks.push_back(Copies(ctx, order));
  co_await WhenAll(std::vector<Future<int>>());
  sum += co_await std::move(stored) + co_await std::move(gone);
  sum += co_await std::move(literal) + co_await std::move(copied);
  co_return sum + co_await spawned;
}

Task<void> Lambdas(Context& ctx) {
  const Order order{"tea"};
  Task<void> gone = [order](Context& c) -> Task<void> {  //! dangling-parameter 'a capture of the lambda'
    co_await c.Sleep(1s);
  }(ctx);
  const auto body = [order](Context& c) -> Task<void> { co_await c.Sleep(1s); };
  Task<void> kept = body(ctx);
  Future<void> spawned = ctx.Spawn(body);
  Future<void> early = ctx.Spawn(body(ctx));  //! dangling-parameter 'a capture of the lambda'
  co_await std::move(gone);
  co_await std::move(kept);
  co_await spawned;
  co_await early;
}

std::vector<Order> Orders();
const Order& Known();
Task<int> Views(Context& ctx) {
  const Order& first = Orders().front();  //! dangling-parameter 'first'
  const Order copy = Orders().front();
  const Order& extended = Order{"tea"};
  const Order& known = Known();
  std::string_view name = Name();  //! dangling-parameter 'name'
  std::string_view literal = "tea";
  std::string_view brief = Name();
  const size_t size = brief.size();
  co_await ctx.Sleep(1s);
  co_return static_cast<int>(first.item.size() + copy.item.size() +
                             extended.item.size() + known.item.size() +
                             name.size() + literal.size() + size);
}
