// What becomes of an exception, by the place where it leaves the author's code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/workflow/fake_host.h"

using namespace lockstep;
using namespace lockstep::test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

void Throw(bool failure) {
  if (failure) throw ApplicationFailure("no", "Refused");
  throw std::logic_error("oops");
}

Task<void> ThrowsInATask(Context& ctx, bool failure) {
  co_await ctx.Yield();
  Throw(failure);
}

// The places that a cancellation by the server, or a signal, leads to.
void Listen(Context& ctx, const std::string& where, bool failure) {
  if (where == "callback") ctx.OnCancel([=] { Throw(failure); });
  if (where == "signal") ctx.OnSignal("go", [=] { Throw(failure); });
  if (where == "signal task") {
    ctx.OnSignal("go", [&ctx, failure]() -> Task<void> {
      co_await ThrowsInATask(ctx, failure);
    });
  }
  if (where == "unhandled signal") {
    ctx.OnUnhandledSignal(
        [=](const std::string&, const PayloadList&) { Throw(failure); });
  }
}

Task<void> Escapes(Context& ctx, std::string where, bool failure) {
  Listen(ctx, where, failure);
  Context calm = ctx.DetachedScope();
  const Future<void> timer = calm.Timer(1s);
  co_await timer;
  if (where == "main") Throw(failure);
  if (where == "task") co_await ThrowsInATask(ctx, failure);
  if (where == "spawned") {
    const Future<void> spawned = ctx.Spawn(ThrowsInATask(ctx, failure));
    co_await spawned;
  }
  if (where == "all of") {
    const Future<void> spawned = ctx.Spawn(ThrowsInATask(ctx, failure));
    co_await WhenAll(spawned, timer);
  }
  if (where == "predicate") {
    co_await ctx.Await([failure] {
      Throw(failure);
      return true;
    });
  }
  co_await calm.Await([] { return false; });
}

TEST(Escape, OfAFailureFailsTheWorkflowAndOfAnythingElseTheTask) {
  for (const char* where :
       {"main", "task", "spawned", "all of", "predicate", "callback", "signal",
        "signal task", "unhandled signal"}) {
    const std::string name = '"' + std::string(where) + '"';
    Instance failed(Only<&Escapes>(), "W", {name, "true"});
    Instance broken(Only<&Escapes>(), "W", {name, "false"});
    failed.Activate({Start()});
    broken.Activate({Start()});
    std::vector<Job> jobs{Signal("go"), Fire(1)};
    if (where == std::string("callback")) jobs.push_back(CancelWorkflow());

    EXPECT_THAT(failed.Activate(jobs),
                ElementsAre("FAIL application 'no' type=Refused"))
        << where;
    EXPECT_THAT(
        broken.Activate(jobs),
        ElementsAre("status 1: workflow code threw std::logic_error: oops"))
        << where;
  }
}

class Constructed {
 public:
  explicit Constructed(Context&) { throw std::logic_error("oops"); }
  Task<void> Run(Context&) { co_return; }
};
void RegisterConstructed(Build& build) {
  build.Workflow<Constructed>("W").Signal("s");
}

TEST(Escape, OfAConstructorFailsTheTaskBeforeAnythingIsDelivered) {
  Instance run(internal::BuildOf<&RegisterConstructed>::Get(), "W");

  EXPECT_THAT(run.Activate({Start(), Signal("s")}),
              ElementsAre(HasSubstr("threw std::logic_error: oops")));
}

// ---- Cancelled ----

Task<void> ThrowsCancelledAnywhere(Context& ctx) {
  ctx.OnSignal("go", [] { throw Cancelled("by a handler"); });
  Context calm = ctx.DetachedScope();
  co_await calm.Sleep(1s);
}

TEST(Escape, OfCancelledClosesAsCancelledIfThatWasRequested) {
  Instance requested(Only<&ThrowsCancelledAnywhere>(), "W");
  Instance not_requested(Only<&ThrowsCancelledAnywhere>(), "W");
  requested.Activate({Start()});
  not_requested.Activate({Start()});

  EXPECT_THAT(requested.Activate({CancelWorkflow(), Signal("go")}),
              ElementsAre("CANCEL_CLOSE"));
  EXPECT_THAT(not_requested.Activate({Signal("go")}),
              ElementsAre("FAIL canceled 'by a handler'"));
}

// ---- After it ----

TEST(Escape, EndsTheRunWithoutAnythingElse) {
  Instance run(Only<&Escapes>(), "W", {"\"signal\"", "true"});
  run.Activate({Start()});
  run.Activate({Signal("go")});

  EXPECT_THAT(run.Activate({Fire(1)}), ElementsAre());
  EXPECT_THAT(run.Blocked(), ElementsAre());
}

}  // namespace
