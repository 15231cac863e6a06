// How much memory commands take for each run of a corpus. With LOCKSTEP_RUNS,
// they are measured with so many: 1000000 take some minutes and 10 GB of the
// disk.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iterator>

#include "history_fetch/status/corpus_survey.h"
#include "history_fetch/sync/refresh.h"
#include "history_fetch/sync/sync.h"
#include "history_fetch/verify/verify.h"
#include "tests/history_fetch/corpus/scratch.h"
#include "tests/history_fetch/sync/many_runs.h"
#include "tests/proof/sanitized.h"

namespace lockstep::fetch {
namespace {

constexpr int64_t kNow = 1'795'000'000'000'000'000;

// What there is to do with a corpus. False: it failed.
class Work {
 public:
  Work(std::string folder, int64_t runs)
      : folder_(std::move(folder)), runs_(runs) {
    plan_.sources = {Source{}};
    Stratum& stratum = plan_.strata.emplace_back();
    stratum.name = "Orders";
    stratum.workflow_type = "OrderWorkflow";
    stratum.source = "default";
    stratum.want = runs + 1;
  }

  bool RunSync() {
    const rpc::Schema schema = rpc::Schema::Embedded();
    ManyRuns service(schema, runs_);
    Corpus corpus = Corpus::Open(folder_, Corpus::Access::kWrite).value();
    Sync sync(plan_, &corpus, Options(), progress_);
    sync.Run(ServerOf(service, schema));
    const SyncReport report = sync.Finish();
    return CodeOf(report) == ExitCode::kOk && report.histories == runs_;
  }

  bool RunRefresh() {
    const rpc::Schema schema = rpc::Schema::Embedded();
    ManyRuns service(schema, runs_);
    Corpus corpus = Corpus::Open(folder_, Corpus::Access::kWrite).value();
    const SyncReport report = Refresh(ServerOf(service, schema), corpus, &plan_,
                                      Options(), progress_);
    return CodeOf(report) == ExitCode::kOk && report.histories == runs_;
  }

  bool RunVerify() {
    const auto verification = Verify({.folder = folder_});
    return verification && CodeOf(*verification) == ExitCode::kOk;
  }

  bool RunStatus() {
    const Corpus corpus = Corpus::Open(folder_, Corpus::Access::kRead).value();
    CorpusSurvey survey({.now_ns = kNow});
    const auto read = corpus.ForEach([&](const Entry& entry) {
      survey.Add(entry);
      return Outcome<void>();
    });
    return read && survey.Report(folder_, corpus.state()).histories == runs_;
  }

 private:
  SyncServer ServerOf(ManyRuns& service, const rpc::Schema& schema) const {
    SyncServer server;
    server.source = "default";
    server.version = "1.32.0";
    server.download.service = &service;
    server.download.schema = &schema;
    server.download.name_space = "default";
    return server;
  }
  SyncOptions Options() const { return {.now_ns = kNow, .threads = 16}; }

  const std::string folder_;
  const int64_t runs_;
  Plan plan_;
  Progress progress_{
      {.style = Progress::Style::kNone, .write = {}, .now_ms = {}}};
};

struct Command {
  const char* name;
  bool (Work::*run)();
};
constexpr Command kCommands[] = {{"sync", &Work::RunSync},
                                 {"sync again", &Work::RunSync},
                                 {"refresh", &Work::RunRefresh},
                                 {"verify", &Work::RunVerify},
                                 {"status", &Work::RunStatus}};

struct Usage {
  int64_t bytes = 0;  // at most; 0: it failed
  double seconds = 0;
};

// In a process of its own, as memory that was used once stays the peak.
Usage UsageOf(const std::function<bool()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) {
    mallopt(M_ARENA_MAX, 4);  // as main.cpp does
    _exit(work() ? 0 : 1);
  }
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  const std::chrono::duration<double> took =
      std::chrono::steady_clock::now() - begin;
  const bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  return {.bytes = good ? usage.ru_maxrss * 1024 : 0, .seconds = took.count()};
}

std::vector<Usage> UsagesOf(const std::string& folder, int64_t runs) {
  std::vector<Usage> usages;
  Work work(folder, runs);
  for (const Command& command : kCommands) {
    usages.push_back(UsageOf([&] { return (work.*command.run)(); }));
    const Usage& last = usages.back();
    std::fprintf(stderr, "%9ld runs: %-10s %5ld MB %7.1f s\n",
                 static_cast<long>(runs), command.name,
                 static_cast<long>(last.bytes >> 20), last.seconds);
  }
  return usages;
}

TEST(Size, OfEachRunIsLittleInMemory) {
  if (proof::kSanitized)
    GTEST_SKIP() << "a sanitizer's own memory would be measured";
  const Scratch scratch;
  if (const char* runs = std::getenv("LOCKSTEP_RUNS")) {
    for (const Usage& usage : UsagesOf(scratch / "corpus", std::stoll(runs))) {
      EXPECT_GT(usage.bytes, 0);
    }
    return;
  }
  constexpr int64_t kFew = 4000;
  constexpr int64_t kMany = 16'000;

  const std::vector<Usage> few = UsagesOf(scratch / "few", kFew);
  const std::vector<Usage> many = UsagesOf(scratch / "many", kMany);

  for (size_t i = 0; i < std::size(kCommands); ++i) {
    ASSERT_GT(few[i].bytes, 0) << kCommands[i].name;
    ASSERT_GT(many[i].bytes, 0) << kCommands[i].name;
    const int64_t of_each = (many[i].bytes - few[i].bytes) / (kMany - kFew);
    // Some of it does not grow on; who keeps the picks needs 900 more.
    EXPECT_LT(of_each, 700) << kCommands[i].name;
  }
}

}  // namespace
}  // namespace lockstep::fetch
