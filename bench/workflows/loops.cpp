// The workflows of the benchmarks: activities one after the other, and signals.
#include <chrono>
#include <cstdint>

#include "lockstep/workflow.h"

namespace bench {
namespace {

using lockstep::Context;
using lockstep::Task;
using namespace std::chrono_literals;

const lockstep::ActivityRef<int64_t(int64_t)> kStep{
    "Step", lockstep::ActivityOptions().StartToClose(1min)};

Task<int64_t> ActivityLoop(Context& ctx, int64_t count) {
  int64_t sum = 0;
  for (int64_t i = 0; i < count; ++i) sum += co_await kStep(ctx, i);
  co_return sum;
}

Task<int64_t> SignalLoop(Context& ctx, int64_t count) {
  lockstep::SignalChannel<int64_t> steps = ctx.SignalChannel<int64_t>("Step");
  int64_t sum = 0;
  for (int64_t i = 0; i < count; ++i) sum += co_await steps.Receive();
  co_return sum;
}

}  // namespace

LOCKSTEP_BUILD(build) {
  build.Workflow("ActivityLoop", &ActivityLoop);
  build.Workflow("SignalLoop", &SignalLoop);
}

}  // namespace bench
