#include "rpc/schema/fields.h"

#include <gmock/gmock.h>

#include <limits>

#include "rpc/schema/json_reader.h"

namespace lockstep::rpc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kInfo[] = "temporal.api.workflow.v1.WorkflowExecutionInfo";

const Schema& Embedded() {
  static const Schema kSchema = Schema::Embedded();
  return kSchema;
}

std::unique_ptr<Message> Read(const std::string& name, const char* json) {
  auto parsed = ParseJson(Embedded(), name, json);
  EXPECT_TRUE(parsed) << parsed.error().message;
  return std::move(parsed->message);
}

TEST(Fields, AreReadByPath) {
  const auto info = Read(kInfo, R"({
    "execution": {"workflowId": "w", "runId": "r"},
    "status": "Running",
    "historyLength": "12",
    "startTime": "1970-01-01T00:00:01.000000002Z",
    "closeTime": "0001-01-01T00:00:00Z"
  })");

  EXPECT_EQ(GetString(*info, "execution.workflow_id"), "w");
  EXPECT_EQ(GetEnum(*info, "status"), 1);
  EXPECT_EQ(GetInt(*info, "history_length"), 12);
  EXPECT_EQ(GetNanos(*info, "start_time"), 1'000'000'002);
  // Before what 64 bits of nanoseconds reach.
  EXPECT_EQ(GetNanos(*info, "close_time"), std::numeric_limits<int64_t>::min());
  EXPECT_EQ(GetString(*GetMessage(*info, "execution"), "run_id"), "r");
}

TEST(Fields, ThatAreNotSetReadAsTheirDefaults) {
  const auto info = Embedded().New(kInfo);

  EXPECT_EQ(GetString(*info, "execution.workflow_id"), "");
  EXPECT_EQ(GetNanos(*info, "start_time"), 0);
  EXPECT_EQ(GetMessage(*info, "execution"), nullptr);
  EXPECT_THAT(GetRepeated(*info, "auto_reset_points.points"), IsEmpty());
}

TEST(Fields, ThatAreNewerThanTheDescriptorsReadAsTheirDefaults) {
  const auto info = Embedded().New(kInfo);

  EXPECT_EQ(GetString(*info, "of.tomorrow", Age::kNewer), "");
  EXPECT_EQ(GetInt(*info, "tomorrow", Age::kNewer), 0);
  EXPECT_FALSE(GetBool(*info, "tomorrow", Age::kNewer));
  EXPECT_EQ(GetEnum(*info, "tomorrow", Age::kNewer), 0);
  EXPECT_EQ(GetNanos(*info, "tomorrow", Age::kNewer), 0);
  EXPECT_EQ(GetMessage(*info, "tomorrow", Age::kNewer), nullptr);
  EXPECT_THAT(GetRepeated(*info, "tomorrow", Age::kNewer), IsEmpty());
  EXPECT_THAT(GetStrings(*info, "tomorrow", Age::kNewer), IsEmpty());
}

TEST(FieldsDeathTest, ThatTheApiAlwaysHadMustBeThere) {
  const auto info = Embedded().New(kInfo);

  EXPECT_DEATH(GetString(*info, "tomorrow"), "the API always had this field");
}

TEST(Fields, AreSetByPath) {
  const auto request = Embedded().New(
      "temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest");

  SetString(*request, "execution.run_id", "r");
  SetInt(*request, "maximum_page_size", 5);
  SetBool(*request, "skip_archival", true);
  SetInt(*request, "history_event_filter_type", 1);

  EXPECT_EQ(GetString(*request, "execution.run_id"), "r");
  EXPECT_EQ(GetInt(*request, "maximum_page_size"), 5);
  EXPECT_TRUE(GetBool(*request, "skip_archival"));
  EXPECT_EQ(GetEnum(*request, "history_event_filter_type"), 1);
}

TEST(Fields, AreListedInOrder) {
  const auto history =
      Read(kHistoryMessage, R"({"events":[{"eventId":1},{"eventId":2}]})");
  const auto policy = Read("temporal.api.common.v1.RetryPolicy",
                           R"({"nonRetryableErrorTypes":["b","a"]})");

  EXPECT_THAT(GetRepeated(*history, "events"), SizeIs(2));
  EXPECT_THAT(GetStrings(*policy, "non_retryable_error_types"),
              ElementsAre("b", "a"));
}

}  // namespace
}  // namespace lockstep::rpc
