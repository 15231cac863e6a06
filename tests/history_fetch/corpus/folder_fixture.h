// Folders that a corpus is, or is to be.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "history_fetch/corpus/corpus.h"
#include "tests/history_fetch/corpus/scratch.h"

namespace lockstep::fetch {

inline Failure OpenFailure(const std::string& folder, Corpus::Access access) {
  const Outcome<Corpus> corpus = Corpus::Open(folder, access);
  EXPECT_FALSE(corpus);
  return corpus ? Failure() : corpus.error();
}

inline void MakeCorpus(const std::string& folder) {
  Corpus corpus = Corpus::Open(folder, Corpus::Access::kWrite).value();
  ASSERT_TRUE(PutRun(corpus, 1));
  ASSERT_TRUE(PutRun(corpus, 2));
  CorpusState state;
  state.complete = true;
  ASSERT_TRUE(corpus.Finish(state));
}

class Folder : public testing::Test {
 protected:
  const Scratch scratch_;
  const std::string folder_ = scratch_ / "corpus";
};

}  // namespace lockstep::fetch
