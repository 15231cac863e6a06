// The forms of files (L-1.1), scalars in events (L-1.4), ids (L-1.6) and the
// cut (L-1.7).
#include "history/load.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/history/json_builder.h"

namespace lockstep::history {
namespace {

History Load(const std::string& text, const LoadOptions& options = {},
             const std::string& name = "a.json") {
  LoadResult history = ParseHistory(text, name, options);
  EXPECT_TRUE(history) << text << "\n" << history.error().message;
  return history ? *history : History();
}

TEST(ParseHistory, TakesTheSameEventsInEachForm) {
  const History expected = Load(HistoryJson(OneTask()));
  const std::string list = ListJson(OneTask());
  const std::string lines = fmt::format("{}", fmt::join(OneTask(), "\n"));
  const std::string forms[] = {
      list,
      R"({"history":)" + HistoryJson(OneTask()) + "}",
      R"({"history":)" + list + "}",
      R"({"history":)" + HistoryJson(OneTask()) + R"(,"nextPageToken":null})",
      R"({"history":)" + HistoryJson(OneTask()) + R"(,"nextPageToken":""})",
      R"({"rawHistory":[],"events":)" + list + "}",
      lines,
      lines + "\n",
      fmt::format("\n{}\r\n\n", fmt::join(OneTask(), "\r\n\r\n")),
      "\xEF\xBB\xBF" + HistoryJson(OneTask()),
      " \n " + HistoryJson(OneTask()) + "\n ",
  };

  EXPECT_EQ(expected.events.size(), 4u);
  EXPECT_TRUE(expected.warnings.empty());
  for (const std::string& form : forms) {
    EXPECT_EQ(Load(form).events, expected.events) << form;
  }
}

// Long enough to be read in several pieces; `text` is the input of each signal.
std::vector<std::string> ManySignals(int count, const std::string& text) {
  std::vector<std::string> events = OneTask();
  for (int i = 0; i < count; ++i) {
    events.push_back(EventJson(
        5 + i, "WorkflowExecutionSignaled",
        fmt::format(R"({{"signalName":"{}","input":{{"payloads":[{{"data":)"
                    R"("{}"}},{{"data":""}}]}}}})",
                    i, text)));
  }
  return events;
}

TEST(ParseHistory, ReadsALongHistoryInPiecesAsAWhole) {
  for (const size_t bytes : {4, 4000, 40000}) {
    const std::vector<std::string> events =
        ManySignals(300, std::string(bytes, 'A'));

    const History pieces = Load(HistoryJson(events));

    EXPECT_EQ(pieces.events.size(), events.size());
    EXPECT_EQ(pieces.events, Load(ListJson(events)).events);
  }
}

TEST(ParseHistory, IsNotMisledByOtherListsInALongHistory) {
  const std::string list = ListJson(ManySignals(300, std::string(400, 'A')));

  const History history =
      Load(R"({"events":)" + list + R"(,"others":)" + list + "}");

  EXPECT_EQ(history.events.size(), 304u);
}

TEST(ParseHistory, SaysWhereALongHistoryIsDamaged) {
  std::vector<std::string> events = ManySignals(300, std::string(400, 'A'));
  events[250] = EventJson(251, "WorkflowExecutionSignaled", "7");

  const LoadResult result = ParseHistory(HistoryJson(events), "a.json", {});

  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message,
            ParseHistory(ListJson(events), "a.json", {}).error().message);
  EXPECT_TRUE(result.error().message.starts_with("a.json: event 251: "))
      << result.error().message;
}

TEST(ParseHistory, TakesANewestFirstListOnRequest) {
  std::vector<std::string> events = OneTask();
  const History expected = Load(HistoryJson(events));
  LoadOptions options;
  options.reverse_order = true;
  EXPECT_EQ(Load(HistoryJson(events), options).events, expected.events);

  std::reverse(events.begin(), events.end());
  EXPECT_EQ(Load(HistoryJson(events), options).events, expected.events);
}

TEST(ParseHistory, SkipsFieldsAndEventsItDoesNotKnow) {
  const History history = Load(HistoryJson(
      {StartedJson(R"(,"newField":{"a":[1]},"memo":{"new":1})"),
       R"({"eventId":2,"eventType":"SomethingNew","workerMayIgnore":true,)"
       R"("somethingNewEventAttributes":{}})",
       R"({"eventId":"3","eventType":99,"extra":null})"}));

  ASSERT_EQ(history.events.size(), 3u);
  EXPECT_EQ(history.events[1].type, EventType::kUnspecified);
  EXPECT_EQ(history.events[1].unknown_type, "SomethingNew");
  EXPECT_TRUE(history.events[1].worker_may_ignore);
  EXPECT_EQ(history.events[2].unknown_type, "99");
}

TEST(ParseHistory, TakesNumbersAsStringsAndStringsAsNumbers) {
  const History history = Load(HistoryJson(
      {StartedJson(R"(,"attempt":"3")"),
       R"({"eventId":2.0,"eventType":5,"workflowTaskScheduledEventAttributes":)"
       R"({"attempt":2}})",
       R"({"event_id":3,"event_type":"WorkflowTaskStarted",)"
       R"("workflow_task_started_event_attributes":{"scheduledEventId":2,)"
       R"("history_size_bytes":7}})"}));

  EXPECT_EQ(std::get<WorkflowStarted>(history.events[0].attributes).attempt, 3);
  EXPECT_EQ(std::get<WorkflowTask>(history.events[1].attributes).attempt, 2);
  const auto& started = std::get<WorkflowTask>(history.events[2].attributes);
  EXPECT_EQ(started.scheduled_id, 2);
  EXPECT_EQ(started.history_size, 7);
}

TEST(ParseHistory, TakesNullForAnAbsentField) {
  const History history = Load(HistoryJson({StartedJson(
      R"(,"retryPolicy":null,"memo":null,"attempt":null,"input":null,)"
      R"("taskQueue":{"name":null},"continuedFailure":null)")}));

  const auto& started = std::get<WorkflowStarted>(history.events[0].attributes);
  EXPECT_FALSE(started.retry_policy);
  EXPECT_FALSE(started.continued_failure);
  EXPECT_TRUE(started.memo.empty());
}

struct BuildIdCase {
  const char* attributes;
  const char* build_id;
};

TEST(ParseHistory, TakesTheBuildIdFromTheNewestField) {
  const BuildIdCase cases[] = {
      {R"("workerVersion":{"buildId":"a"})", "a"},
      {R"("deployment":{"buildId":"b"},"workerVersion":{"buildId":"a"})", "b"},
      {R"("workerDeploymentVersion":"shop.c.1","deployment":{"buildId":"b"},)"
       R"("workerVersion":{"buildId":"a"})",
       "c.1"},
      {R"("deploymentVersion":{"buildId":"d","deploymentName":"shop"},)"
       R"("workerDeploymentVersion":"shop.c","workerVersion":{"buildId":"a"})",
       "d"},
      {R"("workerDeploymentName":"shop")", ""},
  };
  for (const BuildIdCase& c : cases) {
    std::vector<std::string> events = OneTask();
    events[3] = EventJson(4, "WorkflowTaskCompleted",
                          std::string("{") + c.attributes + "}");
    const History history = Load(HistoryJson(events));

    EXPECT_EQ(std::get<WorkflowTask>(history.events[3].attributes).build_id,
              c.build_id);
  }
}

// The first event with the given ids, empty for none.
std::string StartedBy(const std::string& workflow_id,
                      const std::string& run_id) {
  return HistoryJson({EventJson(
      1, "WorkflowExecutionStarted",
      fmt::format(R"({{"workflowId":"{}","originalExecutionRunId":"{}"}})",
                  workflow_id, run_id))});
}

constexpr char kUuid[] = "01a200a3-9279-7aec-b769-d3e2fe07b82b";

TEST(Identity, TakesTheFirstSourceThatNamesTheWorkflow) {
  const std::string named = StartedBy("of-event", kUuid);
  const std::string unnamed = StartedBy("", kUuid);
  const auto hinted = [](const std::string& history) {
    return R"({"workflowId":"of-hint","namespace":"shop","history":)" +
           history + "}";
  };
  const std::string name = fmt::format("dir/of-name.{}.json.gz", kUuid);
  LoadOptions asked;
  asked.workflow_id = "asked";

  EXPECT_EQ(Load(hinted(named), asked, name).workflow_id, "asked");
  EXPECT_EQ(Load(hinted(named), {}, name).workflow_id, "of-hint");
  EXPECT_EQ(Load(hinted(named), {}, name).workflow_namespace, "shop");
  EXPECT_EQ(Load(named, {}, name).workflow_id, "of-event");
  EXPECT_EQ(Load(unnamed, {}, name).workflow_id, "of-name");
  EXPECT_TRUE(Load(unnamed, {}, name).warnings.empty());
}

TEST(Identity, OnlyGuessesFromANameThatIsNotOfThisRun) {
  const History history = Load(StartedBy("", kUuid), {}, "order-1.json");

  EXPECT_EQ(history.workflow_id, "order-1");
  EXPECT_FALSE(history.workflow_id_known);
  EXPECT_EQ(
      history.warnings,
      std::vector<std::string>{
          "the workflow id is not known, \"order-1\" is a guess: ids "
          "made from it that differ are not counted; pass --workflow-id"});
  EXPECT_FALSE(
      Load(StartedBy("", "another-run"), {}, fmt::format("a.{}.json", kUuid))
          .workflow_id_known);
  EXPECT_EQ(Load(StartedBy("", kUuid), {}, "-").workflow_id,
            "unknown-workflow-id");
}

TEST(Identity, TakesTheRunIdFromTheStartThenTheHintThenTheName) {
  const std::string hinted =
      R"({"history":{"runId":"of-hint","events":[)" +
      EventJson(1, "WorkflowExecutionStarted", R"({"workflowId":"w"})") + "]}}";
  const std::string bare = HistoryJson(
      {EventJson(1, "WorkflowExecutionStarted", R"({"workflowId":"w"})")});

  EXPECT_EQ(Load(StartedBy("w", "of-event")).run_id, "of-event");
  EXPECT_EQ(Load(hinted).run_id, "of-hint");
  EXPECT_EQ(Load(bare, {}, fmt::format("w.{}.json", kUuid)).run_id, kUuid);
  EXPECT_EQ(Load(bare).run_id, "");
  EXPECT_EQ(Load(bare).warnings.size(), 1u);
}

TEST(Cut, KeepsTheLastEventAskedFor) {
  LoadOptions options;
  options.last_event_id = 3;
  const History cut = Load(HistoryJson(OneTask()), options);
  options.last_event_id = 4;
  const History whole = Load(HistoryJson(OneTask()), options);

  EXPECT_EQ(cut.events.size(), 3u);
  EXPECT_TRUE(cut.cut);
  EXPECT_EQ(whole.events.size(), 4u);
  EXPECT_FALSE(whole.cut);
}

TEST(Cut, RefusesAnEventThatIsNotThere) {
  for (const int64_t id : {0, 5, -1}) {
    LoadOptions options;
    options.last_event_id = id;
    const LoadResult history =
        ParseHistory(HistoryJson(OneTask()), "a.json", options);

    ASSERT_FALSE(history);
    EXPECT_EQ(history.error().message,
              fmt::format("a.json has no event {} to stop at, it ends with "
                          "event 4",
                          id));
  }
}

}  // namespace
}  // namespace lockstep::history
