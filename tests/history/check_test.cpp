// The check of a history before replay (L-1.8).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "history/load.h"
#include "tests/history/json_builder.h"

namespace lockstep::history {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kCommand[] = R"({"workflowTaskCompletedEventId":"4"})";

struct Case {
  std::vector<std::string> events;
  std::string problem;
};

void ExpectProblems(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    const LoadResult history =
        ParseHistory(HistoryJson(c.events), "a.json", {});

    ASSERT_FALSE(history) << c.problem;
    EXPECT_EQ(history.error().message,
              "a.json: " + c.problem + ": the file is damaged or was edited");
    EXPECT_EQ(history.error().kind, LoadError::Kind::kInvalid);
  }
}

std::vector<std::string> Warnings(const std::vector<std::string>& events) {
  const LoadResult history = ParseHistory(HistoryJson(events), "a.json", {});
  EXPECT_TRUE(history) << history.error().message;
  return history ? history->warnings : std::vector<std::string>();
}

// Events 5 to 7 after the first task: an activity that runs.
std::vector<std::string> Activity() {
  return OneTaskAnd(
      {EventJson(5, "ActivityTaskScheduled", kCommand),
       EventJson(6, "ActivityTaskStarted", R"({"scheduledEventId":"5"})")});
}

std::vector<std::string> ActivityAnd(const std::string& event) {
  std::vector<std::string> events = Activity();
  events.push_back(event);
  return events;
}

TEST(Check, LeavesLinksToTypesFromTheFutureToTheEngine) {
  EXPECT_THAT(Warnings(OneTaskAnd({EventJson(5, "SomethingNew"),
                                   EventJson(6, "ActivityTaskStarted",
                                             R"({"scheduledEventId":"5"})")})),
              IsEmpty());
}

TEST(Check, RefusesAWrongBeginning) {
  ExpectProblems({
      {{EventJson(1, "WorkflowTaskScheduled")},
       "event 1 (WorkflowTaskScheduled) is not the WorkflowExecutionStarted "
       "that a history begins with"},
      {OneTaskAnd({EventJson(5, "WorkflowExecutionStarted")}),
       "event 5 (WorkflowExecutionStarted) starts the run again"},
  });
}

TEST(Check, RefusesEventsAfterTheEnd) {
  for (const char* end :
       {"WorkflowExecutionCompleted", "WorkflowExecutionTerminated"}) {
    ExpectProblems({{OneTaskAnd({EventJson(5, end, kCommand),
                                 EventJson(6, "WorkflowExecutionSignaled")}),
                     "event 6 (WorkflowExecutionSignaled) follows the end of "
                     "the run in event 5"}});
  }
}

TEST(Check, RefusesACommandOutsideOfACompletedTask) {
  ExpectProblems({
      {{StartedJson(), EventJson(2, "TimerStarted")},
       "event 2 (TimerStarted) is the result of a command but does not follow "
       "a completed workflow task"},
      {OneTaskAnd({EventJson(5, "WorkflowExecutionSignaled"),
                   EventJson(6, "TimerStarted", kCommand)}),
       "event 6 (TimerStarted) is the result of a command but does not follow "
       "a completed workflow task"},
  });
}

TEST(Check, RefusesBrokenWorkflowTasks) {
  ExpectProblems({
      {{StartedJson(), EventJson(2, "WorkflowTaskStarted")},
       "event 2 (WorkflowTaskStarted) starts a workflow task that was not "
       "scheduled"},
      {{StartedJson(), EventJson(2, "WorkflowTaskScheduled"),
        EventJson(3, "WorkflowTaskCompleted")},
       "event 3 (WorkflowTaskCompleted) ends a workflow task that was not "
       "started"},
      {{StartedJson(), EventJson(2, "WorkflowTaskTimedOut")},
       "event 2 (WorkflowTaskTimedOut) ends a workflow task that was not "
       "started"},
      {{StartedJson(), EventJson(2, "WorkflowTaskScheduled"),
        EventJson(3, "WorkflowTaskStarted"),
        EventJson(4, "WorkflowExecutionSignaled")},
       "event 4 (WorkflowExecutionSignaled) stands where the workflow task "
       "that event 3 started must end"},
      {{StartedJson(), EventJson(2, "WorkflowTaskScheduled"),
        EventJson(3, "WorkflowTaskStarted"),
        EventJson(4, "WorkflowTaskScheduled")},
       "event 4 (WorkflowTaskScheduled) stands where the workflow task that "
       "event 3 started must end"},
  });
}

TEST(Check, RefusesLinksThatReplayFollows) {
  ExpectProblems({
      {ActivityAnd(EventJson(7, "ActivityTaskCompleted")),
       "event 7 (ActivityTaskCompleted) has no scheduledEventId"},
      {ActivityAnd(EventJson(7, "ActivityTaskCompleted",
                             R"({"scheduledEventId":"6"})")),
       "event 7 (ActivityTaskCompleted) has scheduledEventId 6, but that is "
       "ActivityTaskStarted, not ActivityTaskScheduled"},
      {ActivityAnd(EventJson(7, "ActivityTaskCompleted",
                             R"({"scheduledEventId":"8"})")),
       "event 7 (ActivityTaskCompleted) has scheduledEventId 8, which is no "
       "earlier event"},
      {ActivityAnd(EventJson(7, "TimerFired", R"({"startedEventId":"5"})")),
       "event 7 (TimerFired) has startedEventId 5, but that is "
       "ActivityTaskScheduled, not TimerStarted"},
      {ActivityAnd(EventJson(7, "ChildWorkflowExecutionStarted",
                             R"({"initiatedEventId":"7"})")),
       "event 7 (ChildWorkflowExecutionStarted) has initiatedEventId 7, which "
       "is no earlier event"},
      {{StartedJson(), EventJson(2, "WorkflowTaskScheduled"),
        EventJson(3, "WorkflowTaskStarted", R"({"scheduledEventId":"1"})")},
       "event 3 (WorkflowTaskStarted) has scheduledEventId 1, but that is "
       "WorkflowExecutionStarted, not WorkflowTaskScheduled"},
  });
}

TEST(Check, OnlyWarnsOfLinksThatNobodyFollows) {
  EXPECT_THAT(
      Warnings(ActivityAnd(
          EventJson(7, "ActivityTaskCompleted",
                    R"({"scheduledEventId":"5","startedEventId":"4"})"))),
      ElementsAre("event 7 (ActivityTaskCompleted) has startedEventId 4, but "
                  "that is WorkflowTaskCompleted, not ActivityTaskStarted"));
}

TEST(Check, OnlyWarnsOfTheWrongCompletedTask) {
  const std::string wrong = R"({"workflowTaskCompletedEventId":"3"})";

  EXPECT_THAT(Warnings(OneTaskAnd({EventJson(5, "TimerStarted", wrong),
                                   EventJson(6, "TimerStarted", wrong)})),
              ElementsAre("event 5 (TimerStarted) names event 3 as its "
                          "completed workflow task, which is event 4 (1 more "
                          "like it)"));
}

TEST(Check, OnlyWarnsOfAClockThatGoesBack) {
  const auto at = [](std::string event, const std::string& time) {
    const std::string noon = "12:00:00";
    return event.replace(event.find(noon), noon.size(), time);
  };
  std::vector<std::string> events = OneTaskAnd(
      {at(EventJson(5, "WorkflowTaskScheduled"), "11:00:00"),
       at(EventJson(6, "WorkflowTaskStarted", R"({"scheduledEventId":"5"})"),
          "11:59:59")});

  EXPECT_THAT(Warnings(events),
              ElementsAre("event 6 (WorkflowTaskStarted) is older than an "
                          "earlier workflow task"));
}

// S-8: of a task that fails again and again only the first attempt is written,
// and of one for a rejected update nothing.
TEST(Check, LetsAttemptsOfTasksSkipNumbers) {
  EXPECT_THAT(
      Warnings(
          {StartedJson(),
           EventJson(2, "WorkflowTaskScheduled", R"({"attempt":1})"),
           EventJson(3, "WorkflowTaskStarted", R"({"scheduledEventId":"2"})"),
           EventJson(4, "WorkflowTaskFailed",
                     R"({"scheduledEventId":"2","startedEventId":"3"})"),
           EventJson(5, "WorkflowTaskScheduled", R"({"attempt":7})"),
           EventJson(6, "WorkflowTaskStarted", R"({"scheduledEventId":"5"})")}),
      IsEmpty());
}

TEST(Check, AcceptsWhatServersWrite) {
  const std::string ignorable =
      R"({"eventId":"5","eventType":"Strange","workerMayIgnore":true})";
  const std::vector<std::vector<std::string>> histories = {
      OneTask(),
      Activity(),
      {StartedJson()},
      // A sticky worker that never came.
      {StartedJson(), EventJson(2, "WorkflowTaskScheduled"),
       EventJson(3, "WorkflowTaskTimedOut", R"({"scheduledEventId":"2"})"),
       EventJson(4, "WorkflowTaskScheduled")},
      // Stopped while a task runs.
      {StartedJson(), EventJson(2, "WorkflowTaskScheduled"),
       EventJson(3, "WorkflowTaskStarted"),
       EventJson(4, "WorkflowExecutionTerminated")},
      // An event that may be ignored between the commands of a task.
      OneTaskAnd({ignorable, EventJson(6, "TimerStarted", kCommand)}),
      // Java's test server: no ids of started events.
      {StartedJson(), EventJson(2, "WorkflowTaskScheduled"),
       EventJson(3, "WorkflowTaskStarted"),
       EventJson(4, "WorkflowTaskCompleted", R"({"scheduledEventId":"2"})")},
      // Update events name no completed task.
      OneTaskAnd({EventJson(5, "WorkflowExecutionUpdateAccepted"),
                  EventJson(6, "WorkflowExecutionUpdateCompleted",
                            R"({"acceptedEventId":"5"})")}),
      // An old server's word for "none".
      ActivityAnd(EventJson(7, "ActivityTaskCanceled",
                            R"({"scheduledEventId":"5",)"
                            R"("startedEventId":"-23"})")),
  };
  for (const auto& events : histories) {
    EXPECT_THAT(Warnings(events), IsEmpty()) << ListJson(events);
  }
}

}  // namespace
}  // namespace lockstep::history
