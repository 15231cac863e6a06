// `list`: which runs there are, for people and for machines.
#include <grpcpp/support/status_code_enum.h>

#include <nlohmann/json.hpp>

#include "rpc/schema/fields.h"
#include "tests/history_fetch/commands/fault_fixture.h"
#include "tests/rpc/codec/http_server.h"

namespace lockstep::fetch {
namespace {

using nlohmann::json;
using rpc::Fault;
using rpc::SampleRunId;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kList[] = "ListWorkflowExecutions";

class ListCommand : public FaultFixture {
 protected:
  void AddRuns(int count) {
    for (int i = 1; i <= count; ++i) {
      server_.AddRun(rpc::MakeServedRun(
          TheSchema(), {.workflow_id = "w" + std::to_string(i),
                        .run_id = SampleRunId(i),
                        .workflow_type = "Other",
                        .closed = i % 2 == 0,
                        .start_time_ns = 1'780'000'000'000'000'000 + i}));
    }
  }
};

TEST_F(ListCommand, PrintsATable) {
  AddRuns(2);

  const CommandRun run = Run({"list"});

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(
      run.out,
      "  Status     WorkflowId  RunId                                 Type     "
      "      StartTime                       CloseTime                       "
      "Events\n"
      "  Completed  order-17    11111111-2222-4333-8444-555555555555  "
      "OrderWorkflow  2026-09-21T14:13:20Z            2026-09-21T14:13:42Z     "
      "           23\n"
      "  Completed  w2          00000002-2222-4333-8444-555555555555  Other    "
      "      2026-05-28T20:26:40.000000002Z  2026-05-28T20:27:02.000000002Z    "
      "  23\n"
      "  Running    w1          00000001-2222-4333-8444-555555555555  Other    "
      "      2026-05-28T20:26:40.000000001Z  -                                 "
      "   -\n");
}

// A run of which the server knows a lot.
rpc::ServedRun KnownRun() {
  rpc::ServedRun run = rpc::MakeServedRun(
      TheSchema(), {.workflow_id = "child", .run_id = SampleRunId(7)});
  run.info.status = "ContinuedAsNew";
  run.info.parent = {"order-17", "r"};
  run.info.history_size_bytes = 99;
  run.info.search_attributes = {{"CustomRegion", {"eu", "us"}}};
  run.more_info_json = R"({
    "executionTime": "2026-09-21T14:13:20.5Z",
    "memo": {"fields": {
      "b": {"metadata": {"encoding": "YmluYXJ5L3BsYWlu"}, "data": "AAE="},
      "a": {"metadata": {"encoding": "anNvbi9wbGFpbg=="},
            "data": "eyJ6IjoxLjAsImEiOltdfQ=="}}},
    "stateTransitionCount": "12",
    "executionDuration": "22.000000001s",
    "rootExecution": {"workflowId": "order-17", "runId": "r"},
    "versioningInfo": {"behavior": "VERSIONING_BEHAVIOR_PINNED"},
    "priority": {"priorityKey": 3}})";
  return run;
}

constexpr char kKnownRun[] = R"([
{
  "execution": {
    "workflowId": "child",
    "runId": "00000007-2222-4333-8444-555555555555"
  },
  "type": {
    "name": "OrderWorkflow"
  },
  "startTime": "2026-09-21T14:13:20Z",
  "closeTime": "2026-09-21T14:13:42Z",
  "status": "WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW",
  "historyLength": "23",
  "parentExecution": {
    "workflowId": "order-17",
    "runId": "r"
  },
  "executionTime": "2026-09-21T14:13:20.500Z",
  "memo": {
    "fields": {
      "a": {
        "a": null,
        "z": 1
      },
      "b": {
        "metadata": {
          "encoding": "YmluYXJ5L3BsYWlu"
        },
        "data": "AAE="
      }
    }
  },
  "searchAttributes": {
    "indexedFields": {
      "CustomRegion": {
        "metadata": {
          "encoding": "anNvbi9wbGFpbg==",
          "type": "S2V5d29yZExpc3Q="
        },
        "data": "WyJldSIsInVzIl0="
      }
    }
  },
  "taskQueue": "orders",
  "stateTransitionCount": "12",
  "historySizeBytes": "99",
  "executionDuration": "22.000000001s",
  "rootExecution": {
    "workflowId": "order-17",
    "runId": "r"
  },
  "firstRunId": "00000007-2222-4333-8444-555555555555",
  "versioningInfo": {
    "behavior": "VERSIONING_BEHAVIOR_PINNED"
  },
  "priority": {
    "priorityKey": 3
  }
}
]
)";

constexpr char kMemo[] =
    R"("memo":{"fields":{"a":{"a":null,"z":1},)"
    R"("b":{"metadata":{"encoding":"YmluYXJ5L3BsYWlu"},"data":"AAE="}}})";
constexpr char kWholeMemo[] =
    R"("memo":{"fields":{"a":{"metadata":{"encoding":"anNvbi9wbGFpbg=="},)"
    R"("data":"eyJ6IjoxLjAsImEiOltdfQ=="},"b":{)";

TEST_F(ListCommand, PrintsTheJsonOfTheTemporalCli) {
  server_.AddRun(KnownRun());

  const CommandRun list =
      Run({"list", "-q", "WorkflowId = 'child'", "-o", "json"});
  const CommandRun line =
      Run({"list", "--query=WorkflowId = 'child'", "--output=jsonl"});

  EXPECT_EQ(list.out, kKnownRun);
  EXPECT_EQ(std::count(line.out.begin(), line.out.end(), '\n'), 1);
  EXPECT_THAT(line.out, HasSubstr(kMemo));
  EXPECT_EQ(json::parse(line.out), json::parse(list.out)[0]);
}

TEST_F(ListCommand, PrintsPayloadsAsTheyAreIfAskedTo) {
  server_.AddRun(KnownRun());

  const CommandRun line = Run({"list", "-q", "WorkflowId = 'child'", "-o",
                               "jsonl", "--no-json-shorthand-payloads"});

  EXPECT_THAT(line.out, HasSubstr(kWholeMemo));
}

// As the temporal CLI, which shows through it what it prints.
TEST_F(ListCommand, ACodecServerDecodesMemos) {
  server_.AddRun(KnownRun());
  const test::HttpServer codec([](const test::HttpRequest& request) {
    json payloads = json::parse(request.body);
    for (json& payload : payloads["payloads"]) {
      payload = {{"metadata", {{"encoding", "anNvbi9wbGFpbg=="}}},
                 {"data", "Mg=="}};
    }
    test::HttpReply reply;
    reply.body = payloads.dump();
    return reply;
  });

  const CommandRun line = Run({"list", "-q", "WorkflowId = 'child'", "-o",
                               "jsonl", "--codec-endpoint", codec.url()});

  EXPECT_THAT(line.out, HasSubstr(R"("memo":{"fields":{"a":2,"b":2}})"));
}

TEST_F(ListCommand, ACodecServerThatFailsIsNamed) {
  server_.AddRun(KnownRun());
  const test::HttpServer codec([](const test::HttpRequest&) {
    test::HttpReply reply;
    reply.status = 403;
    return reply;
  });

  const CommandRun run = Run({"list", "-q", "WorkflowId = 'child'", "-o",
                              "json", "--codec-endpoint", codec.url()});

  EXPECT_EQ(run.exit_code, 3);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, HasSubstr("the list of workflows: "));
  EXPECT_THAT(run.err, HasSubstr(codec.url()));
}

TEST_F(ListCommand, PrintsAllPages) {
  AddRuns(7);
  const CommandRun lines = Run({"list", "-o", "jsonl", "--page-size=3"});
  const CommandRun list = Run({"list", "-o", "json", "--page-size=3"});

  EXPECT_EQ(std::count(lines.out.begin(), lines.out.end(), '\n'), 8);
  EXPECT_EQ(json::parse(list.out).size(), 8u);
  EXPECT_EQ(server_.Count(kList), 6);
}

TEST_F(ListCommand, PrintsAtMostAsManyAsAsked) {
  AddRuns(7);
  const CommandRun run =
      Run({"list", "-o", "jsonl", "--page-size=3", "--limit=5"});

  EXPECT_EQ(std::count(run.out.begin(), run.out.end(), '\n'), 5);
  const auto seen = server_.Seen(kList);
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(rpc::GetInt(*seen[1].request, "page_size"), 2);
}

TEST_F(ListCommand, NothingFoundIsAnAnswer) {
  const char* query = "WorkflowId = 'none'";
  EXPECT_EQ(Run({"list", "-q", query}).out, "");
  EXPECT_EQ(Run({"list", "-q", query, "-o", "json"}).out, "[\n]\n");
  EXPECT_EQ(Run({"list", "-q", query, "-o", "jsonl"}).out, "");
  EXPECT_EQ(Run({"list", "-q", query}).exit_code, 0);
}

TEST_F(ListCommand, Counts) {
  AddRuns(4);
  const char* query = "ExecutionStatus = 'Running'";
  EXPECT_EQ(Run({"list", "--count", "-q", query}).out, "2\n");
  EXPECT_EQ(Run({"list", "--count", "-q", query, "-o", "json"}).out,
            "{\n  \"count\": \"2\"\n}\n");
  EXPECT_EQ(Run({"list", "--count", "-q", query, "-o", "jsonl"}).out,
            "{\"count\":\"2\"}\n");
}

TEST_F(ListCommand, PrintsNothingIfAskedTo) {
  EXPECT_EQ(Run({"list", "-o", "none"}).out, "");
  EXPECT_EQ(Run({"list", "--count", "--output=none"}).out, "");
  EXPECT_EQ(Run({"list", "-o", "none"}).exit_code, 0);
  EXPECT_EQ(Run({"list", "-o", "none", "-q=nonsense"}).exit_code, 2);
}

TEST_F(ListCommand, ListsTheArchive) {
  rpc::ServedRun old = rpc::MakeServedRun(
      TheSchema(), {.workflow_id = "old", .run_id = SampleRunId(9)});
  old.archived = true;
  server_.AddRun(std::move(old));

  const CommandRun run = Run({"list", "--archived", "-o", "jsonl"});

  EXPECT_EQ(json::parse(run.out)["execution"]["workflowId"], "old");
}

TEST_F(ListCommand, WhatStrangersWroteHarmsNoTerminalAndNoParser) {
  rpc::ServedRun run = rpc::MakeServedRun(
      TheSchema(), {.workflow_id = "x", .run_id = SampleRunId(9)});
  run.info.execution.workflow_id = "a\n\x1b[31m\"☃" + std::string(200, 'y');
  const std::string id = run.info.execution.workflow_id;
  server_.AddRun(std::move(run));

  const CommandRun table = Run({"list"});
  const CommandRun list = Run({"list", "-o", "json", "--limit=1000"});

  EXPECT_THAT(table.out, HasSubstr("a\\x0a\\x1b[31m\"☃yyy"));
  EXPECT_EQ(std::count(table.out.begin(), table.out.end(), '\n'), 3);
  bool found = false;
  for (const json& listed : json::parse(list.out)) {
    if (listed["execution"]["workflowId"] == id) found = true;
  }
  EXPECT_TRUE(found);
}

TEST_F(ListCommand, FailuresHaveTheirCodes) {
  struct Case {
    Fault fault;
    int exit_code;
    const char* sentence;
  };
  Fault loop;
  loop.kind = Fault::Kind::kOldToken;
  Fault garbage;
  garbage.kind = Fault::Kind::kGarbage;
  const Case cases[] = {
      {rpc::StatusFault(grpc::INVALID_ARGUMENT, "invalid query"), 2,
       "the server refuses the request: invalid query"},
      {rpc::StatusFault(grpc::UNAUTHENTICATED, "who"), 3, "refuses access"},
      {rpc::StatusFault(grpc::RESOURCE_EXHAUSTED, "rps"), 4, "throttles"},
      {loop, 6, "the same page token twice"},
      {garbage, 6, "is no message of its type"},
  };
  AddRuns(7);
  for (const Case& failing : cases) {
    server_.ClearFaults();
    server_.FailFrom(kList, server_.Count(kList) + 2, failing.fault);
    const CommandRun run = Run({"list", "-o", "jsonl", "--page-size=2"});
    EXPECT_EQ(run.exit_code, failing.exit_code) << run.err;
    EXPECT_THAT(run.err, HasSubstr(failing.sentence));
  }
}

TEST_F(ListCommand, MistakesOnTheCommandLineAreNamed) {
  EXPECT_EQ(Run({"list", "--limit=-1"}).exit_code, 2);
  EXPECT_EQ(Run({"list", "--page-size=10001"}).exit_code, 2);
  EXPECT_EQ(Run({"list", "-o", "yaml"}).exit_code, 2);
  EXPECT_EQ(Run({"list", "--count", "--archived"}).exit_code, 2);
}

}  // namespace
}  // namespace lockstep::fetch
