// How much the Service asks at once, and how often.
#include <grpcpp/support/status_code_enum.h>

#include <atomic>
#include <thread>

#include "tests/rpc/client/grpc_service_fixture.h"

namespace lockstep::rpc {
namespace {

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

// Additive increase, multiplicative decrease.
TEST_F(GrpcServiceTest, AServerThatThrottlesGetsHalfAsManyCallsAtOnce) {
  ServiceOptions options = FastOptions();
  options.concurrency = 8;
  const auto service = Open(ConfigOf(server_), TheSchema(), options);
  // All find others on their way.
  server_.FailFrom(kGetHistory, 3,
                   {.kind = Fault::Kind::kSlow, .delay_ms = 200});
  server_.Fail(kGetHistory, 1, StatusFault(grpc::RESOURCE_EXHAUSTED, "slow"));
  ASSERT_TRUE(service->GetHistory(TheRun()).has_value());
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { (void)service->GetHistory(TheRun()); });
  }
  for (std::thread& thread : threads) thread.join();

  // Four, and one more for as many that went well.
  EXPECT_GE(server_.most_at_once(), 2);
  EXPECT_LE(server_.most_at_once(), 5);
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
