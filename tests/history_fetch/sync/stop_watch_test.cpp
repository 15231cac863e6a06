#include "history_fetch/sync/stop_watch.h"

#include <gtest/gtest.h>

namespace lockstep::fetch {
namespace {

TEST(StopWatch, StopsWhenItIsAskedTo) {
  std::atomic<bool> asked = false;
  const StopWatch watch(asked, std::nullopt);
  EXPECT_FALSE(watch.signal().stop);

  asked = true;

  while (!watch.signal().stop) std::this_thread::yield();
  EXPECT_FALSE(watch.signal().deadline);
}

TEST(StopWatch, StopsWhenItsTimeIsUp) {
  const std::atomic<bool> asked = false;

  const StopWatch watch(asked, std::chrono::milliseconds(1));

  while (!watch.signal().stop) std::this_thread::yield();
  EXPECT_TRUE(watch.signal().deadline);
}

TEST(StopWatch, EndsBeforeItsTime) {
  const std::atomic<bool> asked = false;

  const StopWatch watch(asked, std::chrono::hours(1));

  EXPECT_FALSE(watch.signal().stop);
}

}  // namespace
}  // namespace lockstep::fetch
