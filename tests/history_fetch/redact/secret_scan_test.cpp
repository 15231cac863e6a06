#include "history_fetch/redact/secret_scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "history_fetch/redact/pseudonym.h"
#include "tests/history_fetch/redact/history_builder.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Put together here, so that nobody's scan of this repository finds them.
std::string Of(const std::string& begin, size_t count) {
  const std::string letters = "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0";
  return begin + letters.substr(0, count);
}

TEST(SecretsIn, FindsKeysThatSayWhatTheyAre) {
  const std::string json_web_token =
      Of("eyJ", 12) + "." + Of("eyJ", 12) + "." + Of("", 12);
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"aws-access-key", "AKIA" + std::string(16, 'Q')},
      {"aws-access-key", "key: ASIA" + std::string(16, '7') + "."},
      {"github-token", Of("ghp_", 36)},
      {"github-token", Of("github_pat_", 22)},
      {"gitlab-token", Of("glpat-", 20)},
      {"google-api-key", Of("AIza", 35)},
      {"npm-token", Of("npm_", 36)},
      {"slack-token", Of("xoxb-", 12)},
      {"stripe-key", Of("sk_live_", 16)},
      {"stripe-key", Of("\"rk_live_", 16)},
      {"ai-api-key", Of("sk-ant-", 24)},
      {"ai-api-key", Of("sk-", 32)},
      {"json-web-token", "Bearer " + json_web_token},
      {"private-key", "x\n-----BEGIN RSA PRIVATE KEY-----\nMII"},
      {"private-key", "-----BEGIN PRIVATE KEY-----"},
      {"url-password", "postgres://admin:hunter2@db.example:5432/x"},
      {"high-entropy", "token=" + Of("", 40)},
  };
  for (const auto& [kind, text] : cases) {
    EXPECT_THAT(SecretsIn(text), ElementsAre(kind)) << text;
  }
}

TEST(SecretsIn, LeavesAloneWhatHistoriesAreFullOf) {
  const std::vector<std::string> texts = {
      "",
      "OrderWorkflow",
      "workflowExecutionStartedEventAttributes2Of3AndMore",
      "MyWorkflowV2ExecutionOrder12ForCustomer3",
      "com.example.orders.OrderWorkflowImplementationV2",
      "01a200a3-9271-7939-ab7b-f839612b0ee5",
      "WORKFLOW_ID_2bc8474d-11d3-47f4-a93d-90ac85c55d29",
      "replayer-test-simple-2F1AA4EC-5C82-4E8D-819E-5BFE6FD7312E-and-so-on",
      "99a552e6e82394b7b5c1066b052ce485fa01e397ca09274ce5ac507b1df5c8f2",
      "@temporalio/worker@1.24.0+99a552e6e82394b7b5c1066b052ce485fa01e397",
      "2026-11-22T00:24:09.585605990Z",
      "AKIA-SHORT",
      "XAKIA" + std::string(16, 'Q'),  // within a word
      "-----BEGIN CERTIFICATE-----",
      "https://example.com/a:b@c",
      "https://user@example.com/",
      "eyJhbGciOiJIUzI1NiJ9",  // a part alone
      "task-12345678901234567890123456789012",
      std::string(64, 'A') + std::string(64, 'a') + std::string(64, '1'),
  };
  for (const std::string& text : texts) {
    EXPECT_THAT(SecretsIn(text), IsEmpty()) << text;
  }
}

TEST(SecretsIn, FindsATokenBehindOneThatIsNone) {
  const std::string token =
      Of("eyJ", 12) + "." + Of("eyJ", 12) + "." + Of("", 12);
  for (const char* before : {"eyJ.", "xeyJ", "eyJeyJ", "eyJhbGciOiJIUzI1NiJ9.",
                             "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbXkifQ."}) {
    EXPECT_THAT(SecretsIn(before + token), ElementsAre("json-web-token"))
        << before;
  }
  const std::string uuid = "/01a200a3-9271-7939-ab7b-f839612b0ee5/";
  for (const std::string& text :
       {uuid + uuid + Of("", 40), Of("", 40) + uuid + uuid,
        uuid + Of("", 40) + uuid}) {
    EXPECT_THAT(SecretsIn(text), ElementsAre("high-entropy")) << text;
  }
}

// Whoever starts a workflow chooses the bytes: as many as a server takes, in
// the form that takes longest, must neither take hours nor all of the stack.
TEST(SecretsIn, TakesNoTimeForLongTextsOfHostileForm) {
  constexpr size_t kLongest = size_t{4} << 20;
  for (const std::string piece :
       {"eyJ", "eyJ.", "eyJhbGciOiJIUzI1NiJ9.", "sk-ant-", "://", "a:b@://",
        "-----BEGIN ", "01a200a3-9271-7939-ab7b-f839612b0ee5",
        "01a200a3-9271-7939-ab7b-f839612b0ee5/", "AKIA", "xoxb-"}) {
    std::string text;
    while (text.size() < kLongest) text += piece;
    const auto kinds = SecretsIn(text);
    EXPECT_LE(kinds.size(), 1u) << piece;
  }
}

// Else every redacted history would have findings.
TEST(SecretsIn, DoesNotTakeStandInsForKeys) {
  const Pseudonyms pseudonyms(rpc::Secret("0123456789abcdef"), Sizes::kClass);
  for (int i = 0; i < 500; ++i) {
    const std::string text = "value " + std::to_string(i * 7919);
    EXPECT_THAT(SecretsIn(pseudonyms.Text(text + std::string(i % 90, 'x'))),
                IsEmpty());
    EXPECT_THAT(SecretsIn("OrderWorkflow-" + pseudonyms.Text(text) + "-Ship"),
                IsEmpty());
  }
}

TEST(ScanForSecrets, LooksIntoTextsAndPayloadsAndSaysWhere) {
  const std::string key = "AKIA" + std::string(16, 'Q');
  const auto history = HistoryOf(
      {Event("workflowExecutionStarted",
             {{"input", Payloads({JsonPayload("{\"k\":\"" + key + "\"}")})},
              {"workflowId", key}}),
       Event(
           "markerRecorded",
           {{"markerName", "x"},
            {"details", {{"d", Payloads({BytesPayload("binary/plain", key)})}}},
            {"failure", {{"message", "no " + key}}}})});

  std::vector<std::string> found;
  for (const SecretFinding& finding : ScanForSecrets(TestSchema(), *history)) {
    found.push_back(std::to_string(finding.place.event_id) + " " +
                    finding.place.path + " " + finding.kind);
  }
  EXPECT_THAT(
      found, ElementsAre("1 workflowExecutionStartedEventAttributes.workflowId "
                         "aws-access-key",
                         "1 workflowExecutionStartedEventAttributes.input "
                         "aws-access-key",
                         "2 markerRecordedEventAttributes.failure.message "
                         "aws-access-key",
                         "2 markerRecordedEventAttributes.details[\"d\"] "
                         "aws-access-key"));
}

TEST(ScanForSecrets, NamesAndIdsMayLookRandom) {
  const std::string random = Of("", 40);
  const auto history = HistoryOf(
      {Event("nexusOperationStarted", {{"operationToken", random}}),
       Event("workflowExecutionStarted",
             {{"workflowId", random}, {"taskQueue", {{"name", random}}}})});
  EXPECT_THAT(ScanForSecrets(TestSchema(), *history), IsEmpty());
}

// Base64 of payloads inside a payload looks random, too.
TEST(ScanForSecrets, LooksIntoPayloadsInsideOfPayloads) {
  const auto scan = [](const std::string& json) {
    Json outer =
        BytesPayload("json/protobuf", Payloads({JsonPayload(json)}).dump());
    outer["metadata"]["messageType"] =
        Base64("temporal.api.common.v1.Payloads");
    const auto history = HistoryOf({Event(
        "markerRecorded", {{"markerName", "MutableSideEffect"},
                           {"details", {{"data", Payloads({outer})}}}})});
    std::string kinds;
    for (const auto& finding : ScanForSecrets(TestSchema(), *history)) {
      kinds += finding.kind;
    }
    return kinds;
  };
  EXPECT_EQ(scan("\"eda4b824-5927-49b6-8070-d631e48b7120 and more\""), "");
  EXPECT_EQ(scan("\"AKIA" + std::string(16, 'Q') + "\""), "aws-access-key");
}

}  // namespace
}  // namespace lockstep::fetch
