// Handlers that stop a cancellation, and texts of exceptions.
#include <system_error>

#include "lockstep/workflow.h"

using namespace lockstep;
using namespace std::chrono_literals;

void Note();

Task<void> Swallows(Context& ctx) {
  try {
    co_await ctx.Sleep(1s);
  } catch (...) {  //! swallowed-cancellation 'catch (...)'
    Note();
  }
}
Task<void> SwallowsBase(Context& ctx) {
  try {
    co_await ctx.Sleep(1s);
  } catch (const ApplicationFailure&) {
  } catch (const Failure& failure) {  //! swallowed-cancellation 'catch (const Failure &)'
    Note();
  }
}
Task<void> Rethrows(Context& ctx) {
  try {
    co_await ctx.Sleep(1s);
  } catch (...) {
    Note();
    throw;
  }
}
Task<void> Saga(Context& ctx) {
  bool failed = false;
  std::exception_ptr error;
  try {
    co_await ctx.Sleep(1s);
  } catch (...) {
    failed = true;
    error = std::current_exception();
  }
  if (failed) {
    co_await ctx.Sleep(2s);
    std::rethrow_exception(error);
  }
}
Task<void> SagaWithFlag(Context& ctx) {
  bool failed = false;
  try {
    co_await ctx.Sleep(1s);
  } catch (const std::exception&) {
    failed = true;
  }
  if (failed) {
    co_await ctx.Sleep(2s);
    throw ApplicationFailure("no", "No");
  }
}
Task<void> Knows(Context& ctx) {
  try {
    co_await ctx.Sleep(1s);
  } catch (const Cancelled&) {
    Note();
  } catch (...) {
    Note();
  }
}
Task<std::string> Says(Context& ctx) {
  try {
    co_await ctx.Sleep(1s);
  } catch (const std::exception&) {
    co_return "cancelled by the user";
  }
  co_return "done";
}
Task<void> Other(Context& ctx) {
  try {
    Note();
  } catch (...) {
  }
  try {
    co_await ctx.Sleep(1s);
  } catch (const ActivityFailure&) {
  } catch (const std::runtime_error&) {
  }
}

int Text(const std::exception& error, std::error_code code,
         const Failure& failure) {
  if (std::string(error.what()) == "timed out") return 1;  //! swallowed-cancellation 'std::exception::what'
  if (code.message() == "x") return 2;  //! swallowed-cancellation 'std::error_code::message'
  if (std::string(failure.what()) == "x") return 3;
  return 0;
}
