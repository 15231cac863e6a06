#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>

#include "history_fetch/sync/sync.h"
#include "tests/history_fetch/sync/many_runs.h"

namespace lockstep::fetch {
namespace {

using testing::HasSubstr;

TEST(NoRoom, ForTheRunsThatWaitEndsTheSync) {
  constexpr int64_t kRuns = 25'000;
  Plan plan;
  plan.sources = {Source{}};
  Stratum& stratum = plan.strata.emplace_back();
  stratum.name = stratum.workflow_type = "OrderWorkflow";
  stratum.source = "default";
  stratum.want = kRuns;
  const rpc::Schema schema = rpc::Schema::Embedded();
  ManyRuns service(schema, kRuns);
  SyncServer server;
  server.source = "default";
  server.download.service = &service;
  server.download.schema = &schema;
  server.download.name_space = "default";
  Progress progress(
      {.style = Progress::Style::kNone, .write = {}, .now_ms = {}});
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  signal(SIGXFSZ, SIG_IGN);
  const rlimit small{.rlim_cur = 4096, .rlim_max = before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);

  Sync sync(plan, nullptr, {.now_ns = 1'795'000'000'000'000'000}, progress);
  sync.Run(server);
  const SyncReport report = sync.Finish();

  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(CodeOf(report), ExitCode::kPartial);
  ASSERT_FALSE(report.failures.empty());
  EXPECT_THAT(report.failures.front().message,
              HasSubstr("the temporary files cannot be written"));
}

}  // namespace
}  // namespace lockstep::fetch
