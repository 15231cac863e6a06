#include "expect.h"
#include "sdk.h"

using lockstep::Context;

int Probe();
void Quiet();
bool Elsewhere(Context& ctx);

SAYS("replay") bool IsReplay(Context& ctx) { return ctx.IsReplaying(); }
SAYS("live") bool IsLive(Context& ctx) { return !ctx.IsReplaying(); }
SAYS("always") bool IsBig(int n) { return n > 10; }
SAYS("replay") bool ByBranch(Context& ctx) {
  if (ctx.IsReplaying()) return true;
  return false;
}
SAYS("live") bool StoredAnswer(Context& ctx) {
  const bool live = !ctx.IsReplaying();
  return live;
}

REGIONS("live always") void If(Context& ctx) {
  if (!ctx.IsReplaying()) Probe();
  Probe();
}
REGIONS("replay live") void Else(Context& ctx) {
  if (ctx.IsReplaying()) {
    Probe();
  } else {
    Probe();
  }
}
REGIONS("always live") void EarlyReturn(Context& ctx) {
  Probe();
  if (ctx.IsReplaying()) return;
  Probe();
}
REGIONS("live") void EarlyReturnInBothArms(Context& ctx, int n) {
  if (ctx.IsReplaying()) {
    Quiet();
    if (n > 1) return;
    return;
  }
  Probe();
}
REGIONS("always") void MaybeReturn(Context& ctx, int n) {
  if (ctx.IsReplaying()) {
    if (n > 1) return;
  }
  Probe();
}
REGIONS("live always") void Continue(Context& ctx, int n) {
  for (int i = 0; i < n; ++i) {
    if (ctx.IsReplaying()) continue;
    Probe();
  }
  Probe();
}
REGIONS("live") void Thrown(Context& ctx) {
  if (ctx.IsReplaying()) throw 1;
  Probe();
}
REGIONS("live") void And(Context& ctx, bool verbose) {
  if (verbose && !ctx.IsReplaying()) Probe();
}
REGIONS("always") void Or(Context& ctx, bool verbose) {
  if (verbose || !ctx.IsReplaying()) Probe();
}
REGIONS("live") void OrReturn(Context& ctx, bool off) {
  if (off || ctx.IsReplaying()) return;
  Probe();
}
REGIONS("live") bool RightOfAnd(Context& ctx) {
  return !ctx.IsReplaying() && Probe() > 0;
}
REGIONS("replay live") int Choice(Context& ctx) {
  return ctx.IsReplaying() ? Probe() : Probe();
}
REGIONS("live") void Stored(Context& ctx) {
  const bool replaying = ctx.IsReplaying();
  if (!replaying) Probe();
}
REGIONS("always") void StoredAndChanged(Context& ctx, bool other) {
  bool replaying = ctx.IsReplaying();
  if (other) replaying = true;
  if (!replaying) Probe();
}
REGIONS("live") void Compared(Context& ctx) {
  if (ctx.IsReplaying() == false) Probe();
}
REGIONS("replay? live?") void ByFunction(Context& ctx) {
  if (Elsewhere(ctx)) Probe();
  if (!Elsewhere(ctx)) Probe();
}
REGIONS("live?") void ByFunctionEarly(Context& ctx) {
  if (Elsewhere(ctx)) return;
  Probe();
}
REGIONS("always") void ByPureFunction(int n) {
  if (IsBig(n)) Probe();
}
REGIONS("live") void Nested(Context& ctx, int n) {
  if (!ctx.IsReplaying()) {
    for (int i = 0; i < n; ++i) {
      if (Elsewhere(ctx)) Probe();
    }
  }
}
REGIONS("live") lockstep::Task<void> Coroutine(Context& ctx) {
  co_await ctx.Sleep(std::chrono::seconds(1));
  if (ctx.IsReplaying()) co_return;
  Probe();
}
REGIONS("live live") void Try(Context& ctx) {
  if (ctx.IsReplaying()) return;
  try {
    Probe();
  } catch (int) {
    Probe();
  }
}
// What is dead is not walked at all.
[[noreturn]] void Die();
REGIONS("always") void Dead() {
  Probe();
  Die();
  Probe();
}
REGIONS("always") void ConstantBranch() {
  if (sizeof(int) == 4) Probe();
}
REGIONS("never") void ConstantInLoop(int n) {
  for (;;) {
    if (n > 1) return;
  }
  Probe();
}
