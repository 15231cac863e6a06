// Differences that a server or a codec makes, not the code: none of them is a
// finding (product-evidence row 47). And next to each, one that is.
#include <gtest/gtest.h>

#include <functional>

#include "replayer/engine/replay.h"
#include "tests/replayer/engine/history_text.h"
#include "tests/replayer/engine/scripted_build.h"

namespace lockstep::replay {
namespace {

using history::Event;

struct Row {
  const char* law;
  const char* history;
  const char* script;
  std::function<void(Event&)> server;  // what it makes of event 5
  const char* findings;                // "value input; ..."
};

std::string FindingsOf(const Row& row) {
  history::History history = HistoryOf(row.history);
  row.server(history.events.at(4));
  const ScriptedBuild build(row.script);
  const ReplayResult result = Replay(history, build.build(), {}, nullptr);
  EXPECT_EQ(result.verdict, Verdict::kOk) << row.law << ": " << result.message;
  std::string text;
  for (const Difference& finding : result.findings) {
    text += (text.empty() ? "" : "; ") + std::string(Name(finding.tier)) + " " +
            finding.field;
  }
  return text;
}

void Check(const std::vector<Row>& rows) {
  for (const Row& row : rows)
    EXPECT_EQ(FindingsOf(row), row.findings) << row.law;
}

template <class T>
std::function<void(Event&)> Server(void (*change)(T&)) {
  return [change](Event& event) { change(std::get<T>(event.attributes)); };
}

using history::ActivityScheduled;
using history::ChildInitiated;
using history::ExternalRequest;
using history::PropertiesModified;
using history::WorkflowClosed;

constexpr char kActivity[] = "started;task;activity 1 A 1";
constexpr char kSame[] = "activity 1 A try - 1";

TEST(Values, PayloadMetadataOfServersAndCodecsIsNotCompared) {
  Check({
      {"a message type", kActivity, kSame,
       Server<ActivityScheduled>(
           [](auto& a) { a.input[0].metadata["messageType"] = "acme.Order"; }),
       ""},
      {"another kind of JSON", kActivity, kSame,
       Server<ActivityScheduled>(
           [](auto& a) { a.input[0].metadata["encoding"] = "json/protobuf"; }),
       ""},
      {"encrypted bytes", kActivity, kSame,
       Server<ActivityScheduled>([](auto& a) {
         a.input[0] = {
             {{"encoding", "binary/encrypted"}, {"encryption-key-id", "k1"}},
             "\x01\x02"};
       }),
       ""},
      {"compressed bytes", kActivity, kSame,
       Server<ActivityScheduled>([](auto& a) {
         a.input[0] = {{{"encoding", "binary/zlib"}}, "\x78"};
       }),
       ""},
      {"spelling of JSON", kActivity, kSame,
       Server<ActivityScheduled>([](auto& a) { a.input[0].data = " 1.0\n"; }),
       ""},
      {"but another value is", kActivity, kSame,
       Server<ActivityScheduled>([](auto& a) { a.input[0].data = "2"; }),
       "value input"},
      {"and bytes for JSON", kActivity, kSame,
       Server<ActivityScheduled>(
           [](auto& a) { a.input[0].metadata["encoding"] = "binary/plain"; }),
       "value input"},
      {"and a missing argument", kActivity, kSame,
       Server<ActivityScheduled>([](auto& a) { a.input.clear(); }),
       "value input"},
      {"a null result for none", "started;task;complete", "complete",
       Server<WorkflowClosed>([](auto& closed) {
         closed.result.push_back({{{"encoding", "binary/null"}}, ""});
       }),
       ""},
  });
}

TEST(Values, HeadersAreNotCompared) {
  Check({
      {"of an activity", kActivity, kSame,
       Server<ActivityScheduled>([](auto& a) {
         a.header["_tracer-data"] = {{}, "trace"};
       }),
       ""},
      {"of a child", "started;task;child c K", "child 1 c K",
       Server<ChildInitiated>([](auto& c) {
         c.header["_tracer-data"] = {{}, "trace"};
       }),
       ""},
      {"of a signal", "started;task;signal-external w go",
       "signal-external 1 w go", Server<ExternalRequest>([](auto& request) {
         request.header["_tracer-data"] = {{}, "trace"};
         request.control = "5";
         request.workflow_namespace = "default";
       }),
       ""},
  });
}

TEST(Values, TimeoutsThatTheServerFillsInOrShortensAreNotDifferences) {
  Check({
      {"all that the code leaves unset", kActivity, kSame,
       Server<ActivityScheduled>([](auto& a) {
         a.schedule_to_close = {3600, 0};
         a.schedule_to_start = {3600, 0};
         a.heartbeat = {30, 0};
       }),
       ""},
      {"start-to-close, to schedule-to-close",
       "started;task;activity 1 A 1 q 40", "activity 1 A try - 1 q 40",
       Server<ActivityScheduled>([](auto&) {}), ""},
      {"schedule-to-close, to the run's",
       "started run-timeout=30;task;activity 1 A 1 q 30",
       "activity 1 A try - 1 q 40", Server<ActivityScheduled>([](auto&) {}),
       ""},
      {"start-to-close, to the run's",
       "started run-timeout=30;task;activity 1 A 1", kSame,
       Server<ActivityScheduled>([](auto& a) {
         a.start_to_close = {30, 0};
       }),
       ""},
      {"but not to anything", kActivity, kSame,
       Server<ActivityScheduled>([](auto& a) {
         a.start_to_close = {30, 0};
       }),
       "value start-to-close timeout"},
      {"nor are they made longer", "started run-timeout=90;task;activity 1 A 1",
       kSame, Server<ActivityScheduled>([](auto& a) {
         a.start_to_close = {90, 0};
       }),
       "value start-to-close timeout"},
  });
}

TEST(Values, WhatTheServerAddsToOptionsIsNotCompared) {
  Check({
      {"a default retry policy", kActivity, kSame,
       Server<ActivityScheduled>([](auto& a) {
         a.retry_policy = history::RetryPolicy{{1, 0}, 2, {100, 0}, 0, {}};
       }),
       ""},
      {"a child's namespace, timeouts, policies and retry policy",
       "started;task;child c K", "child 1 c K",
       Server<ChildInitiated>([](auto& c) {
         c.workflow_namespace = "default";
         c.execution_timeout = {3600, 0};
         c.run_timeout = {3600, 0};
         c.task_timeout = {10, 0};
         c.parent_close_policy = "PARENT_CLOSE_POLICY_TERMINATE";
         c.id_reuse_policy = "WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE";
         c.retry_policy = history::RetryPolicy{{1, 0}, 2, {100, 0}, 0, {}};
       }),
       ""},
      {"the workflow's own task queue", kActivity, kSame,
       Server<ActivityScheduled>([](auto& a) { a.task_queue = "q"; }), ""},
      {"a task queue that the writer left out", kActivity, kSame,
       Server<ActivityScheduled>([](auto& a) { a.task_queue.clear(); }), ""},
      {"but another task queue is a target", kActivity, kSame,
       Server<ActivityScheduled>([](auto& a) { a.task_queue = "other"; }),
       "target task queue"},
  });
}

constexpr char kUpsert[] = "started;task;upsert Key 1";

TEST(Values, UpsertsAreComparedAsTheServerReadsThem) {
  Check({
      {"the type that the server adds to search attributes", kUpsert,
       "upsert Key 1", Server<PropertiesModified>([](auto& upsert) {
         upsert.entries["Key"].metadata["type"] = "Int";
       }),
       ""},
      {"a list of one for a value", kUpsert, "upsert Key 1",
       Server<PropertiesModified>([](auto& upsert) {
         upsert.entries["Key"].data = "[1]";
         upsert.entries["Key"].metadata["type"] = "KeywordList";
       }),
       ""},
      {"but another value is a value", kUpsert, "upsert Key 2",
       Server<PropertiesModified>([](auto&) {}), "value Key"},
      {"and another key a target", kUpsert, "upsert Other 1",
       Server<PropertiesModified>([](auto&) {}), "target keys"},
      {"metadata of a memo", "started;task;upsert-memo Key 1",
       "upsert-memo Key 1", Server<PropertiesModified>([](auto& upsert) {
         upsert.entries["Key"].metadata["type"] = "Int";
       }),
       ""},
      {"an encrypted memo", "started;task;upsert-memo Key 1",
       "upsert-memo Key 1", Server<PropertiesModified>([](auto& upsert) {
         upsert.entries["Key"] = {{{"encoding", "binary/encrypted"}}, "x"};
       }),
       ""},
  });
}

}  // namespace
}  // namespace lockstep::replay
