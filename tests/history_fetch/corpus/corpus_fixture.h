// A corpus in a folder of its own.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "history_fetch/corpus/corpus.h"
#include "tests/history_fetch/corpus/scratch.h"

namespace lockstep::fetch {

inline CorpusState Complete() {
  CorpusState state;
  state.complete = true;
  state.plan = "abc";
  state.synced_at = "2026-01-02T03:04:05Z";
  state.server_version = "1.32.0";
  return state;
}

class CorpusTest : public testing::Test {
 protected:
  Corpus Open(Corpus::Access access = Corpus::Access::kWrite) const {
    Outcome<Corpus> corpus = Corpus::Open(folder_, access);
    EXPECT_TRUE(corpus) << corpus.error().message;
    return std::move(*corpus);
  }
  Corpus Reopen() const { return Open(Corpus::Access::kRead); }
  std::string Manifest() const { return ReadFile(folder_ + "/manifest.jsonl"); }
  Entry Of(const Corpus& corpus, int run) const {
    const Entry entry = EntryOf(run);
    return corpus.Read(entry.name_space, entry.run_id).value();
  }

  const Scratch scratch_;
  const std::string folder_ = scratch_ / "corpus";
};

}  // namespace lockstep::fetch
