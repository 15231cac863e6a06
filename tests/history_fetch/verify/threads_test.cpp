// Verifying on several threads.
#include <gtest/gtest.h>

#include "history_fetch/verify/report.h"
#include "history_fetch/verify/verify.h"
#include "tests/history_fetch/corpus/scratch.h"

namespace lockstep::fetch {
namespace {

TEST(VerifyThreads, DoNotChangeAByte) {
  const Scratch scratch;
  const std::string folder = scratch / "corpus";
  constexpr int kRuns = 600;
  {
    auto corpus = Corpus::Open(folder, Corpus::Access::kWrite);
    ASSERT_TRUE(corpus);
    for (int run = 0; run < kRuns; ++run) ASSERT_TRUE(PutRun(*corpus, run));
    ASSERT_TRUE(corpus->Finish({.complete = true}));
  }
  const auto json = [&](int threads) {
    const auto verification = Verify({.folder = folder, .threads = threads});
    EXPECT_TRUE(verification);
    // None is a history, so something is found in each.
    EXPECT_GE(verification->findings.size(), size_t{kRuns});
    return VerificationJson(*verification);
  };

  const std::string one = json(1);

  for (const int threads : {2, 7}) EXPECT_TRUE(json(threads) == one) << threads;
}

}  // namespace
}  // namespace lockstep::fetch
