// Events of Nexus operations, from JSON to values and words.
#include <gtest/gtest.h>

#include "history/event_words.h"
#include "history/load.h"
#include "tests/history/json_builder.h"

namespace lockstep::history {
namespace {

const std::string kScheduled = EventJson(
    5, "NexusOperationScheduled",
    R"({"endpoint":"prod","service":"Payments","operation":"charge",)"
    R"("input":{"metadata":{"encoding":"anNvbi9wbGFpbg=="},"data":"Nw=="},)"
    R"("scheduleToCloseTimeout":"60s","scheduleToStartTimeout":"20s",)"
    R"("startToCloseTimeout":"30s","nexusHeader":{"trace":"t","Auth":"a"},)"
    R"("workflowTaskCompletedEventId":"4"})");

const std::string kCancelRequested =
    EventJson(6, "NexusOperationCancelRequested",
              R"({"scheduledEventId":"5","workflowTaskCompletedEventId":"4"})");

LoadResult Load(const std::vector<std::string>& more) {
  return ParseHistory(HistoryJson(OneTaskAnd(more)), "a.json", {});
}

NexusOperation LastOf(const std::vector<std::string>& more) {
  const LoadResult history = Load(more);
  EXPECT_TRUE(history) << history.error().message;
  return std::get<NexusOperation>(history->events.back().attributes);
}

std::string ErrorOf(const std::vector<std::string>& more) {
  const LoadResult history = Load(more);
  return history ? "" : history.error().message;
}

std::string WordsOf(const std::vector<std::string>& more) {
  const LoadResult history = Load(more);
  EXPECT_TRUE(history) << history.error().message;
  return EventWords(history->events, history->events.back());
}

TEST(NexusEvents, HasItsTimeoutsAndHeaders) {
  const NexusOperation nexus = LastOf({kScheduled});

  EXPECT_EQ(nexus.endpoint, "prod");
  EXPECT_EQ(nexus.service, "Payments");
  EXPECT_EQ(nexus.operation, "charge");
  EXPECT_EQ(nexus.input.at(0).data, "7");
  EXPECT_EQ(nexus.schedule_to_close.seconds, 60);
  EXPECT_EQ(nexus.schedule_to_start.seconds, 20);
  EXPECT_EQ(nexus.start_to_close.seconds, 30);
  EXPECT_EQ(nexus.headers, (std::map<std::string, std::string>{
                               {"Auth", "a"}, {"trace", "t"}}));
}

TEST(NexusEvents, RefusesAHeaderThatIsNoText) {
  EXPECT_NE(ErrorOf({EventJson(5, "NexusOperationScheduled",
                               R"({"nexusHeader":{"trace":1}})")})
                .find("nexusHeader.trace is not a string"),
            std::string::npos);
}

TEST(NexusEvents, TakesTheTokenByBothNamesThatItHad) {
  const auto token = [](const std::string& fields) {
    return LastOf({kScheduled,
                   EventJson(6, "NexusOperationStarted",
                             R"({"scheduledEventId":"5",)" + fields + "}")})
        .operation_token;
  };

  EXPECT_EQ(token(R"("operationId":"old")"), "old");
  EXPECT_EQ(token(R"("operationId":"old","operationToken":"new")"), "new");
  EXPECT_EQ(token(R"("operationToken":"new","operationId":"old")"), "new");
}

TEST(NexusEvents, ReadsWhichOperationFailedAndHowItsHandlerAnswered) {
  const NexusOperation nexus = LastOf(
      {kScheduled,
       EventJson(6, "NexusOperationFailed",
                 R"({"scheduledEventId":"5","failure":{"message":"no",)"
                 R"("nexusOperationExecutionFailureInfo":{"endpoint":"prod",)"
                 R"("service":"Payments","operation":"charge",)"
                 R"("operationToken":"t"},"cause":{"message":"bad",)"
                 R"("nexusHandlerFailureInfo":{"type":"BAD_REQUEST",)"
                 R"("retryBehavior":"NonRetryable"}}}})")});
  const Failure& failure = *nexus.failure;
  const Failure& cause = failure.cause.at(0);

  EXPECT_EQ(failure.kind, Failure::Kind::kNexusOperation);
  EXPECT_EQ(failure.endpoint, "prod");
  EXPECT_EQ(failure.service, "Payments");
  EXPECT_EQ(failure.type, "charge");
  EXPECT_EQ(failure.run_id, "t");
  EXPECT_EQ(cause.kind, Failure::Kind::kNexusHandler);
  EXPECT_EQ(cause.type, "BAD_REQUEST");
  EXPECT_TRUE(cause.non_retryable);
}

TEST(NexusEvents, RefusesARequestedEventThatIsNoRequestToCancel) {
  EXPECT_EQ(ErrorOf({kScheduled, kCancelRequested,
                     EventJson(7, "NexusOperationCancelRequestCompleted",
                               R"({"requestedEventId":"5"})")}),
            "a.json: event 7 (NexusOperationCancelRequestCompleted) has "
            "requestedEventId 5, but that is NexusOperationScheduled, not "
            "NexusOperationCancelRequested: the file is damaged or was "
            "edited");
}

TEST(NexusEvents, TakesAnAnswerWithoutItsScheduledEvent) {  // old servers
  EXPECT_EQ(
      ErrorOf(
          {kScheduled, kCancelRequested,
           EventJson(7, "NexusOperationCancelRequestFailed",
                     R"({"requestedEventId":"6","scheduledEventId":"0"})")}),
      "");
}

TEST(EventWords, SayWhatAnOperationDoes) {
  const auto next = [](const std::string& type, const std::string& fields) {
    return WordsOf(
        {kScheduled, kCancelRequested,
         EventJson(7, type, R"({"scheduledEventId":"5")" + fields + "}")});
  };

  EXPECT_EQ(WordsOf({kScheduled}),
            "nexus operation Payments.charge scheduled (endpoint prod): 7");
  EXPECT_EQ(WordsOf({kScheduled, kCancelRequested}),
            "nexus operation Payments.charge asked to cancel");
  EXPECT_EQ(next("NexusOperationStarted", R"(,"operationToken":"t1")"),
            "nexus operation Payments.charge started, token t1");
  EXPECT_EQ(next("NexusOperationTimedOut",
                 R"(,"failure":{"message":"late",)"
                 R"("nexusOperationExecutionFailureInfo":{}})"),
            "nexus operation Payments.charge timed out: nexus operation error: "
            "late");
  EXPECT_EQ(next("NexusOperationFailed",
                 R"(,"failure":{"message":"no","nexusHandlerFailureInfo":)"
                 R"({"type":"NOT_FOUND"}})"),
            "nexus operation Payments.charge failed: nexus handler error "
            "NOT_FOUND: no");
}

TEST(EventWords, FindTheOperationThroughTheRequestToo) {
  EXPECT_EQ(WordsOf({kScheduled, kCancelRequested,
                     EventJson(7, "NexusOperationCancelRequestCompleted",
                               R"({"requestedEventId":"6"})")}),
            "nexus operation Payments.charge told to cancel");
}

}  // namespace
}  // namespace lockstep::history
