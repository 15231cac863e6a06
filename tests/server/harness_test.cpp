// What the other tests of this folder stand on.
#include <gtest/gtest.h>
#include <signal.h>

#include <set>

#include "tests/server/seeds.h"
#include "tests/server/shapes.h"

namespace lockstep::fetch {
namespace {

TEST(ServerHarness, MakesRunsThatTheCommandLineShows) {
  LOCKSTEP_NEEDS_SERVER();
  const auto server = DevServer::Start();
  ASSERT_NE(server, nullptr);

  SeedShapes(*server, 36, "harness");
  const std::vector<WorkflowRun> runs = ListRuns(*server, 42);

  std::set<std::string> types;
  for (const WorkflowRun& run : runs) {
    const auto shown = nlohmann::json::parse(Show(*server, run));
    for (const auto& event : shown.at("events")) {
      types.insert(event.at("eventType").get<std::string>());
    }
  }
  EXPECT_GE(types.size(), 20u) << nlohmann::json(types).dump(1);
}

TEST(ServerHarness, MakesALongRun) {
  LOCKSTEP_NEEDS_SERVER();
  const auto server = DevServer::Start();
  ASSERT_NE(server, nullptr);

  const WorkflowRun run = SeedLongRun(*server, 10'000);

  const auto shown = nlohmann::json::parse(Show(*server, run));
  EXPECT_GT(shown.at("events").size(), 10'000u);
}

TEST(ServerHarness, KnowsHowAProgramEnded) {
  const Finished done =
      RunProgram({"sh", "-c", "echo out; echo err >&2; exit 7"});
  EXPECT_EQ(done.out, "out\n");
  EXPECT_EQ(done.err, "err\n");
  EXPECT_EQ(done.exit_code, 7);
  EXPECT_EQ(RunProgram({"/nowhere/program"}).exit_code, 127);

  ChildProcess sleeper({"sleep", "60"});
  sleeper.Signal(SIGKILL);
  EXPECT_EQ(sleeper.Wait().exit_code, -SIGKILL);
}

}  // namespace
}  // namespace lockstep::fetch
