#include <map>
#include <string>
#include <utility>
#include <vector>

#include "expect.h"
#include "sdk.h"

using lockstep::ActivityOptions;
using lockstep::Context;
using lockstep::Future;
using lockstep::Task;

Future<int> A(Context& ctx);
Future<int> B(Context& ctx);
int Twice(int n);
int Sum(int a, int b);
void Ship(const std::string& a, const std::string& b);
struct Pair {
  Pair(int a, int b);
};
struct Plain {
  int a = 0;
  int b = 0;
};

REPORTS("unsequenced-effects/2") Task<int> Operands(Context& ctx) {
  co_return co_await A(ctx) + co_await B(ctx);
}
REPORTS("unsequenced-effects/2") Task<int> Arguments(Context& ctx) {
  co_return Sum(co_await A(ctx), co_await B(ctx));
}
REPORTS("unsequenced-effects/2") void Draws(Context& ctx) {
  Ship(ctx.Uuid(), ctx.Uuid());
}
REPORTS("unsequenced-effects/2") double Doubles(Context& ctx) {
  return ctx.Random().UniformDouble() - ctx.Random().UniformDouble();
}
REPORTS("unsequenced-effects/2") void Constructed(Context& ctx) {
  Pair pair(int(ctx.Random().UniformDouble()),
            int(ctx.Random().UniformDouble()));
  (void)pair;
}
REPORTS("unsequenced-effects/2") Task<void> BracesWithAwait(Context& ctx) {
  Plain plain{co_await A(ctx), co_await B(ctx)};
  (void)plain;
}
REPORTS("unsequenced-effects/2")
Task<void> Assigned(Context& ctx, std::map<std::string, int> m) {
  m[ctx.Uuid()] = co_await A(ctx);
}
REPORTS("unsequenced-effects/3") Task<int> Chain(Context& ctx) {
  co_return co_await A(ctx) + co_await B(ctx) + co_await A(ctx);
}
REPORTS("unsequenced-effects/2") int UserFunctions(Context& ctx) {
  return Sum(Twice(1), Twice(2));
}

SILENT Task<int> InLocals(Context& ctx) {
  const int a = co_await A(ctx);
  const int b = co_await B(ctx);
  co_return a + b;
}
SILENT void Braces(Context& ctx) {
  Plain plain{int(ctx.Random().UniformDouble()),
              int(ctx.Random().UniformDouble())};
  (void)plain;
}
SILENT Task<bool> Logical(Context& ctx) {
  co_return co_await A(ctx) > 1 && co_await B(ctx) > 1;
}
SILENT Task<int> Choice(Context& ctx, bool first) {
  co_return first ? co_await A(ctx) : co_await B(ctx);
}
SILENT Task<void> OneEffect(Context& ctx, int n) {
  const int a = co_await A(ctx) + n;
  co_await ctx.Activity<void>(std::to_string(a), ActivityOptions(), a);
}
SILENT int Nested(Context& ctx) { return Twice(Twice(Twice(1))); }
SILENT void Times(Context& ctx) {
  (void)std::pair(ctx.Now(), ctx.IsReplaying());
}
