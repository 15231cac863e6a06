#include "history_fetch/corpus/corpus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/history_fetch/corpus/scratch.h"

namespace lockstep::fetch {
namespace {

using testing::HasSubstr;

TEST(Corpus, HoldsWhatWasPutIntoIt) {
  const Scratch scratch;
  const std::string folder = scratch / "corpus";
  {
    Outcome<Corpus> corpus = Corpus::Open(folder, Corpus::Access::kWrite);
    ASSERT_TRUE(corpus) << corpus.error().message;
    EXPECT_FALSE(corpus->state().complete);
    ASSERT_TRUE(corpus->BeginChange("sync is running"));
    for (int run = 0; run < 1000; ++run) {
      const Outcome<void> put = PutRun(*corpus, run);
      ASSERT_TRUE(put) << put.error().message;
    }
    for (int run = 0; run < 1000; run += 3) {
      ASSERT_TRUE(PutRun(*corpus, run, 1));
    }
    ExpectSound(*corpus);
    CorpusState state;
    state.complete = true;
    state.plan = "abc";
    const Outcome<void> finished = corpus->Finish(state);
    ASSERT_TRUE(finished) << finished.error().message;
    ExpectSound(*corpus);
    ExpectNoStrays(*corpus);
  }

  Outcome<Corpus> again = Corpus::Open(folder, Corpus::Access::kRead);

  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->size(), 1000u);
  EXPECT_TRUE(again->state().complete);
  EXPECT_EQ(again->state().plan, "abc");
  ExpectSound(*again);
}

}  // namespace
}  // namespace lockstep::fetch
