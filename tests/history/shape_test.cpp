#include "history/shape.h"

#include <gtest/gtest.h>

#include "history/load.h"
#include "tests/history/shape_steps.h"

namespace lockstep::history {
namespace {

TEST(Shape, DiffersByTheTypeOfTheWorkflow) {
  const auto started = [](const char* type) {
    return ShapesOf({EventJson(
        1, "WorkflowExecutionStarted",
        fmt::format(R"({{"workflowType":{{"name":"{}"}}}})", type))});
  };

  EXPECT_NE(started("A").shape, started("B").shape);
}

TEST(Shape, IgnoresWhatWorkersMayIgnore) {
  std::vector<std::string> with = OneTask();
  with.push_back(R"({"eventId":"5","eventType":"FromTheFuture",)"
                 R"("workerMayIgnore":true})");
  std::vector<std::string> without = with;
  without[4] = R"({"eventId":"5","eventType":"WorkflowExecutionPaused",)"
               R"("workerMayIgnore":true,)"
               R"("workflowExecutionPausedEventAttributes":{}})";
  const std::string shape = ShapesOf(OneTask()).shape;

  EXPECT_EQ(ShapesOf(with).shape, shape);
  EXPECT_EQ(ShapesOf(without).shape, shape);
}

TEST(Shape, NotesUnknownEventsThatWorkersMustKnow) {
  const auto with = [](const char* type) {
    std::vector<std::string> events = OneTask();
    events.push_back(fmt::format(
        R"({{"eventId":"5","eventType":"{}","fooEventAttributes":{{}}}})",
        type));
    return ShapesOf(events).shape;
  };

  EXPECT_NE(with("A"), with("B"));
  EXPECT_NE(with("A"), ShapesOf(OneTask()).shape);
}

TEST(Shape, NamesAnUpdateThatWasAdmittedBefore) {
  const auto updated = [](const char* name) {
    return ShapeOfSteps(
        {{"WorkflowExecutionUpdateAdmitted",
          fmt::format(R"("request":{{"meta":{{"updateId":"u"}},)"
                      R"("input":{{"name":"{}"}}}})",
                      name)},
         kTaskCompleted,
         {"WorkflowExecutionUpdateAccepted", R"("protocolInstanceId":"u")"},
         {"WorkflowExecutionUpdateCompleted", R"("acceptedEventId":"7")"}});
  };

  EXPECT_EQ(updated("a"), updated("a"));
  EXPECT_NE(updated("a"), updated("b"));
}

// Old servers do not say which operation a cancellation is of.
TEST(Shape, FindsTheOperationOfACancellation) {
  const auto cancelled = [](const char* operation) {
    return ShapeOfSteps({{"NexusOperationScheduled", R"("operation":"a")"},
                         {"NexusOperationScheduled", R"("operation":"b")"},
                         {"NexusOperationCancelRequested",
                          fmt::format(R"("scheduledEventId":"{}")", operation)},
                         {"NexusOperationCancelRequestCompleted",
                          R"("requestedEventId":"7")"}});
  };
  const auto with_both = ShapeOfSteps(
      {{"NexusOperationScheduled", R"("operation":"a")"},
       {"NexusOperationScheduled", R"("operation":"b")"},
       {"NexusOperationCancelRequested", R"("scheduledEventId":"5")"},
       {"NexusOperationCancelRequestCompleted",
        R"("requestedEventId":"7","scheduledEventId":"5")"}});

  EXPECT_EQ(cancelled("5"), with_both);
  EXPECT_NE(cancelled("5"), cancelled("6"));
}

// A timer that waits for the whole loop; in each round an activity and a task.
std::vector<Step> Loop(int rounds, const char* activity_ids = "") {
  std::vector<Step> steps = {{"TimerStarted", ""}};
  for (int i = 0; i < rounds; ++i) {
    const int id = static_cast<int>(steps.size()) + 5;
    steps.push_back(With(
        kActivity, fmt::format(R"("activityId":"{}{}")", activity_ids, id)));
    steps.push_back({"ActivityTaskCompleted",
                     fmt::format(R"("scheduledEventId":"{}")", id)});
    steps.push_back(kTaskCompleted);
  }
  steps.push_back({"TimerCanceled", kOfTimer5});
  return steps;
}

TEST(Shape, OfALoopDependsOnItsRounds) {
  EXPECT_NE(ShapeOfSteps(Loop(3)), ShapeOfSteps(Loop(300)));
  EXPECT_EQ(ShapeOfSteps(Loop(3)), ShapeOfSteps(Loop(3, "go-")));
}

TEST(LoopShape, KnowsOneTwoAndManyRounds) {
  const auto loop = [](int rounds) {
    return ShapesOfSteps(Loop(rounds)).loop_shape;
  };

  EXPECT_EQ(loop(3), loop(300));
  EXPECT_NE(loop(1), loop(2));
  EXPECT_NE(loop(2), loop(3));
}

TEST(LoopShape, DoesNotAskWhichOfSeveralLikeThingsCameFirst) {
  const auto ends = [](const char* first, const char* second) {
    return ShapesOfSteps({kActivity,
                          kActivity,
                          {"ActivityTaskCompleted", first},
                          {"ActivityTaskFailed", second}});
  };
  const Shapes shapes = ends(kOfActivity5, R"("scheduledEventId":"6")");
  const Shapes other = ends(R"("scheduledEventId":"6")", kOfActivity5);

  EXPECT_NE(shapes.shape, other.shape);
  EXPECT_EQ(shapes.loop_shape, other.loop_shape);
}

TEST(LoopShape, TakesALongHistory) {
  const Shapes shapes = ShapesOfSteps(Loop(15'000));

  EXPECT_EQ(shapes.loop_shape, ShapesOfSteps(Loop(3)).loop_shape);
}

struct GoldenCase {
  const char* file;
  const char* shape;
  const char* loop_shape;
};

// Frozen: corpora hold these keys. If this fails, the definition has changed;
// change it back, or give the new one another name.
TEST(Shape, HasNeverChanged) {
  const GoldenCase cases[] = {
      {"order-process-polled",
       "6fcbfb0ea0a16a80a0ee3828400b7e3130bc282a7c3f1d61e9dfb33b53e41086",
       "df5630d87b25af6b1ebed968a5ec8d12e88ccba57e5ae9fbbd3743b89c1bddef"},
      {"patch-and-local",
       "d161464c70fa9b0efa929affa5c9ff365613d7bc7d28598aacdc5853804fa9d3",
       "ae080483d628e758ed33a29d6efc49ba47987b34f6b119b6be28a628abf32777"},
      {"version-markers",
       "f2750bd3dbff2f42a798c7eeb08312a33269fe0735cf7a2c419605cad6621d1a",
       "6e0f8d5c98f6533cbfbbda9c37a0ed54fa2713d19217175a04e2e8fcab073acc"},
      {"user-grant-failed",
       "3226de4be4ddbe784568235ffa4cf592f6c561c874adde1ae345f87750b1873e",
       "743f4e49cf8c312dd95a0791af0fb6dd3551fb2d7bf8f0bca0dc102e74151ea6"},
  };
  for (const GoldenCase& c : cases) {
    const auto history = LoadHistory(
        fmt::format(LOCKSTEP_SOURCE_DIR "/fixtures/histories/loader/{}.json.gz",
                    c.file),
        {});
    ASSERT_TRUE(history) << history.error().message;
    ShapeBuilder builder;
    for (const Event& event : history->events) builder.Add(event);

    const Shapes shapes = builder.Finish();
    EXPECT_EQ(shapes.shape, c.shape) << c.file;
    EXPECT_EQ(shapes.loop_shape, c.loop_shape) << c.file;
  }
}

}  // namespace
}  // namespace lockstep::history
