#include "history_fetch/status/running_survey.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "history_fetch/timestamps.h"
#include "tests/history_fetch/status/scripted_service.h"

namespace lockstep::fetch {
namespace {

using Kind = Exposure::Kind;

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kDay = 86400 * kSecond;
const int64_t kNow = ParseTime("2026-11-22T00:00:00Z").value();

CorpusSurvey CorpusOf(const std::vector<Entry>& entries) {
  CorpusSurvey survey({.now_ns = kNow});
  for (const Entry& entry : entries) survey.Add(entry);
  return survey;
}

rpc::ExecutionInfo Running(const std::string& type, const std::string& id,
                           int64_t age_ns = kSecond) {
  rpc::ExecutionInfo run;
  run.execution = {id, "run-" + id};
  run.workflow_type = type;
  run.status = "Running";
  run.start_time_ns = kNow - age_ns;
  return run;
}

ServerStatus Survey(ScriptedService& service, const CorpusSurvey& corpus,
                    RunningOptions options = {.server_version = "1.32.0",
                                              .name_space = "shop"}) {
  auto status = SurveyRunning(service, corpus, options);
  EXPECT_TRUE(status) << status.error().message;
  return status ? *status : ServerStatus{};
}

TEST(RunningSurvey, FindsNothingWhereEachVersionHasAHistory) {
  ScriptedService service;
  service.runs = {Running("Order", "a"), Running("Order", "b")};
  service.runs[1].change_versions = {"discount-2"};
  service.runs[1].build_ids = {"unversioned", "unversioned:abc"};

  const ServerStatus status =
      Survey(service, CorpusOf({{.workflow_type = "Order",
                                 .build_ids = {"abc"},
                                 .change_versions = {"discount-2"}},
                                {.workflow_type = "Order"}}));

  EXPECT_EQ(status.version, "1.32.0");
  EXPECT_EQ(status.name_space, "shop");
  EXPECT_EQ(status.retention_s, 86400);
  EXPECT_EQ(status.running,
            (std::vector<RunningStatus>{
                {.workflow_type = "Order", .running = 2, .sampled = 2}}));
  EXPECT_TRUE(status.exposures.empty());
  EXPECT_TRUE(status.retirements.empty());
}

TEST(RunningSurvey, FindsTypesWithoutAHistory) {
  ScriptedService service;
  // "Ship" is asked for; "Refund" is found.
  service.runs = {Running("Ship", "a"), Running("Refund", "b", 3 * kSecond),
                  Running("Refund", "c", 4 * kSecond)};

  const ServerStatus status =
      Survey(service, CorpusOf({{.workflow_type = "Order"}}),
             {.server_version = "1.32.0",
              .name_space = "shop",
              .types = {"Ship", "Idle"}});

  EXPECT_EQ(status.running,
            (std::vector<RunningStatus>{{.workflow_type = "Idle"},
                                        {.workflow_type = "Order"},
                                        {.workflow_type = "Refund",
                                         .running = 2,
                                         .sampled = 2,
                                         .unrepresented = 2},
                                        {.workflow_type = "Ship",
                                         .running = 1,
                                         .sampled = 1,
                                         .unrepresented = 1}}));
  ASSERT_EQ(status.exposures.size(), 2u);
  EXPECT_EQ(status.exposures[0],
            (Exposure{.workflow_type = "Refund",
                      .running = 2,
                      .oldest_start = "2026-11-21T23:59:56Z",
                      .examples = {{"c", "run-c"}, {"b", "run-b"}}}));
  EXPECT_EQ(status.exposures[1].workflow_type, "Ship");
}

TEST(RunningSurvey, FindsVersionsWithoutAHistory) {
  ScriptedService service;
  service.runs = {Running("Order", "a"), Running("Order", "b"),
                  Running("Order", "c"), Running("Order", "d")};
  service.runs[0].change_versions = {"discount-1", "discount-2"};
  service.runs[1].deployment_version = "shop:v2";
  service.runs[1].build_ids = {"pinned:shop:v2"};  // the deployment says it
  service.runs[2].build_ids = {"unversioned", "unversioned:def"};
  service.runs[3].deployment_version = "shop:v2";

  // What another type has seen does not count.
  const ServerStatus status =
      Survey(service, CorpusOf({{.workflow_type = "Order",
                                 .build_ids = {"abc"},
                                 .deployment_versions = {"shop.v1"},
                                 .change_versions = {"discount-1"}},
                                {.workflow_type = "Order"},
                                {.workflow_type = "Refund",
                                 .build_ids = {"def"},
                                 .change_versions = {"discount-2"}}}));

  ASSERT_EQ(status.exposures.size(), 3u);
  EXPECT_EQ(status.exposures[0].kind, Kind::kDeploymentVersion);
  EXPECT_EQ(status.exposures[0].version, "shop:v2");
  EXPECT_EQ(status.exposures[0].running, 2);
  EXPECT_EQ(status.exposures[1].kind, Kind::kChangeVersion);
  EXPECT_EQ(status.exposures[1].version, "discount-2");
  EXPECT_EQ(status.exposures[2].kind, Kind::kBuildId);
  EXPECT_EQ(status.exposures[2].version, "def");
  EXPECT_EQ(status.running[0].unrepresented, 4);
}

// They go the old way at a patch: a history that goes the new one says nothing
// of them. Neither does one of another type.
TEST(RunningSurvey, RunsWithoutAChangeVersionAreAVersionOfTheirOwn) {
  ScriptedService service;
  for (int i = 0; i < 10; ++i) {
    service.runs.push_back(Running("Order", std::to_string(i)));
    service.runs.back().build_ids = {"unversioned:abc"};
    if (i % 2 == 1) service.runs.back().change_versions = {"discount-1"};
  }
  const Entry patched = {.workflow_type = "Order",
                         .build_ids = {"abc"},
                         .change_versions = {"discount-1"}};

  for (const int64_t sample : {4, 100}) {
    const ServerStatus status =
        Survey(service, CorpusOf({patched, {.workflow_type = "Refund"}}),
               {.server_version = "1.32.0",
                .name_space = "shop",
                .types = {},
                .sample = sample});

    ASSERT_EQ(status.exposures.size(), 1u);
    EXPECT_EQ(status.exposures[0].kind, Kind::kNoChangeVersion);
    EXPECT_EQ(status.exposures[0].version, "");
    EXPECT_EQ(status.exposures[0].running, 5);
    EXPECT_TRUE(status.exposures[0].exact);
    EXPECT_EQ(status.running[0].unrepresented * 2, status.running[0].sampled);
  }
  Entry old = patched;
  old.change_versions = {};
  EXPECT_TRUE(Survey(service, CorpusOf({patched, old})).exposures.empty());
}

// A sample of 8 has room for 2 of each age, and some ages have fewer; the
// server counts what it has found.
TEST(RunningSurvey, CountsWhatASampleHasFound) {
  ScriptedService service;
  for (int i = 0; i < 30; ++i) {
    service.runs.push_back(Running("Order", std::to_string(i), (i + 1) * kDay));
    service.runs.back().change_versions = {"new-1"};
  }

  const ServerStatus status =
      Survey(service, CorpusOf({{.workflow_type = "Order"}}),
             {.server_version = "1.32.0",
              .name_space = "shop",
              .types = {},
              .sample = 8});

  EXPECT_EQ(status.running,
            (std::vector<RunningStatus>{{.workflow_type = "Order",
                                         .running = 30,
                                         .sampled = 6,
                                         .unrepresented = 6}}));
  ASSERT_EQ(status.exposures.size(), 1u);
  EXPECT_EQ(status.exposures[0].running, 30);
  EXPECT_TRUE(status.exposures[0].exact);
}

TEST(RunningSurvey, SpreadsASampleOverTheAges) {
  ScriptedService service;
  // Lists come newest first: a plain sample would have no old one.
  for (int i = 0; i < 40; ++i) {
    service.runs.push_back(Running("Order", std::to_string(i)));
  }
  service.runs.push_back(Running("Order", "old", 40 * kDay));

  const ServerStatus status = Survey(service, CorpusOf({}),
                                     {.server_version = "1.32.0",
                                      .name_space = "shop",
                                      .types = {},
                                      .sample = 8});

  EXPECT_EQ(status.running[0].sampled, 8);
  EXPECT_EQ(status.exposures[0].examples[0].workflow_id, "old");
}

TEST(RunningSurvey, FollowsPages) {
  ScriptedService service;
  service.page_size = 3;
  for (int i = 0; i < 10; ++i) {
    service.runs.push_back(Running("Order", std::to_string(i)));
  }

  const ServerStatus status =
      Survey(service, CorpusOf({{.workflow_type = "Order"}}));

  EXPECT_EQ(status.running[0].sampled, 10);
}

TEST(RunningSurvey, DoesWithoutACountThatTheServerRefuses) {
  ScriptedService service;
  for (int i = 0; i < 10; ++i) {
    service.runs.push_back(Running("Order", std::to_string(i)));
    service.runs.back().deployment_version = "shop:v2";
  }
  service.failing = "TemporalWorkerDeploymentVersion";
  service.failure = {rpc::CallError::Kind::kInvalidArgument, "no such field"};

  const ServerStatus status =
      Survey(service, CorpusOf({{.workflow_type = "Order"}}),
             {.server_version = "1.32.0",
              .name_space = "shop",
              .types = {},
              .sample = 4});

  ASSERT_EQ(status.exposures.size(), 1u);
  EXPECT_EQ(status.exposures[0].running, 4);
  EXPECT_FALSE(status.exposures[0].exact);
}

TEST(RunningSurvey, FindsChangeVersionsThatNothingRunningHas) {
  ScriptedService service;
  service.runs = {Running("Order", "a"), Running("Other", "b")};
  service.runs[0].change_versions = {"kept-1"};
  service.runs[1].change_versions = {"elsewhere-1"};

  const ServerStatus status =
      Survey(service,
             CorpusOf({{.name_space = "shop",
                        .workflow_type = "Order",
                        .change_versions = {"elsewhere-1", "kept-1", "old-1"}},
                       {.name_space = "shop",
                        .workflow_type = "Order",
                        .change_versions = {"old-1"}},
                       {.name_space = "depot", .workflow_type = "Order"},
                       {.name_space = "attic", .workflow_type = "Other"}}));

  EXPECT_EQ(status.retirements,
            (std::vector<Retirement>{{"old-1", 2, {"depot", "shop"}}}));
}

// No query finds a name with a quote: what stands before it finds other types,
// too.
TEST(RunningSurvey, TellsTypesApartThatNoQueryDoes) {
  ScriptedService service;
  service.runs = {Running("Ship \"it\"", "a"), Running("Ship", "b"),
                  Running("Ship \"x\"", "c")};

  const CorpusSurvey corpus =
      CorpusOf({{.workflow_type = "Ship \"it\"", .change_versions = {"a\"b-1"}},
                {.workflow_type = "Ship \"it\""}});
  const ServerStatus all = Survey(service, corpus);
  const ServerStatus some =
      Survey(service, corpus,
             {.server_version = "1.32.0", .name_space = "shop", .sample = 1});

  ASSERT_EQ(all.running.size(), 3u);
  for (const RunningStatus& status : all.running) {
    EXPECT_EQ(status.running, 1) << status.workflow_type;
    EXPECT_TRUE(status.exact) << status.workflow_type;
  }
  EXPECT_EQ(all.exposures.size(), 2u);
  EXPECT_TRUE(all.retirements.empty());
  EXPECT_FALSE(some.running[1].exact);
}

TEST(RunningSurvey, FailsWithTheServersSentence) {
  struct Row {
    std::string failing;
    rpc::CallError::Kind kind;
    ExitCode code;
  };
  using CallKind = rpc::CallError::Kind;
  const std::vector<Row> rows = {
      {"", CallKind::kAccess, ExitCode::kConnect},
      {"WorkflowType = ", CallKind::kUnavailable, ExitCode::kPartial},
      {"NOT IN", CallKind::kThrottled, ExitCode::kPartial},
      {"TemporalChangeVersion", CallKind::kCancelled, ExitCode::kPartial},
  };
  for (const Row& row : rows) {
    ScriptedService service;
    service.failing = row.failing;
    service.failure = {row.kind, "why"};
    const auto status = SurveyRunning(
        service,
        CorpusOf({{.workflow_type = "Order", .change_versions = {"a-1"}}}), {});
    ASSERT_FALSE(status) << row.failing;
    EXPECT_EQ(status.error(), (Failure{row.code, "why"}));
  }
}

TEST(RunningSurvey, EndsWhereAListWouldNot) {
  for (const bool stuck : {false, true}) {
    ScriptedService service;
    service.runs = {Running("Order", "a"), Running("Order", "b")};
    service.stuck = stuck;
    service.endless = !stuck;

    const auto status =
        SurveyRunning(service, CorpusOf({{.workflow_type = "Order"}}), {});

    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ExitCode::kIntegrity);
    EXPECT_EQ(status.error().message,
              std::string("the list of running workflows: the server gives ") +
                  (stuck ? "the same page token twice"
                         : "more than 100 empty pages one after the other") +
                  ", so the list would never end; try again, and look into the "
                  "server's log if it stays");
  }
}

}  // namespace
}  // namespace lockstep::fetch
