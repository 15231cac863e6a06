// The Service of a real server: what it asks, reads, retries and gives up.
#include <gmock/gmock.h>
#include <grpcpp/support/status_code_enum.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "rpc/schema/fields.h"
#include "rpc/schema/json_writer.h"
#include "tests/rpc/client/client_of.h"
#include "tests/rpc/client/fault_server.h"
#include "tests/rpc/client/sample_history.h"

namespace lockstep::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Kind = CallError::Kind;

constexpr char kGetHistory[] = "GetWorkflowExecutionHistory";
constexpr char kList[] = "ListWorkflowExecutions";

const Schema& TheSchema() {
  static const Schema kSchema = Schema::Embedded();
  return kSchema;
}

double SecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
      .count();
}

class GrpcServiceTest : public ::testing::Test {
 protected:
  GrpcServiceTest() : server_(TheSchema()) {
    server_.AddRun(MakeServedRun(TheSchema(), sample_));
    service_ = Open(ConfigOf(server_), TheSchema());
    EXPECT_TRUE(service_->GetSystemInfo().has_value());
  }

  HistoryRequest TheRun() const {
    return {{sample_.workflow_id, sample_.run_id}};
  }

  // All pages, one after the other, as one history.
  CallResult<std::unique_ptr<Message>> AllPages(HistoryRequest request) {
    auto whole = TheSchema().New(kHistoryMessage);
    do {
      auto page = service_->GetHistory(request);
      if (!page) return tl::unexpected(page.error());
      whole->MergeFrom(*page->history);
      request.page_token = page->next_page_token;
    } while (!request.page_token.empty());
    return whole;
  }

  std::string Expected() const {
    return HistoryToJson(*MakeHistory(TheSchema(), sample_));
  }

  SampleRun sample_;
  FaultServer server_;
  std::unique_ptr<Service> service_;
};

TEST_F(GrpcServiceTest, ReadsWhatTheServerSaysOfItself) {
  const auto info = service_->GetSystemInfo();
  const auto name_space = service_->DescribeNamespace();

  EXPECT_EQ(info->version, "1.32.0");
  EXPECT_TRUE(info->count_group_by_status);
  EXPECT_EQ(name_space->id, "namespace-id");
  EXPECT_EQ(name_space->retention_s, 3 * 24 * 3600);
}

TEST_F(GrpcServiceTest, AServerThatKnowsNoSystemInfoIsStillAServer) {
  server_.FailFrom("GetSystemInfo", 1,
                   StatusFault(grpc::UNIMPLEMENTED, "unknown method"));

  const auto info = service_->GetSystemInfo();

  ASSERT_TRUE(info.has_value()) << info.error().message;
  EXPECT_EQ(info->version, "");
}

TEST_F(GrpcServiceTest, ListsWithAllThatVisibilityKnows) {
  ServedRun run = MakeServedRun(
      TheSchema(), {.workflow_id = "child/☃", .run_id = SampleRunId(2)});
  run.info.parent = {"order-17", SampleRunId(1)};
  run.info.scheduled_by = "nightly";
  run.info.change_versions = {"a-1", "b-2"};
  run.info.build_ids = {"versioned:1.0"};
  run.info.deployment_version = "orders:2.1";
  run.info.history_size_bytes = 4711;
  run.info.search_attributes = {{"CustomRegion", {"eu"}}};
  const ExecutionInfo expected = run.info;
  server_.AddRun(std::move(run));

  const auto page = service_->ListWorkflows({.query = "WorkflowId='child/☃'"});

  ASSERT_TRUE(page.has_value()) << page.error().message;
  ASSERT_EQ(page->executions.size(), 1u);
  const ExecutionInfo& listed = page->executions[0];
  EXPECT_EQ(listed.execution, expected.execution);
  EXPECT_EQ(listed.workflow_type, "OrderWorkflow");
  EXPECT_EQ(listed.status, "Completed");
  EXPECT_EQ(listed.start_time_ns, expected.start_time_ns);
  EXPECT_EQ(listed.close_time_ns, expected.close_time_ns);
  EXPECT_EQ(listed.history_length, 23);
  EXPECT_EQ(listed.history_size_bytes, 4711);
  EXPECT_EQ(listed.task_queue, "orders");
  EXPECT_EQ(listed.first_run_id, expected.first_run_id);
  EXPECT_EQ(listed.parent, expected.parent);
  EXPECT_EQ(listed.scheduled_by, "nightly");
  EXPECT_EQ(listed.change_versions, expected.change_versions);
  EXPECT_EQ(listed.build_ids, expected.build_ids);
  EXPECT_EQ(listed.deployment_version, "orders:2.1");
  const std::map<std::string, std::vector<std::string>> attributes = {
      {"BuildIds", {"versioned:1.0"}},
      {"CustomRegion", {"eu"}},
      {"TemporalChangeVersion", {"a-1", "b-2"}},
      {"TemporalScheduledById", {"nightly"}},
      {"TemporalWorkerDeploymentVersion", {"orders:2.1"}}};
  EXPECT_EQ(listed.search_attributes, attributes);
}

TEST_F(GrpcServiceTest, EveryStatusIsSpeltAsInQueries) {
  int number = 100;
  for (const char* status :
       {"Running", "Completed", "Failed", "Canceled", "Terminated",
        "ContinuedAsNew", "TimedOut", "Paused"}) {
    ServedRun run = MakeServedRun(
        TheSchema(), {.workflow_id = status, .run_id = SampleRunId(++number)});
    run.info.status = status;
    server_.AddRun(std::move(run));
    const auto described =
        service_->DescribeWorkflow({status, SampleRunId(number)});
    ASSERT_TRUE(described.has_value()) << described.error().message;
    EXPECT_EQ(described->status, status);
  }
}

TEST_F(GrpcServiceTest, ListsPageByPage) {
  for (int i = 1; i <= 5; ++i) {
    server_.AddRun(MakeServedRun(
        TheSchema(), {.workflow_id = "w", .run_id = SampleRunId(i)}));
  }
  ListRequest request = {.query = "WorkflowId = 'w'", .page_size = 2};
  std::vector<size_t> sizes;
  do {
    const auto page = service_->ListWorkflows(request);
    ASSERT_TRUE(page.has_value()) << page.error().message;
    sizes.push_back(page->executions.size());
    request.page_token = page->next_page_token;
  } while (!request.page_token.empty());

  EXPECT_EQ(sizes, (std::vector<size_t>{2, 2, 1}));
}

TEST_F(GrpcServiceTest, CountsAndListsTheArchive) {
  ServedRun old = MakeServedRun(
      TheSchema(), {.workflow_id = "old", .run_id = SampleRunId(9)});
  old.archived = true;
  server_.AddRun(std::move(old));

  const auto listed = service_->ListWorkflows({.archived = true});

  EXPECT_EQ(service_->CountWorkflows("WorkflowType = 'OrderWorkflow'"), 1);
  ASSERT_EQ(listed->executions.size(), 1u);
  EXPECT_EQ(listed->executions[0].execution.workflow_id, "old");
}

TEST_F(GrpcServiceTest, TheArchiveIsReadOnlyWhenAsked) {
  ServedRun old = MakeServedRun(
      TheSchema(), {.workflow_id = "old", .run_id = SampleRunId(9)});
  old.archived = true;
  server_.AddRun(std::move(old));
  HistoryRequest request = {{"old", SampleRunId(9)}};

  EXPECT_EQ(service_->GetHistory(request).error().kind, Kind::kNotFound);
  request.archived = true;
  EXPECT_TRUE(service_->GetHistory(request).has_value());
}

TEST_F(GrpcServiceTest, PagesMakeUpTheHistory) {
  for (const int page_size : {0, 1, 5, 22, 23, 24, 1000}) {
    HistoryRequest request = TheRun();
    request.page_size = page_size;
    const auto whole = AllPages(request);
    ASSERT_TRUE(whole.has_value()) << whole.error().message;
    EXPECT_EQ(HistoryToJson(**whole), Expected()) << page_size;
  }
}

TEST_F(GrpcServiceTest, RawHistoryIsHistoryToo) {
  server_.FailFrom(kGetHistory, 1, {.kind = Fault::Kind::kRawHistory});
  HistoryRequest request = TheRun();
  request.page_size = 7;

  const auto whole = AllPages(request);

  ASSERT_TRUE(whole.has_value()) << whole.error().message;
  EXPECT_EQ(HistoryToJson(**whole), Expected());
}

TEST_F(GrpcServiceTest, PagesMayBeLargerThanGrpcsOwnLimit) {
  const SampleRun large = {.workflow_id = "large",
                           .run_id = SampleRunId(3),
                           .rounds = 8,
                           .payload_bytes = 2'000'000};
  server_.AddRun(MakeServedRun(TheSchema(), large));

  const auto page = service_->GetHistory({{"large", SampleRunId(3)}});

  ASSERT_TRUE(page.has_value()) << page.error().message;
  EXPECT_EQ(page->next_page_token, "");
  EXPECT_GT(page->history->ByteSizeLong(), 10'000'000u);
}

TEST_F(GrpcServiceTest, APageThatIsTooLargeIsAskedForInSmallerOnes) {
  server_.SetScript([](const SeenCall& call) {
    if (call.method != kGetHistory ||
        GetInt(*call.request, "maximum_page_size") == 4) {
      return Fault();
    }
    return StatusFault(grpc::RESOURCE_EXHAUSTED,
                       "grpc: received message larger than max (9 vs. 8)");
  });
  HistoryRequest request = TheRun();
  request.page_size = 16;

  const auto page = service_->GetHistory(request);

  ASSERT_TRUE(page.has_value()) << page.error().message;
  EXPECT_EQ(GetRepeated(*page->history, "events").size(), 4u);
  EXPECT_EQ(server_.Count(kGetHistory), 2);
}

TEST_F(GrpcServiceTest, APageThatDoesNotComeInTimeIsAskedForInSmallerOnes) {
  ServiceOptions options = FastOptions();
  options.call_timeout_s = 0.4;
  service_ = Open(ConfigOf(server_), TheSchema(), options);
  server_.SetScript([](const SeenCall& call) {
    const bool slow = call.method == kGetHistory &&
                      GetInt(*call.request, "maximum_page_size") > 4;
    return slow ? Fault{.kind = Fault::Kind::kHang} : Fault();
  });
  HistoryRequest request = TheRun();
  request.page_size = 64;

  const auto page = service_->GetHistory(request);

  ASSERT_TRUE(page.has_value()) << page.error().message;
  EXPECT_EQ(GetRepeated(*page->history, "events").size(), 4u);
  EXPECT_EQ(server_.Count(kGetHistory), 3);
  EXPECT_LE(page->next_page_size, 16);
}

TEST_F(GrpcServiceTest, APageThatNeverComesInTimeNamesThePageSize) {
  server_.FailFrom(kGetHistory, 1, StatusFault(grpc::DEADLINE_EXCEEDED, ""));

  const auto page = service_->GetHistory(TheRun());

  EXPECT_EQ(page.error().kind, Kind::kUnavailable);
  EXPECT_THAT(page.error().message,
              HasSubstr("in time after 4 attempts; try again, or wait longer "
                        "with --command-timeout, or ask for less at once with "
                        "--page-size"));
  const auto list = [&] {
    server_.FailFrom(kList, 1, StatusFault(grpc::DEADLINE_EXCEEDED, ""));
    return service_->ListWorkflows({}).error().message;
  }();
  EXPECT_THAT(list, Not(HasSubstr("--page-size")));
}

TEST_F(GrpcServiceTest, AListThatIsTooLargeIsAskedForInSmallerPages) {
  server_.Fail(kList, 1,
               StatusFault(grpc::RESOURCE_EXHAUSTED,
                           "grpc: received message larger than max (9 vs. 8)"));

  EXPECT_TRUE(service_->ListWorkflows({}).has_value());

  const auto seen = server_.Seen(kList);
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(GetInt(*seen[1].request, "page_size"), 250);
}

TEST_F(GrpcServiceTest, LargePagesAreFollowedBySmallerOnes) {
  const SampleRun large = {.workflow_id = "large",
                           .run_id = SampleRunId(3),
                           .rounds = 30,
                           .payload_bytes = 1'000'000};
  server_.AddRun(MakeServedRun(TheSchema(), large));
  ServiceOptions options = FastOptions();
  options.concurrency = 64;  // a MiB for each page
  service_ = Open(ConfigOf(server_), TheSchema(), options);

  HistoryRequest request = {{"large", SampleRunId(3)}};
  const auto first = service_->GetHistory(request);
  ASSERT_TRUE(first.has_value()) << first.error().message;
  ASSERT_NE(first->next_page_token, "");
  request.page_token = first->next_page_token;
  request.next_page_size = first->next_page_size;
  const auto second = service_->GetHistory(request);

  ASSERT_TRUE(second.has_value()) << second.error().message;
  const auto seen = server_.Seen(kGetHistory);
  EXPECT_EQ(GetInt(*seen[0].request, "maximum_page_size"), 64);
  EXPECT_LE(GetInt(*seen[1].request, "maximum_page_size"), 8);
  EXPECT_LE(second->history->ByteSizeLong(), 4'000'000u);
}

TEST_F(GrpcServiceTest, AnEventThatIsTooLargeIsNotAskedForAgain) {
  server_.FailFrom(kGetHistory, 1,
                   StatusFault(grpc::RESOURCE_EXHAUSTED,
                               "grpc: received message larger than max"));
  HistoryRequest request = TheRun();
  request.page_size = 1;

  const auto page = service_->GetHistory(request);

  EXPECT_EQ(page.error().kind, Kind::kOther);
  EXPECT_THAT(page.error().message, HasSubstr("larger than gRPC allows"));
  EXPECT_THAT(page.error().message,
              HasSubstr("even one with a single batch of events; it cannot be "
                        "fetched, leave it out"));
  EXPECT_EQ(server_.Count(kGetHistory), 1);
}

// ---- What fails: its kind, how often it is tried, what is said ----

struct FailureCase {
  const char* name;
  int code;
  const char* message;
  Kind kind;
  int attempts;  // of 4
  const char* sentence;
};

class FailureTest : public GrpcServiceTest,
                    public ::testing::WithParamInterface<FailureCase> {};

TEST_P(FailureTest, HasItsKindItsAttemptsAndItsSentence) {
  server_.FailFrom(kGetHistory, 1,
                   StatusFault(GetParam().code, GetParam().message));

  const auto page = service_->GetHistory(TheRun());

  ASSERT_FALSE(page.has_value());
  EXPECT_EQ(page.error().kind, GetParam().kind);
  EXPECT_EQ(server_.Count(kGetHistory), GetParam().attempts);
  EXPECT_THAT(page.error().message,
              HasSubstr("the history of workflow 'order-17', run "
                        "'11111111-2222-4333-8444-555555555555' was not "
                        "fetched from 127.0.0.1:"));
  EXPECT_THAT(page.error().message, HasSubstr(GetParam().sentence));
  EXPECT_THAT(page.error().message, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    All, FailureTest,
    ::testing::Values(
        FailureCase{"Throttled", grpc::RESOURCE_EXHAUSTED,
                    "namespace rate limit exceeded", Kind::kThrottled, 4,
                    "the server throttles after 4 attempts"},
        FailureCase{"Unavailable", grpc::UNAVAILABLE, "shard moves",
                    Kind::kUnavailable, 4,
                    "not available after 4 attempts (shard moves)"},
        FailureCase{"Aborted", grpc::ABORTED, "shard lost", Kind::kUnavailable,
                    4, "ABORTED after 4 attempts (shard lost)"},
        FailureCase{"Unknown", grpc::UNKNOWN, "boom", Kind::kOther, 4,
                    "UNKNOWN after 4 attempts (boom)"},
        FailureCase{"Internal", grpc::INTERNAL, "boom", Kind::kOther, 4,
                    "INTERNAL after 4 attempts (boom)"},
        FailureCase{"NotFound", grpc::NOT_FOUND, "workflow not found for ID",
                    Kind::kNotFound, 1, "deleted after its retention"},
        FailureCase{"BadToken", grpc::INVALID_ARGUMENT,
                    "Invalid NextPageToken", Kind::kInvalidArgument, 1,
                    "refuses the request: Invalid NextPageToken"},
        FailureCase{"Unauthenticated", grpc::UNAUTHENTICATED, "who are you",
                    Kind::kAccess, 1, "give an API key (--api-key)"},
        FailureCase{"Denied", grpc::PERMISSION_DENIED, "not you", Kind::kAccess,
                    1, "refuses access (not you)"},
        FailureCase{"Unimplemented", grpc::UNIMPLEMENTED, "unknown method",
                    Kind::kUnimplemented, 1, "it is too old, or no Temporal"},
        FailureCase{"DataLoss", grpc::DATA_LOSS, "corrupt", Kind::kOther, 1,
                    "DATA_LOSS (corrupt)"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(GrpcServiceTest, AnUnknownNamespaceIsAMatterOfAccess) {
  for (const char* detail :
       {"temporal.api.errordetails.v1.NamespaceNotFoundFailure", ""}) {
    server_.ClearFaults();
    Fault fault =
        StatusFault(grpc::NOT_FOUND, "Namespace default is not found.");
    fault.detail_type = detail;
    server_.FailFrom(kGetHistory, 1, fault);

    const auto page = service_->GetHistory(TheRun());

    EXPECT_EQ(page.error().kind, Kind::kAccess);
    EXPECT_THAT(page.error().message,
                HasSubstr("there is no namespace 'default' (default); name one "
                          "that is there with --namespace"));
  }
}

TEST_F(GrpcServiceTest, InternalErrorsAreFinalForServersThatTellThemApart) {
  server_.SetScript([](const SeenCall& call) {
    return call.method == kGetHistory ? StatusFault(grpc::INTERNAL, "boom")
                                      : Fault();
  });
  EXPECT_FALSE(service_->GetHistory(TheRun()).has_value());
  EXPECT_EQ(server_.Count(kGetHistory), 4);

  server_.SetInternalErrorDifferentiation();
  ASSERT_TRUE(service_->GetSystemInfo().has_value());
  EXPECT_FALSE(service_->GetHistory(TheRun()).has_value());
  EXPECT_EQ(server_.Count(kGetHistory), 5);
}

TEST_F(GrpcServiceTest, ABadQueryIsNamed) {
  const auto page = service_->ListWorkflows({.query = "Wrong = \n1"});

  EXPECT_EQ(page.error().kind, Kind::kInvalidArgument);
  EXPECT_THAT(page.error().message,
              HasSubstr("the list of workflows 'Wrong = \\x0a1' was not"));
  EXPECT_THAT(page.error().message, HasSubstr("invalid query: Wrong ="));
  EXPECT_EQ(server_.Count(kList), 1);
}

TEST_F(GrpcServiceTest, AServerWithoutAnArchiveIsNoReasonToCorrectAQuery) {
  for (const char* who : {"Cluster", "Namespace"}) {
    server_.ClearFaults();
    server_.FailFrom(
        "ListArchivedWorkflowExecutions", 1,
        StatusFault(
            grpc::INVALID_ARGUMENT,
            std::string(who) + " is not configured for visibility archival."));

    const auto page = service_->ListWorkflows({.archived = true});

    EXPECT_THAT(page.error().message,
                HasSubstr("the list of archived workflows was not fetched"));
    EXPECT_THAT(page.error().message,
                HasSubstr("the server keeps no archive that could be listed (" +
                          std::string(who) +
                          " is not configured for visibility archival); leave "
                          "out --include-archived, or --archived"));
  }
}

TEST_F(GrpcServiceTest, WhatPassesIsTriedUntilItWorks) {
  server_.Fail(kGetHistory, 1, StatusFault(grpc::RESOURCE_EXHAUSTED, "rps"));
  server_.Fail(kGetHistory, 2, {.kind = Fault::Kind::kDrop});
  server_.Fail(kGetHistory, 3, StatusFault(grpc::UNAVAILABLE, "moving"));

  const auto page = service_->GetHistory(TheRun());

  ASSERT_TRUE(page.has_value()) << page.error().message;
  EXPECT_EQ(HistoryToJson(*page->history), Expected());
  EXPECT_EQ(server_.Count(kGetHistory), 4);
}

TEST_F(GrpcServiceTest, AConnectionThatIsAlwaysCutIsUnavailable) {
  server_.FailFrom(kGetHistory, 1, {.kind = Fault::Kind::kDrop});

  const auto page = service_->GetHistory(TheRun());

  EXPECT_EQ(page.error().kind, Kind::kUnavailable);
  EXPECT_THAT(page.error().message, HasSubstr("after 4 attempts"));
}

TEST_F(GrpcServiceTest, GarbageIsMalformedAndNotAskedForAgain) {
  for (const auto kind : {Fault::Kind::kGarbage, Fault::Kind::kTruncated}) {
    server_.ClearFaults();
    server_.FailFrom(kGetHistory, 1, {.kind = kind});
    const int before = server_.Count(kGetHistory);

    const auto page = service_->GetHistory(TheRun());

    ASSERT_FALSE(page.has_value());
    EXPECT_EQ(page.error().kind, Kind::kMalformed);
    EXPECT_THAT(page.error().message,
                HasSubstr("the answer is no message of its type; check that "
                          "--address names a Temporal server"));
    EXPECT_EQ(server_.Count(kGetHistory), before + 1);
  }
}

TEST_F(GrpcServiceTest, AnEmptyAnswerIsAnEmptyPage) {
  server_.FailFrom(kGetHistory, 1, {.kind = Fault::Kind::kEmpty});

  const auto page = service_->GetHistory(TheRun());

  ASSERT_TRUE(page.has_value()) << page.error().message;
  EXPECT_EQ(page->history->ByteSizeLong(), 0u);
}

TEST_F(GrpcServiceTest, AServerThatHangsIsGivenUp) {
  server_.FailFrom(kGetHistory, 1, {.kind = Fault::Kind::kHang});
  ServiceOptions options = FastOptions();
  options.call_timeout_s = 0.1;
  options.max_attempts = 2;
  const auto hasty = Open(ConfigOf(server_), TheSchema(), options);
  ASSERT_TRUE(hasty->GetSystemInfo().has_value());

  const auto page = hasty->GetHistory(TheRun());

  EXPECT_EQ(page.error().kind, Kind::kUnavailable);
  EXPECT_EQ(server_.Count(kGetHistory), 2);
  EXPECT_THAT(page.error().message,
              HasSubstr("did not answer in time after 2 attempts; try again, "
                        "or wait longer with --command-timeout"));
}

TEST_F(GrpcServiceTest, ASlowAnswerIsAnAnswer) {
  server_.FailFrom(kGetHistory, 1,
                   {.kind = Fault::Kind::kSlow, .delay_ms = 300});

  EXPECT_TRUE(service_->GetHistory(TheRun()).has_value());
}

TEST_F(GrpcServiceTest, AnAnswerMayDrip) {
  server_.SetDrip(20'000);

  const auto page = service_->GetHistory(TheRun());

  ASSERT_TRUE(page.has_value()) << page.error().message;
  EXPECT_EQ(HistoryToJson(*page->history), Expected());
}

TEST_F(GrpcServiceTest, AStopEndsCallsSoon) {
  std::atomic<bool> stopped = false;
  server_.FailFrom(kGetHistory, 1, {.kind = Fault::Kind::kHang});
  for (const char* method : {kList, "CountWorkflowExecutions"}) {
    server_.FailFrom(method, 1, StatusFault(grpc::UNAVAILABLE, "later"));
  }
  ServiceOptions patient = FastOptions();
  patient.first_backoff_s = patient.max_backoff_s = 100;
  patient.list_calls_per_second = 0.01;
  const auto opened =
      OpenGrpcService(ConfigOf(server_), patient, TheSchema(), stopped);
  const auto& service = *opened;
  ASSERT_TRUE(service->GetSystemInfo().has_value());
  std::atomic<int> cancelled = 0;
  const auto count = [&](const auto& result) {
    if (!result && result.error().kind == Kind::kCancelled) ++cancelled;
  };
  std::vector<std::thread> callers;
  callers.emplace_back([&] { count(service->GetHistory(TheRun())); });
  callers.emplace_back([&] { count(service->ListWorkflows({})); });
  callers.emplace_back([&] { count(service->CountWorkflows("")); });
  while (server_.Count(kGetHistory) == 0) std::this_thread::yield();

  const auto start = std::chrono::steady_clock::now();
  stopped = true;
  for (std::thread& caller : callers) caller.join();

  EXPECT_EQ(cancelled, 3);
  EXPECT_LT(SecondsSince(start), 1.0);  // 0.1 on a machine that is free
  const auto late = service->GetHistory(TheRun());
  EXPECT_THAT(late.error().message,
              HasSubstr("it was interrupted; run it again to go on"));
}

TEST_F(GrpcServiceTest, GoawayLosesNothing) {
  FaultServerOptions options;
  options.max_connection_age_ms = 50;
  FaultServer server(TheSchema(), options);
  server.AddRun(MakeServedRun(TheSchema(), sample_));
  const auto service = Open(ConfigOf(server), TheSchema());

  for (int i = 0; i < 30; ++i) {
    const auto page = service->GetHistory(TheRun());
    ASSERT_TRUE(page.has_value()) << page.error().message;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }

  EXPECT_GT(server.connections(), 1);
}

TEST_F(GrpcServiceTest, ManyThreadsShareTheServiceWithinItsConcurrency) {
  ServiceOptions options = FastOptions();
  options.concurrency = 3;
  const auto service = Open(ConfigOf(server_), TheSchema(), options);
  server_.FailFrom(kGetHistory, 1, {.kind = Fault::Kind::kSlow, .delay_ms = 5});
  std::atomic<int> fetched = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 5; ++j) {
        if (service->GetHistory(TheRun()).has_value()) ++fetched;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(fetched, 80);
  EXPECT_LE(server_.most_at_once(), 3);
}

TEST_F(GrpcServiceTest, ListsKeepToTheirRate) {
  ServiceOptions options = FastOptions();
  options.list_calls_per_second = 20;
  const auto service = Open(ConfigOf(server_), TheSchema(), options);
  const auto start = std::chrono::steady_clock::now();

  // A second's worth comes at once, the others one by one.
  for (int i = 0; i < 26; ++i) {
    ASSERT_TRUE(service->CountWorkflows("").has_value());
  }

  EXPECT_GE(SecondsSince(start), 0.29);
}

}  // namespace
}  // namespace lockstep::rpc
