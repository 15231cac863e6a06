// The Service of a real server: what it asks and reads.
#include <grpcpp/support/status_code_enum.h>

#include "rpc/schema/fields.h"
#include "tests/rpc/client/grpc_service_fixture.h"

namespace lockstep::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

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

}  // namespace
}  // namespace lockstep::rpc
