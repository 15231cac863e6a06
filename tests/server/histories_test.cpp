// What lockstep-fetch downloads is what `temporal workflow show -o json`
// writes, byte for byte, however the server is set up.
#include <gtest/gtest.h>

#include <map>

#include "tests/server/corpus_files.h"
#include "tests/server/seeds.h"
#include "tests/server/shapes.h"

namespace lockstep::fetch {
namespace {

struct Setup {
  std::string name;
  std::vector<std::string> dynamic_config;
  size_t runs;
};

void PrintTo(const Setup& setup, std::ostream* out) { *out << setup.name; }

// One server for all tests of a setup.
struct Seeded {
  std::unique_ptr<DevServer> server;
  std::vector<WorkflowRun> odd;
  WorkflowRun long_run;
  std::vector<WorkflowRun> all;
  TemporaryFolder folder;

  std::string corpus() const { return folder.path() + "/corpus"; }
};

class ServerHistories : public testing::TestWithParam<Setup> {
 protected:
  void SetUp() override {
    LOCKSTEP_NEEDS_SERVER();
    std::unique_ptr<Seeded>& seeded = Servers()[GetParam().name];
    if (seeded == nullptr) seeded = Seed();
    seeded_ = seeded.get();
    ASSERT_NE(seeded_->server, nullptr);
  }
  static void TearDownTestSuite() { Servers().clear(); }

  static std::map<std::string, std::unique_ptr<Seeded>>& Servers() {
    static std::map<std::string, std::unique_ptr<Seeded>> servers;
    return servers;
  }

  static std::unique_ptr<Seeded> Seed() {
    auto seeded = std::make_unique<Seeded>();
    seeded->server =
        DevServer::Start({.dynamic_config = GetParam().dynamic_config});
    if (seeded->server == nullptr) return seeded;
    const DevServer& server = *seeded->server;
    SeedShapes(server, GetParam().runs, "shape");
    seeded->odd = SeedOddIds(server);
    seeded->long_run = SeedLongRun(server, 10'000);
    // Of the first 72 runs 4 are chains of three, and 4 have a child.
    seeded->all =
        ListRuns(server, GetParam().runs + 12 + seeded->odd.size() + 1);
    return seeded;
  }

  const DevServer& server() const { return *seeded_->server; }

  const Seeded* seeded_ = nullptr;
};

TEST_P(ServerHistories, GetPrintsThemAsTheCommandLineDoes) {
  std::vector<WorkflowRun> runs = seeded_->odd;
  runs.push_back(seeded_->long_run);
  // Some of all shapes.
  for (size_t i = 0; i < seeded_->all.size(); i += seeded_->all.size() / 40) {
    runs.push_back(seeded_->all[i]);
  }
  for (const WorkflowRun& run : runs) {
    const Finished got = Fetch(
        server(),
        {"get", "--workflow-id=" + run.workflow_id, "--run-id=" + run.run_id});
    EXPECT_EQ(got.exit_code, 0) << got.err;
    EXPECT_EQ(got.out, Show(server(), run)) << run.workflow_id;
    EXPECT_EQ(got.err, "");
  }
}

TEST_P(ServerHistories, GetTakesTheCurrentRunWhereNoneIsNamed) {
  // Servers end the last with two events that they do not keep.
  TakeTask(server(), "shape-16");
  // A chain of three runs, a cron, a child, an open one whose task failed.
  for (const char* id : {"shape-11", "shape-7", "shape-15/child", "shape-16"}) {
    const std::string workflow = std::string("--workflow-id=") + id;
    const Finished got = Fetch(server(), {"get", workflow});
    const Finished shown =
        Temporal(server(), {"workflow", "show", workflow, "--output=json"});
    EXPECT_EQ(got.exit_code, 0) << got.err;
    EXPECT_EQ(got.out, shown.out) << id;
  }
}

// Runs first of those that need the corpus.
TEST_P(ServerHistories, SyncBringsThemAll) {
  const std::string plan = seeded_->folder.path() + "/plan.toml";
  WriteFile(plan, PlanOfAll({"Order", "Refund", "Ship it!", "Loop"}));

  const Finished synced =
      Fetch(server(), {"sync", seeded_->corpus(), "--plan", plan});

  ASSERT_EQ(synced.exit_code, 0) << synced.err;
  EXPECT_LT(synced.peak_kib, 200 << 10);
  std::vector<WorkflowRun> runs;
  for (const auto& line : ReadManifest(seeded_->corpus())) {
    runs.push_back(RunOf(line));
  }
  EXPECT_EQ(runs, seeded_->all);
  ExpectAsShown(server(), seeded_->corpus());
}

TEST_P(ServerHistories, VerifyFindsThemWhole) {
  const Finished verified = FetchOffline({"verify", seeded_->corpus()});

  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
}

TEST_P(ServerHistories, NoFileIsNamedByAWorkflowId) {
  for (const auto& [path, bytes] : ReadTree(seeded_->corpus())) {
    EXPECT_EQ(
        path.find_first_not_of("abcdefghijklmnopqrstuvwxyz"
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-/"),
        std::string::npos)
        << path;
    EXPECT_EQ(path.find(".."), std::string::npos) << path;
  }
}

TEST_P(ServerHistories, SyncAgainChangesNothing) {
  const auto before = ReadTree(seeded_->corpus());

  const Finished synced =
      Fetch(server(), {"sync", seeded_->corpus(), "--plan",
                       seeded_->folder.path() + "/plan.toml", "-o", "json"});

  ASSERT_EQ(synced.exit_code, 0) << synced.err;
  auto after = ReadTree(seeded_->corpus());
  // Its header has the time of the sync.
  const auto lines = [](const std::string& manifest) {
    return manifest.substr(manifest.find('\n'));
  };
  EXPECT_EQ(lines(after["manifest.jsonl"]), lines(before.at("manifest.jsonl")));
  after["manifest.jsonl"] = before.at("manifest.jsonl");
  EXPECT_EQ(DifferenceOf(after, before), "");
}

INSTANTIATE_TEST_SUITE_P(
    , ServerHistories,
    testing::Values(
        Setup{"Plain", {}, 2000},
        // A page has five batches of events.
        Setup{"SmallPages", {"frontend.historyMaxPageSize=5"}, 200},
        // Pages are filled with bytes of whole histories instead of events.
        Setup{"Raw", {"frontend.sendRawWorkflowHistory=true"}, 200}),
    [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace lockstep::fetch
