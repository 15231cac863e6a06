// A source that cannot be reached does not stop the others.
#include <nlohmann/json.hpp>

#include "rpc/schema/json_reader.h"
#include "tests/history_fetch/commands/fault_fixture.h"
#include "tests/history_fetch/corpus/scratch.h"

namespace lockstep::fetch {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// The plan has two sources: the server, and a place where nothing listens. The
// first one has a closed run and an open one.
class Sources : public FaultFixture {
 protected:
  Sources() {
    server_.AddRun(rpc::MakeServedRun(
        TheSchema(), {.workflow_id = "open",
                      .run_id = rpc::SampleRunId(1),
                      .closed = false,
                      .start_time_ns = 1'790'000'000'000'000'000}));
  }

  // `gone`: what the source is called that cannot be reached. They are asked in
  // the order of their names.
  void Name(const std::string& here, const std::string& gone) {
    const std::string address = "address = \"";
    WriteFile(config_, "[profile.here]\n" + address + server_.address() +
                           "\"\n[profile.gone]\n" + address +
                           "127.0.0.1:1\"\n");
    std::string plan;
    for (const auto& [name, profile] :
         {std::pair(here, "here"), std::pair(gone, "gone")}) {
      plan += "[source." + name + "]\nprofile = \"" + profile + "\"\n";
    }
    WriteFile(plan_,
              plan +
                  "[[stratum]]\nworkflow_type = \"OrderWorkflow\"\nsource = "
                  "\"" +
                  here +
                  "\"\n[[stratum]]\nworkflow_type = \"Refund\"\nsource = \"" +
                  gone + "\"\n");
  }

  CommandRun Ask(const std::string& command,
                 const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words = {command,
                                      corpus_,
                                      "--plan",
                                      plan_,
                                      "--config-file",
                                      config_,
                                      "--now=2026-09-25T00:00:00Z",
                                      "--client-connect-timeout=5s",
                                      "--max-attempts=1"};
    words.insert(words.end(), more.begin(), more.end());
    return RunFetch(words);
  }

  size_t Histories() const {
    return Corpus::Open(corpus_, Corpus::Access::kRead).value().size();
  }
  CorpusState State() const {
    return Corpus::Open(corpus_, Corpus::Access::kRead).value().state();
  }

  const Scratch scratch_;
  const std::string corpus_ = scratch_ / "c";
  const std::string plan_ = scratch_ / "plan.toml";
  const std::string config_ = scratch_ / "temporal.toml";
};

TEST_F(Sources, OneThatIsGoneDoesNotStopASyncOfTheOthers) {
  for (const auto& [here, gone] : {std::pair("a", "b"), std::pair("b", "a")}) {
    Name(here, gone);
    std::filesystem::remove_all(corpus_);

    const CommandRun run = Ask("sync", {"-o", "json"});

    EXPECT_EQ(run.exit_code, 3);
    const json report = json::parse(run.out);
    EXPECT_EQ(report.at("exit_code"), 3);
    EXPECT_EQ(report.at("strata").at(0).at("new"), 2);
    EXPECT_EQ(report.at("errors").size(), 1u);
    EXPECT_EQ(Histories(), 2u);
    EXPECT_FALSE(State().complete);
    EXPECT_THAT(State().reason,
                AllOf(StartsWith("no connection to 127.0.0.1:1"),
                      HasSubstr("nothing listens there")));
  }
}

// The reason stays until all of the plan was asked.
TEST_F(Sources, TheOthersAloneDoNotMakeTheCorpusComplete) {
  Name("a", "b");
  Ask("sync");

  EXPECT_EQ(Ask("sync", {"--source=a"}).exit_code, 5);

  EXPECT_FALSE(State().complete);
}

TEST_F(Sources, OneThatIsGoneDoesNotStopAStatusOfTheOthers) {
  for (const auto& [here, gone] : {std::pair("a", "b"), std::pair("b", "a")}) {
    Name(here, gone);
    std::filesystem::remove_all(corpus_);
    Ask("sync");

    const CommandRun run = Ask("status", {"-o", "json"});
    const CommandRun text = Ask("status");

    EXPECT_EQ(run.exit_code, 3);
    const json report = json::parse(run.out);
    EXPECT_EQ(report.at("exit_code"), 3);
    ASSERT_EQ(report.at("servers").size(), 1u);
    EXPECT_EQ(report.at("servers").at(0).at("source"), here);
    EXPECT_EQ(report.at("servers").at(0).at("running").at(0).at("running"), 1);
    ASSERT_EQ(report.at("errors").size(), 1u);
    EXPECT_THAT(report.at("errors").at(0).at("message").get<std::string>(),
                HasSubstr("nothing listens there"));
    EXPECT_EQ(text.exit_code, 3);
    EXPECT_THAT(text.out, HasSubstr("Running in namespace default: 1"));
    EXPECT_THAT(text.err, HasSubstr("nothing listens there"));
  }
}

// A closed run with the change version "step-1".
constexpr char kVersioned[] = R"({"events": [
  {"eventId": "1", "taskId": "1", "eventTime": "2026-09-21T14:13:20Z",
   "eventType": "EVENT_TYPE_WORKFLOW_EXECUTION_STARTED",
   "workflowExecutionStartedEventAttributes": {
     "workflowType": {"name": "OrderWorkflow"},
     "originalExecutionRunId": "00000002-2222-4333-8444-555555555555",
     "firstExecutionRunId": "00000002-2222-4333-8444-555555555555",
     "workflowId": "old", "attempt": 1}},
  {"eventId": "2", "taskId": "2", "eventTime": "2026-09-21T14:13:20Z",
   "eventType": "EVENT_TYPE_WORKFLOW_TASK_SCHEDULED",
   "workflowTaskScheduledEventAttributes": {}},
  {"eventId": "3", "taskId": "3", "eventTime": "2026-09-21T14:13:20Z",
   "eventType": "EVENT_TYPE_WORKFLOW_TASK_STARTED",
   "workflowTaskStartedEventAttributes": {"scheduledEventId": "2"}},
  {"eventId": "4", "taskId": "4", "eventTime": "2026-09-21T14:13:21Z",
   "eventType": "EVENT_TYPE_WORKFLOW_TASK_COMPLETED",
   "workflowTaskCompletedEventAttributes": {
     "scheduledEventId": "2", "startedEventId": "3"}},
  {"eventId": "5", "taskId": "5", "eventTime": "2026-09-21T14:13:21Z",
   "eventType": "EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES",
   "upsertWorkflowSearchAttributesEventAttributes": {
     "workflowTaskCompletedEventId": "4",
     "searchAttributes": {"indexedFields": {"TemporalChangeVersion": {
       "metadata": {"encoding": "anNvbi9wbGFpbg=="},
       "data": "WyJzdGVwLTEiXQ=="}}}}},
  {"eventId": "6", "taskId": "6", "eventTime": "2026-09-21T14:13:22Z",
   "eventType": "EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED",
   "workflowExecutionCompletedEventAttributes": {
     "workflowTaskCompletedEventId": "4"}}]})";

// Who cannot be asked may still run them.
TEST_F(Sources, OneThatIsGoneRetiresNothing) {
  rpc::ServedRun old = rpc::MakeServedRun(
      TheSchema(), {.workflow_id = "old", .run_id = rpc::SampleRunId(2)});
  old.history = rpc::ParseJson(TheSchema(), rpc::kHistoryMessage, kVersioned)
                    .value()
                    .message;
  old.info.history_length = 6;
  server_.AddRun(std::move(old));
  Name("a", "b");
  Ask("sync");

  const json with = json::parse(Ask("status", {"-o", "json"}).out);
  const json without =
      json::parse(Ask("status", {"-o", "json", "--source=a"}).out);

  EXPECT_EQ(with.at("retirements").size(), 0u);
  EXPECT_EQ(without.at("retirements").size(), 1u);
}

// It asks one source at a time.
TEST_F(Sources, ARefreshOfOneThatIsGoneTouchesNothing) {
  Name("a", "b");
  Ask("sync");
  const CorpusState before = State();

  const CommandRun gone = Ask("refresh", {"--source=b", "-o", "json"});
  const CommandRun here = Ask("refresh", {"--source=a"});

  EXPECT_EQ(gone.exit_code, 3);
  EXPECT_EQ(json::parse(gone.out).at("exit_code"), 3);
  EXPECT_EQ(here.exit_code, 5);  // of the other there is nothing
  EXPECT_THAT(here.err, HasSubstr("stratum 'Refund'"));
  EXPECT_EQ(State().reason, before.reason);
  EXPECT_EQ(Histories(), 2u);
}

// A server that fails in the middle is one that cannot be reached.
TEST_F(Sources, OneThatRefusesItsListsDoesNotStopTheStatusOfTheOthers) {
  Name("a", "b");
  WriteFile(config_, "[profile.here]\naddress = \"" + server_.address() +
                         "\"\n[profile.gone]\naddress = \"" +
                         server_.address() + "\"\nnamespace = \"nowhere\"\n");
  Ask("sync");

  const CommandRun run = Ask("status", {"-o", "json"});

  EXPECT_EQ(run.exit_code, 3);
  const json report = json::parse(run.out);
  EXPECT_EQ(report.at("servers").size(), 1u);
  EXPECT_THAT(report.at("errors").at(0).at("message").get<std::string>(),
              HasSubstr("nowhere"));
}

}  // namespace
}  // namespace lockstep::fetch
