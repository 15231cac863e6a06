// A corpus to prune.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "history_fetch/prune/prune.h"
#include "tests/history_fetch/corpus/scratch.h"
#include "tests/history_fetch/real_histories.h"

namespace lockstep::fetch {

inline std::string Activity(const std::string& type) {
  return fmt::format(R"("activityType":{{"name":"{}"}})", type);
}

inline const Step kClosed = {"WorkflowExecutionCompleted", ""};

// Of `count` activities of a type; closed.
inline std::string WithActivities(const std::string& run_id,
                                  const std::string& type, int count) {
  std::vector<Step> steps;
  for (int i = 0; i < count; ++i) {
    steps.push_back({"ActivityTaskScheduled", Activity(type)});
  }
  steps.push_back(kClosed);
  return HistoryText(run_id, steps);
}

class PruneTest : public testing::Test {
 protected:
  // Run ids of what stays.
  std::vector<std::string> Left() const {
    std::vector<std::string> runs;
    const auto corpus = Corpus::Open(folder_, Corpus::Access::kRead);
    EXPECT_TRUE(corpus->ForEach([&](const Entry& entry) {
      runs.push_back(entry.run_id);
      return Outcome<void>();
    }));
    return runs;
  }

  Outcome<Pruning> Prune(const PruneOptions& options) {
    Outcome<Corpus> corpus = Corpus::Open(folder_, Corpus::Access::kWrite);
    EXPECT_TRUE(corpus) << corpus.error().message;
    Outcome<Pruning> pruning = DecidePruning(*corpus, options);
    if (!pruning) return pruning;
    const Outcome<void> applied = ApplyPruning(*pruning, *corpus);
    EXPECT_TRUE(applied) << applied.error().message;
    return pruning;
  }

  CorpusState State() const {
    return Corpus::Open(folder_, Corpus::Access::kRead)->state();
  }

  Scratch scratch_;
  const std::string folder_ = scratch_ / "corpus";
};

}  // namespace lockstep::fetch
