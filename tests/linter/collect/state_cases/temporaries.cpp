// Temporaries in full expressions with co_await.
#include "lockstep/workflow.h"

using namespace lockstep;
using namespace std::chrono_literals;

struct Order {
  std::string item;
};
struct Point {
  int x, y;
};
class Named2 {
 public:
  explicit Named2(std::string n) : name(std::move(n)) {}
  std::string name;
};
Future<int> Ship(Context& ctx, const Order& order);
Future<int> Move(Context& ctx, Point point);
Future<int> Call(Context& ctx, const Named2& named);
Future<int> Run(Context& ctx, std::function<int()> f);
Future<int> List(Context& ctx, std::vector<int> list);
Order Make();

Task<int> Temporaries(Context& ctx) {
  const Order order{"tea"};
  const std::string name = "x";
  int sum = co_await Ship(ctx, order);
  sum += co_await Ship(ctx, Order{"tea"});   //! awaited-temporary 'Order'
  sum += co_await Ship(ctx, Order("tea"));   //! awaited-temporary 'Order'
  sum += co_await Ship(ctx, {"tea"});        //! awaited-temporary 'Order'
  sum += co_await Ship(ctx, Order{});        //! awaited-temporary 'Order'
  sum += co_await Ship(ctx, Make());
  sum += co_await Move(ctx, Point{1, 2});
  sum += co_await Call(ctx, Named2("tea"));
  sum += co_await Run(ctx, [name] { return 1; });  //! awaited-temporary 'the lambda with its captures'
  sum += co_await Run(ctx, [&] { return sum; });
  sum += co_await List(ctx, std::vector<int>{1, 2});  //! awaited-temporary 'the initializer list'
  const Order made{co_await ctx.Activity<std::string>("A", ActivityOptions())};
  Future<int> before = Ship(ctx, Order{"tea"});
  co_return sum + co_await before;
}
