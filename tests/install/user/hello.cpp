// The smallest workflow of a user's.
#include <chrono>
#include <string>

#include "lockstep/workflow.h"

lockstep::Task<std::string> Hello(lockstep::Context& ctx, std::string name) {
  co_await ctx.Sleep(std::chrono::seconds(1));
  co_return "hello " + name;
}

LOCKSTEP_BUILD(build) { build.Workflow("Hello", &Hello); }
