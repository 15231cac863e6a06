// A corpus that is synced from the server with faults.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "rpc/schema/fields.h"
#include "tests/history_fetch/commands/fault_fixture.h"
#include "tests/history_fetch/corpus/scratch.h"

namespace lockstep::fetch {

inline constexpr char kHistory[] = "GetWorkflowExecutionHistory";
inline constexpr char kList[] = "ListWorkflowExecutions";

inline rpc::FaultServerOptions SmallPages() {
  rpc::FaultServerOptions options;
  options.max_page_size = 4;
  return options;
}

// Three closed runs and an open one, of six pages each.
class SyncCommand : public FaultFixture {
 protected:
  SyncCommand() : FaultFixture(SmallPages()) {
    for (int i = 1; i <= 3; ++i) Serve(i);
  }

  void Serve(int number, bool closed = true, int rounds = 3) {
    rpc::ServedRun run =
        rpc::MakeServedRun(TheSchema(), Sample(number, closed, rounds));
    run.info.history_length =
        std::ssize(rpc::GetRepeated(*run.history, "events"));
    server_.AddRun(std::move(run));
  }
  static rpc::SampleRun Sample(int number, bool closed = true, int rounds = 3) {
    return {.workflow_id = "order-" + std::to_string(number),
            .run_id = rpc::SampleRunId(number),
            .rounds = rounds,
            .closed = closed,
            .start_time_ns = 1'790'000'000'000'000'000 + number * 1'000'000};
  }

  CommandRun Sync(std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"sync", corpus_, "--type=OrderWorkflow",
                                      "--list-rps=1000",
                                      "--now=2026-09-25T00:00:00Z"};
    words.insert(words.end(), more.begin(), more.end());
    return Run(words);
  }
  CommandRun Refresh() {
    return Run({"refresh", corpus_, "--now=2026-09-26T00:00:00Z"});
  }

  // The run ids that the corpus has, and that it is sound.
  std::vector<std::string> Stored() {
    std::vector<std::string> stored;
    const auto corpus = Corpus::Open(corpus_, Corpus::Access::kRead);
    EXPECT_TRUE(corpus) << corpus.error().message;
    if (!corpus) return stored;
    ExpectSound(*corpus);
    EXPECT_THAT(FilesIn(corpus_ + "/state/tmp"), ::testing::IsEmpty());
    EXPECT_TRUE(corpus->ForEach([&](const Entry& entry) {
      stored.push_back(entry.run_id);
      return Outcome<void>();
    }));
    return stored;
  }
  CorpusState State() {
    return Corpus::Open(corpus_, Corpus::Access::kRead).value().state();
  }
  std::string TextOfRun(const std::string& run_id) {
    const auto corpus = Corpus::Open(corpus_, Corpus::Access::kRead).value();
    return ReadHistoryText(corpus, corpus.Read("default", run_id).value())
        .value_or("damaged");
  }
  std::map<std::string, std::string> Bytes() {
    std::map<std::string, std::string> bytes;
    for (const std::string& file : FilesIn(corpus_)) {
      if (!file.starts_with("state/"))
        bytes[file] = ReadFile(corpus_ + "/" + file);
    }
    return bytes;
  }
  std::string Plan(const std::string& text) {
    WriteFile(scratch_ / "plan.toml", text);
    return scratch_ / "plan.toml";
  }

  const Scratch scratch_;
  const std::string corpus_ = scratch_ / "c";
};

}  // namespace lockstep::fetch
