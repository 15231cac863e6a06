// A sync that is killed at any moment leaves a corpus, and the next one ends
// with the same bytes as if nothing had happened.
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <random>
#include <thread>

#include "history_fetch/timestamps.h"
#include "tests/server/corpus_files.h"
#include "tests/server/seeds.h"
#include "tests/server/shapes.h"

namespace lockstep::fetch {
namespace {

using std::chrono::steady_clock;

constexpr int kKills = 100;
constexpr unsigned kSeed = 20261122;

// Ends after many pages, so that kills fall into its download.
void SeedManyPages(const DevServer& server) {
  const WorkflowRun run =
      StartRun(server, {.id = "signalled", .queue = "signalled"});
  for (int i = 0; i < 150; ++i) Signal(server, run, "next", i);
}

TEST(ServerKill, AHundredKillsLeaveNoTrace) {
  LOCKSTEP_NEEDS_SERVER();
  const auto server =
      DevServer::Start({.dynamic_config = {"frontend.historyMaxPageSize=5"}});
  ASSERT_NE(server, nullptr);
  SeedShapes(*server, 120, "shape");
  SeedManyPages(*server);
  ListRuns(*server, 120 + 12 + 1);
  const TemporaryFolder folder;
  const std::string plan = folder.path() + "/plan.toml";
  WriteFile(plan, PlanOfAll({"Order", "Refund", "Ship it!"}));
  const std::string now = FormatNanos(Now());
  const auto command = [&](const std::string& corpus) {
    return FetchCommand(*server, {"sync", corpus, "--plan", plan, "--now", now,
                                  "--list-rps", "1000"});
  };

  const std::string undisturbed = folder.path() + "/undisturbed";
  const auto began = steady_clock::now();
  ASSERT_EQ(RunProgram(command(undisturbed)).exit_code, 0);
  const std::chrono::duration<double> takes = steady_clock::now() - began;
  const auto expected = ReadTree(undisturbed);
  EXPECT_GT(expected.size(), 130u);

  std::mt19937 random(kSeed);
  int killed = 0;
  for (int i = 0; i < kKills; ++i) {
    const std::string corpus = folder.path() + "/killed";
    // Every fifth corpus is killed twice.
    for (int kills = i % 5 == 0 ? 2 : 1; kills > 0; --kills) {
      ChildProcess sync(command(corpus));
      // Not uniform_real_distribution: its numbers differ between libraries.
      std::this_thread::sleep_for(takes * (random() % 1000 / 1000.0));
      sync.Signal(SIGKILL);
      if (sync.Wait().exit_code == -SIGKILL) ++killed;
    }
    if (i % 10 == 0 && std::filesystem::exists(corpus + "/manifest.jsonl")) {
      // 5: it is marked incomplete, but sound.
      const Finished verified = FetchOffline({"verify", corpus});
      EXPECT_TRUE(verified.exit_code == 0 || verified.exit_code == 5)
          << verified.out << verified.err;
    }
    const Finished again = RunProgram(command(corpus));
    ASSERT_EQ(again.exit_code, 0) << again.err;
    ASSERT_EQ(DifferenceOf(ReadTree(corpus), expected), "") << "kill " << i;
    std::filesystem::remove_all(corpus);
  }
  EXPECT_GT(killed, kKills * 3 / 4);
}

}  // namespace
}  // namespace lockstep::fetch
