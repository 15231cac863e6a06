// What a run is told about itself, and about those before it in its chain.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/workflow/fake_host.h"

using namespace lockstep;
using namespace lockstep::test;
using namespace std::chrono_literals;
using testing::ElementsAre;

namespace {

LsText Wire(std::string_view text) { return {text.data(), text.size()}; }

void Say(const Context& ctx, const std::string& line) {
  ctx.Log(LogLevel::kInfo, line);
}

Task<void> TellsWhoItIs(Context& ctx) {
  const WorkflowInfo& info = ctx.Info();
  Say(ctx, info.workflow_type + " " + info.workflow_id + " " + info.run_id +
               " " + info.workflow_namespace + " " + info.task_queue);
  Say(ctx, info.first_run_id + " " + info.continued_run_id);
  Say(ctx, info.parent_workflow_id + " " + info.parent_run_id);
  Say(ctx, std::to_string(info.attempt) + " " + info.cron_schedule);
  Say(ctx, std::to_string(info.start_time.time_since_epoch() / 1s) + " " +
               std::to_string(info.execution_timeout / 1s) + " " +
               std::to_string(info.run_timeout / 1s) + " " +
               std::to_string(info.task_timeout / 1s));
  Say(ctx, std::to_string(info.input.size()));
  co_return;
}

TEST(Info, TellsWhoTheRunIs) {
  const auto more = [](LsWorkflowInfo& info) {
    info.workflow_id = Wire("id");
    info.run_id = Wire("run");
    info.workflow_namespace = Wire("space");
    info.task_queue = Wire("queue");
    info.first_run_id = Wire("first");
    info.continued_run_id = Wire("previous");
    info.parent_workflow_id = Wire("parent");
    info.parent_run_id = Wire("parent-run");
    info.attempt = 3;
    info.cron_schedule = Wire("@daily");
    info.start_time = 5'000'000'000;
    info.execution_timeout = 6'000'000'000;
    info.run_timeout = 7'000'000'000;
    info.task_timeout = 8'000'000'000;
  };
  Instance run(Only<&TellsWhoItIs>(), "W", {"1", "2"}, more);

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre("LOG 2 W id run space queue", "LOG 2 first previous",
                          "LOG 2 parent parent-run", "LOG 2 3 @daily",
                          "LOG 2 5 6 7 8", "LOG 2 2", "COMPLETE"));
}

Task<void> TellsItsRetryPolicy(Context& ctx) {
  const std::optional<RetryPolicy>& retry = ctx.Info().retry;
  if (!retry) {
    Say(ctx, "none");
    co_return;
  }
  const RetryPolicy::Values& values = retry->Get();
  Say(ctx, std::to_string(values.initial_interval / 1s) + " " +
               std::to_string(static_cast<int>(values.backoff_coefficient)) +
               " " + std::to_string(values.maximum_interval / 1s) + " " +
               std::to_string(values.maximum_attempts) + " " +
               values.non_retryable_types.at(0));
}

TEST(Info, TellsTheRetryPolicy) {
  const auto more = [](LsWorkflowInfo& info) {
    static const LsText type = Wire("Declined");
    static const LsRetryPolicy policy{
        sizeof policy, 1'000'000'000, 3, 60'000'000'000, 4, &type, 1};
    info.retry_policy = &policy;
  };
  Instance with(Only<&TellsItsRetryPolicy>(), "W", {}, more);
  Instance without(Only<&TellsItsRetryPolicy>(), "W");

  EXPECT_THAT(with.Activate({Start()}),
              ElementsAre("LOG 2 1 3 60 4 Declined", "COMPLETE"));
  EXPECT_THAT(without.Activate({Start()}),
              ElementsAre("LOG 2 none", "COMPLETE"));
}

// ---- Chains of runs ----

Task<void> TellsOfThePreviousRun(Context& ctx) {
  const std::optional<int> last = ctx.Info().LastResult<int>();
  Say(ctx, last ? std::to_string(*last) : "no result");
  const Failure* const failure = ctx.Info().last_failure.get();
  Say(ctx, failure == nullptr ? "no failure" : failure->what());
  co_return;
}

TEST(Info, TellsTheLastResultAndTheLastFailure) {
  WirePayloads seven({"7"});
  WireFailure late(LS_FAILURE_TIMEOUT, "late");
  Instance both(Only<&TellsOfThePreviousRun>(), "W", {},
                [&](LsWorkflowInfo& info) {
                  info.last_result = seven.Get();
                  info.last_failure = late.Get();
                });
  Instance neither(Only<&TellsOfThePreviousRun>(), "W");

  EXPECT_THAT(both.Activate({Start()}),
              ElementsAre("LOG 2 7", "LOG 2 late", "COMPLETE"));
  EXPECT_THAT(neither.Activate({Start()}),
              ElementsAre("LOG 2 no result", "LOG 2 no failure", "COMPLETE"));
}

TEST(Info, HasNoLastResultIfThatWasNull) {
  WirePayloads null({""}, "binary/null");
  Instance run(Only<&TellsOfThePreviousRun>(), "W", {},
               [&](LsWorkflowInfo& info) { info.last_result = null.Get(); });

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre("LOG 2 no result", "LOG 2 no failure", "COMPLETE"));
}

TEST(Info, WithALastResultOfAnotherTypeIsUndecodable) {
  WirePayloads text({"\"x\""});
  Instance run(Only<&TellsOfThePreviousRun>(), "W", {},
               [&](LsWorkflowInfo& info) { info.last_result = text.Get(); });

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre(testing::HasSubstr("status 2: ")));
}

// ---- The task at hand ----

Task<void> TellsOfItsTasks(Context& ctx) {
  while (true) {
    const WorkflowInfo& info = ctx.Info();
    Say(ctx, std::to_string(info.history_length) + " " +
                 std::to_string(info.history_size) + " " +
                 (info.continue_as_new_suggested ? "suggested" : "-") + " " +
                 info.build_id);
    co_await ctx.Sleep(1s);
  }
}

TEST(Info, TellsOfTheTaskAtHand) {
  Instance run(Only<&TellsOfItsTasks>(), "W");
  run.more = [](LsActivation& activation) {
    activation.history_length = 7;
    activation.history_size = 700;
    activation.continue_as_new_suggested = 1;
    activation.build_id = Wire("v1");
  };
  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre("LOG 2 7 700 suggested v1", "START_TIMER 1 1000ms"));

  run.more = [](LsActivation& activation) { activation.history_length = 9; };
  EXPECT_THAT(run.Activate({Fire(1)}),
              ElementsAre("LOG 2 9 0 - ", "START_TIMER 2 1000ms"));
}

}  // namespace
