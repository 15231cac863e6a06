// What fails: its kind, how often it is tried, what is said.
#include <grpcpp/support/status_code_enum.h>

#include <atomic>
#include <thread>

#include "tests/rpc/client/grpc_service_fixture.h"

namespace lockstep::rpc {
namespace {

using ::testing::HasSubstr;

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
        FailureCase{"BadToken", grpc::INVALID_ARGUMENT, "Invalid NextPageToken",
                    Kind::kInvalidArgument, 1,
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

}  // namespace
}  // namespace lockstep::rpc
