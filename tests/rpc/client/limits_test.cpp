// Back-off and limits, without a clock.
#include <grpcpp/support/status.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "rpc/client/backoff.h"
#include "rpc/client/limiter.h"
#include "rpc/client/page_sizes.h"

namespace lockstep::rpc {
namespace {

grpc::Status Status(grpc::StatusCode code, const char* message = "") {
  return grpc::Status(code, message);
}

TEST(Backoff, OnlyWhatMayPassIsTriedAgain) {
  using Internal = InternalErrors;
  const auto retry = [](const grpc::Status& status,
                        Internal internal = Internal::kMayPass) {
    return RetryOf(status, internal);
  };
  for (const auto code :
       {grpc::UNAVAILABLE, grpc::DEADLINE_EXCEEDED, grpc::ABORTED,
        grpc::UNKNOWN, grpc::CANCELLED, grpc::INTERNAL}) {
    EXPECT_EQ(retry(Status(code)), Retry::kSoon) << code;
  }
  for (const auto code :
       {grpc::NOT_FOUND, grpc::INVALID_ARGUMENT, grpc::PERMISSION_DENIED,
        grpc::UNAUTHENTICATED, grpc::UNIMPLEMENTED, grpc::DATA_LOSS,
        grpc::FAILED_PRECONDITION, grpc::ALREADY_EXISTS, grpc::OUT_OF_RANGE}) {
    EXPECT_EQ(retry(Status(code)), Retry::kNo) << code;
  }
  EXPECT_EQ(retry(Status(grpc::RESOURCE_EXHAUSTED, "rps limit")),
            Retry::kSlowly);
  EXPECT_EQ(retry(Status(grpc::RESOURCE_EXHAUSTED,
                         "Received message larger than max (5 vs. 4)")),
            Retry::kNo);
  EXPECT_EQ(retry(Status(grpc::INTERNAL), Internal::kAreFinal), Retry::kNo);
  EXPECT_EQ(retry(Status(grpc::INTERNAL, "Received RST_STREAM with error code"),
                  Internal::kAreFinal),
            Retry::kSoon);
}

TEST(Backoff, DoublesUpToItsLimitLessUpToHalf) {
  ServiceOptions options;
  options.first_backoff_s = 0.2;
  options.max_backoff_s = 10;
  for (uint64_t seed = 0; seed < 200; ++seed) {
    for (int attempt = 2; attempt <= 20; ++attempt) {
      const double full = std::min(0.2 * (1 << (attempt - 2)), 10.0);
      const double wait = BackoffSeconds(options, Retry::kSoon, attempt, seed);
      EXPECT_LE(wait, full);
      EXPECT_GE(wait, full / 2);
      EXPECT_EQ(wait, BackoffSeconds(options, Retry::kSoon, attempt, seed));
    }
  }
  EXPECT_NE(BackoffSeconds(options, Retry::kSoon, 2, 1),
            BackoffSeconds(options, Retry::kSoon, 2, 2));
  EXPECT_GE(BackoffSeconds(options, Retry::kSlowly, 2, 1), 0.5);
}

TEST(Backoff, EveryProcessHasJitterOfItsOwn) {
  EXPECT_EQ(JitterSeed({.jitter_seed = 7}), 7u);
  const uint64_t ours = JitterSeed({});
  EXPECT_NE(ours, 0u);
  EXPECT_EXIT(std::exit(JitterSeed({}) == ours ? 1 : 0),
              ::testing::ExitedWithCode(0), "");
}

TEST(PageSizes, FitTheMemoryTheTimeAndWhatTheUserWants) {
  const PageSizes sizes({.call_timeout_s = 40, .concurrency = 16});  // 4 MiB
  EXPECT_EQ(sizes.Ask(0, 0), 64);
  EXPECT_EQ(sizes.Ask(0, 200), 200);
  EXPECT_EQ(sizes.Ask(7, 200), 7);
  EXPECT_EQ(sizes.Ask(300, 300), 256);
  EXPECT_EQ(sizes.Next(64, {1 << 20, 0.01}), 256);
  EXPECT_EQ(sizes.Next(16, {1 << 20, 0.01}), 64);
  EXPECT_EQ(sizes.Next(64, {4 << 20, 0.01}), 64);
  EXPECT_EQ(sizes.Next(64, {32 << 20, 0.01}), 8);
  EXPECT_EQ(sizes.Next(4, {100 << 20, 0.01}), 1);
  EXPECT_EQ(sizes.Next(64, {1 << 20, 20}), 32);  // a quarter of 40 s is due
  EXPECT_EQ(sizes.Next(1, {0, 0}), 4);
}

TEST(TokenBucket, ASecondsWorthComesAtOnceTheRestEvenly) {
  TokenBucket bucket(5);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(bucket.Take(100), 0);
  EXPECT_DOUBLE_EQ(bucket.Take(100), 0.2);
  EXPECT_DOUBLE_EQ(bucket.Take(100), 0.4);
  EXPECT_NEAR(bucket.Take(100.4), 0.2, 1e-9);
  EXPECT_EQ(bucket.Take(200), 0);  // rested
}

TEST(TokenBucket, LessThanOnceASecondIsPossible) {
  TokenBucket bucket(0.5);
  EXPECT_EQ(bucket.Take(7), 0);
  EXPECT_DOUBLE_EQ(bucket.Take(7), 2);
}

TEST(TokenBucket, ZeroIsNoLimit) {
  TokenBucket bucket(0);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(bucket.Take(1), 0);
}

TEST(ConcurrencyWindow, HalvesWhenThrottledAndGrowsOneByOne) {
  ConcurrencyWindow window(16);
  window.Throttled(10);
  EXPECT_EQ(window.size(), 8);
  window.Throttled(10.5);  // was on its way already
  EXPECT_EQ(window.size(), 8);
  window.Throttled(11.1);
  EXPECT_EQ(window.size(), 4);
  for (int i = 0; i < 4; ++i) window.Succeeded();
  EXPECT_EQ(window.size(), 5);
  for (int i = 0; i < 5; ++i) window.Succeeded();
  EXPECT_EQ(window.size(), 6);
}

TEST(ConcurrencyWindow, StaysBetweenOneAndItsSize) {
  ConcurrencyWindow window(2);
  for (int i = 0; i < 10; ++i) window.Throttled(10 + 2 * i);
  EXPECT_EQ(window.size(), 1);
  for (int i = 0; i < 100; ++i) window.Succeeded();
  EXPECT_EQ(window.size(), 2);
}

TEST(Limiter, MakesPlaceWhenACallEnds) {
  const std::atomic<bool> stopped = false;
  Limiter limiter(0, 2, stopped);
  EXPECT_TRUE(limiter.Enter());
  EXPECT_TRUE(limiter.Enter());
  limiter.Leave(Limiter::Ended::kThrottled);
  EXPECT_EQ(limiter.window(), 1);
  limiter.Leave(Limiter::Ended::kWell);
  EXPECT_EQ(limiter.window(), 2);
  EXPECT_TRUE(limiter.Enter());
}

TEST(Limiter, AStopEndsEveryWait) {
  const std::atomic<bool> stopped = true;
  Limiter limiter(1, 1, stopped);
  EXPECT_FALSE(limiter.Enter());
  EXPECT_FALSE(limiter.TakeTurn());
}

}  // namespace
}  // namespace lockstep::rpc
