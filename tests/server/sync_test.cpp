// sync, refresh and status on a real server.
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <thread>

#include "history_fetch/timestamps.h"
#include "tests/server/corpus_files.h"
#include "tests/server/seeds.h"
#include "tests/server/shapes.h"

namespace lockstep::fetch {
namespace {

constexpr char kStratified[] = R"([corpus]
seed = 7

[[stratum]]
workflow_type = "Order"
want = 2
age_buckets = ["1h", "retention"]

[[stratum]]
workflow_type = "Refund"
statuses = ["Running", "Completed", "Terminated"]
want = 3
age_buckets = ["retention"]
include = ["Customer = 'c-17'"]

[[stratum]]
workflow_type = "Ship it!"
want = 1
age_buckets = ["retention"]
split_by = []
chains = false
)";

class ServerSync : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!WhyNoServer().empty()) return;
    server_ = DevServer::Start();
    if (server_ == nullptr) return;
    SeedShapes(*server_, kRuns, "shape");
    runs_ = kRuns + 12;
    ListRuns(*server_, runs_, kOthers);
    now_ = FormatNanos(Now());
    FetchTheDoomed();
  }
  static void TearDownTestSuite() {
    server_.reset();
    doomed_corpus_.reset();
  }

  // A run of which there is only the history soon.
  static void FetchTheDoomed() {
    const WorkflowRun run =
        StartRun(*server_, {.id = "doomed", .type = "Doomed"});
    Terminate(*server_, run);
    ListRuns(*server_, 1,
             "WorkflowType = 'Doomed' AND ExecutionStatus = 'Terminated'");
    doomed_corpus_ = std::make_unique<TemporaryFolder>();
    EXPECT_EQ(Fetch(*server_, {"sync", doomed_corpus_->path(), "--type",
                               "Doomed", "--now", now_})
                  .exit_code,
              0);
    server_->wire().Must(
        "DeleteWorkflowExecution",
        {{"workflowExecution",
          {{"workflowId", run.workflow_id}, {"runId", run.run_id}}}});
  }

  void SetUp() override {
    LOCKSTEP_NEEDS_SERVER();
    ASSERT_NE(server_, nullptr);
    WriteFile(all_, PlanOfAll({"Order", "Refund", "Ship it!"}));
    WriteFile(stratified_, kStratified);
  }

  std::string Path(const std::string& name) const {
    return folder_.path() + "/" + name;
  }
  std::vector<std::string> SyncWords(const std::string& corpus,
                                     const std::string& plan) const {
    return {"sync", Path(corpus), "--plan", plan, "--now", now_};
  }
  Finished Sync(const std::string& corpus, const std::string& plan,
                std::vector<std::string> more = {}) const {
    std::vector<std::string> words = SyncWords(corpus, plan);
    words.insert(words.end(), more.begin(), more.end());
    return Fetch(*server_, words);
  }
  std::set<WorkflowRun> RunsIn(const std::string& corpus) const {
    std::set<WorkflowRun> runs;
    for (const auto& line : ReadManifest(Path(corpus))) {
      runs.insert(RunOf(line));
    }
    return runs;
  }
  int CountHistories(const std::string& corpus) const {
    int count = 0;
    std::error_code none_yet;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(
             Path(corpus) + "/histories", none_yet)) {
      if (entry.is_regular_file()) ++count;
    }
    return count;
  }
  void ExpectVerified(const std::string& corpus) const {
    const Finished verified = FetchOffline({"verify", Path(corpus)});
    EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  }

  static constexpr size_t kRuns = 300;
  static std::unique_ptr<DevServer> server_;
  static constexpr char kOthers[] = "WorkflowType != 'Doomed'";
  static size_t runs_;  // that it has
  static std::unique_ptr<TemporaryFolder> doomed_corpus_;
  static std::string now_;
  const TemporaryFolder folder_;
  const std::string all_ = Path("all.toml");
  const std::string stratified_ = Path("stratified.toml");
};

std::unique_ptr<DevServer> ServerSync::server_;
size_t ServerSync::runs_ = 0;
std::unique_ptr<TemporaryFolder> ServerSync::doomed_corpus_;
std::string ServerSync::now_;

TEST_F(ServerSync, AStratifiedPlanYieldsTheSameBytesTwice) {
  ASSERT_EQ(Sync("a", stratified_, {"--concurrency=1"}).exit_code, 0);
  ASSERT_EQ(Sync("b", stratified_, {"--concurrency=16"}).exit_code, 0);

  EXPECT_EQ(DifferenceOf(ReadTree(Path("a")), ReadTree(Path("b"))), "");
  const size_t runs = RunsIn("a").size();
  EXPECT_GT(runs, 20u);
  EXPECT_LT(runs, 150u);
  ExpectAsShown(*server_, Path("a"));
  ExpectVerified("a");
}

TEST_F(ServerSync, AStratifiedPlanTakesSomeOfAllKinds) {
  ASSERT_EQ(Sync("a", stratified_).exit_code, 0);

  std::set<std::string> statuses, types, changes;
  for (const auto& line : ReadManifest(Path("a"))) {
    statuses.insert(line.at("status").get<std::string>());
    types.insert(line.at("workflow_type").get<std::string>());
    for (const auto& change :
         line.value("change_versions", nlohmann::json::array())) {
      changes.insert(change.get<std::string>());
    }
  }
  EXPECT_EQ(types, (std::set<std::string>{"Order", "Refund", "Ship it!"}));
  for (const char* status : {"Running", "Completed", "Failed", "Terminated",
                             "TimedOut", "ContinuedAsNew"}) {
    EXPECT_TRUE(statuses.contains(status)) << status;
  }
  EXPECT_EQ(changes, std::set<std::string>{"discount-2"});
}

TEST_F(ServerSync, AnotherSeedYieldsAnotherSet) {
  std::string plan = kStratified;
  plan.replace(plan.find("seed = 7"), 8, "seed = 8");
  WriteFile(Path("other.toml"), plan);
  ASSERT_EQ(Sync("a", stratified_).exit_code, 0);
  ASSERT_EQ(Sync("b", Path("other.toml")).exit_code, 0);

  EXPECT_NE(RunsIn("a"), RunsIn("b"));
}

TEST_F(ServerSync, RefreshBringsRunsThatWentOnAndLeavesTheOthers) {
  std::vector<WorkflowRun> open;
  for (const char* id : {"live-1", "live-2", "live-3", "live-4"}) {
    open.push_back(StartRun(*server_, {.id = id}));
  }
  ListRuns(*server_, runs_ += open.size(), kOthers);
  ASSERT_EQ(Sync("a", all_).exit_code, 0);
  const auto before = ReadTree(Path("a"));
  Signal(*server_, open[0], "more", 1);
  RequestCancel(*server_, open[1]);
  Terminate(*server_, open[2]);

  const Finished refreshed =
      Fetch(*server_, {"refresh", Path("a"), "--plan", all_, "--now", now_});

  ASSERT_EQ(refreshed.exit_code, 0) << refreshed.err;
  ExpectAsShown(*server_, Path("a"));
  ExpectVerified("a");
  std::vector<std::string> changed;
  for (const auto& [path, bytes] : ReadTree(Path("a"))) {
    const auto was = before.find(path);
    if (was == before.end() || was->second != bytes) changed.push_back(path);
  }
  EXPECT_EQ(changed.size(), 4u) << nlohmann::json(changed).dump(1);
}

TEST_F(ServerSync, TwoAtOnceOnOneCorpusDoNoHarm) {
  ASSERT_EQ(Sync("undisturbed", all_).exit_code, 0);

  ChildProcess one(FetchCommand(*server_, SyncWords("a", all_)));
  ChildProcess two(FetchCommand(*server_, SyncWords("a", all_)));
  // Readers may come at any time.
  while (one.Running() && two.Running()) {
    if (!std::filesystem::exists(Path("a") + "/manifest.jsonl")) continue;
    const Finished status = FetchOffline({"status", Path("a"), "--offline"});
    // 5: it is marked incomplete.
    EXPECT_TRUE(status.exit_code == 0 || status.exit_code == 5) << status.err;
  }
  const Finished first = one.Wait(), second = two.Wait();

  // Which of them is refused is chance; whichever it is says why.
  const Finished& refused = first.exit_code == 0 ? second : first;
  EXPECT_EQ(std::min(first.exit_code, second.exit_code), 0) << first.err;
  EXPECT_GT(refused.exit_code, 0);
  EXPECT_NE(refused.err.find(Path("a")), std::string::npos) << refused.err;
  EXPECT_EQ(DifferenceOf(ReadTree(Path("a")), ReadTree(Path("undisturbed"))),
            "");
  ExpectVerified("a");
}

TEST_F(ServerSync, AnInterruptedSyncIsTakenUpAgain) {
  ASSERT_EQ(Sync("undisturbed", all_).exit_code, 0);
  ChildProcess sync(FetchCommand(*server_, SyncWords("a", all_)));
  while (sync.Running() && CountHistories("a") < 50) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  sync.Signal(SIGINT);

  const Finished interrupted = sync.Wait();

  EXPECT_EQ(interrupted.exit_code, 4) << interrupted.err;
  const Finished verified = FetchOffline({"verify", Path("a")});
  EXPECT_EQ(verified.exit_code, 5) << verified.out;
  EXPECT_NE(verified.out.find("no problem"), std::string::npos);
  EXPECT_NE(verified.out.find("marked incomplete"), std::string::npos)
      << verified.out;
  EXPECT_EQ(Sync("a", all_).exit_code, 0);
  EXPECT_EQ(DifferenceOf(ReadTree(Path("a")), ReadTree(Path("undisturbed"))),
            "");
}

TEST_F(ServerSync, StatusKnowsWhatRunsAndNoHistorySpeaksFor) {
  WriteFile(Path("orders.toml"),
            "[[stratum]]\nworkflow_type = \"Order\"\nwant = 1\n"
            "statuses = [\"Completed\"]\noldest = 0\nlongest = 0\n"
            "chains = false\n");
  ASSERT_EQ(Sync("a", Path("orders.toml")).exit_code, 0);

  const Finished asked =
      Fetch(*server_, {"status", Path("a"), "--plan", stratified_, "-o", "json",
                       "--now", now_});

  ASSERT_EQ(asked.exit_code, 0) << asked.err;
  const auto report = nlohmann::json::parse(asked.out);
  EXPECT_EQ(report["missing_types"], (nlohmann::json{"Refund", "Ship it!"}));
  const auto& server = report["servers"][0];
  EXPECT_EQ(server["namespace"], "corpus");
  EXPECT_EQ(server["retention_s"], 86400);
  EXPECT_EQ(server["running"].size(), 3u);
  std::set<std::string> exposed;
  for (const auto& exposure : server["exposures"]) {
    EXPECT_GT(exposure["running"], 0);
    EXPECT_EQ(exposure["exact"], true);
    const auto version = exposure["version"];
    exposed.insert(exposure["workflow_type"].get<std::string>() + " " +
                   (version.is_null() ? "-" : version.get<std::string>()));
  }
  EXPECT_EQ(exposed, (std::set<std::string>{"Order discount-2", "Refund -",
                                            "Ship it! -"}));
}

TEST_F(ServerSync, StatusFindsTypesThatNobodyNames) {
  ASSERT_EQ(Sync("a", stratified_).exit_code, 0);
  const WorkflowRun run =
      StartRun(*server_, {.id = "odd \"one\"", .type = "A \"type\" \\ '"});
  ListRuns(*server_, ++runs_, kOthers);

  const Finished asked =
      Fetch(*server_, {"status", Path("a"), "-o", "json", "--sample", "10"});

  ASSERT_EQ(asked.exit_code, 0) << asked.err;
  const auto report = nlohmann::json::parse(asked.out);
  const auto& server = report["servers"][0];
  ASSERT_EQ(server["exposures"].size(), 1u) << server.dump(1);
  EXPECT_EQ(server["exposures"][0]["workflow_type"], "A \"type\" \\ '");
  EXPECT_EQ(server["exposures"][0]["examples"][0]["run_id"], run.run_id);
  EXPECT_EQ(report["retirements"], nlohmann::json::array());
  Terminate(*server_, run);
}

// Some of these no query finds: then it is one for what begins alike.
TEST_F(ServerSync, TypesMayBeCalledAnything) {
  const std::vector<std::string> types = {"odd \"quote\"",
                                          "odd 'quote'",
                                          "odd\\slash",
                                          "odd\nline",
                                          "odd\ttab",
                                          "odd\x01\x7f",
                                          "odd % _ `x`",
                                          "odd",
                                          "\"odd",
                                          "\nodd",
                                          "  odd  ",
                                          "'odd",
                                          "'",
                                          "\xE2\x98\x83 \xF0\x9F\x98\x80"};
  std::string plan;
  std::set<std::string> wanted;
  for (const std::string& type : types) {
    const std::string id = "odd type " + std::to_string(wanted.size());
    const WorkflowRun run = StartRun(*server_, {.id = id, .type = type});
    Terminate(*server_, run);
    wanted.insert(type + run.run_id);
    // JSON's escapes are TOML's, which wants one more.
    std::string quoted = nlohmann::json(type).dump();
    const size_t del = quoted.find('\x7f');
    if (del != std::string::npos) quoted.replace(del, 1, "\\u007f");
    plan += "[[stratum]]\nworkflow_type = " + quoted + "\n";
  }
  runs_ += types.size();
  ListRuns(*server_, types.size(),
           "WorkflowId STARTS_WITH 'odd type' AND "
           "ExecutionStatus = 'Terminated'");
  WriteFile(Path("odd.toml"), plan);

  const Finished synced = Sync("odd", Path("odd.toml"));

  EXPECT_EQ(synced.exit_code, 0) << synced.err;
  std::set<std::string> got;
  for (const auto& line : ReadManifest(Path("odd"))) {
    got.insert(line["workflow_type"].get<std::string>() +
               line["run_id"].get<std::string>());
  }
  EXPECT_EQ(got, wanted);
}

TEST_F(ServerSync, AWrongNamespaceIsNoAccess) {
  for (std::vector<std::string> words :
       {std::vector<std::string>{"get", "-w", "shape-1"},
        {"list"},
        {"sync", Path("a"), "--plan", all_},
        {"status", Path("b")}}) {
    ASSERT_EQ(Sync("b", stratified_).exit_code, 0);
    words.insert(words.begin(), LOCKSTEP_FETCH_PROGRAM);
    words.insert(words.end(),
                 {"--address", server_->address(), "--namespace", "nowhere"});
    const Finished done = RunProgram(words);
    EXPECT_EQ(done.exit_code, 3) << words[1] << ": " << done.err;
    EXPECT_NE(done.err.find("nowhere"), std::string::npos) << done.err;
    // A sync reports how far it came.
    if (words[1] != "sync") {
      EXPECT_EQ(done.out, "") << words[1];
    }
  }
}

// The last one: a server takes half a minute to forget a run.
TEST_F(ServerSync, HistoriesOutliveTheirRuns) {
  ListRuns(*server_, 0, "WorkflowType = 'Doomed'");
  const auto before = ReadTree(doomed_corpus_->path());

  const Finished synced = Fetch(*server_, {"sync", doomed_corpus_->path(),
                                           "--type", "Doomed", "--now", now_});

  EXPECT_EQ(synced.exit_code, 0) << synced.err;
  EXPECT_EQ(ReadManifest(doomed_corpus_->path()).size(), 1u);
  EXPECT_EQ(DifferenceOf(ReadTree(doomed_corpus_->path()), before), "");
}

TEST(ServerStopped, IsNoAccess) {
  LOCKSTEP_NEEDS_SERVER();
  const auto server = DevServer::Start();
  ASSERT_NE(server, nullptr);
  SeedShapes(*server, 18, "shape");
  ListRuns(*server, 18 + 3);
  const TemporaryFolder folder;
  const std::string corpus = folder.path() + "/corpus";
  const std::string plan = folder.path() + "/plan.toml";
  WriteFile(plan, PlanOfAll({"Order", "Refund", "Ship it!"}));
  ASSERT_EQ(Fetch(*server, {"sync", corpus, "--plan", plan}).exit_code, 0);
  const auto before = ReadTree(corpus);
  server->Stop();

  for (std::vector<std::string> words :
       {std::vector<std::string>{"get", "-w", "shape-1"},
        {"list"},
        {"sync", corpus, "--plan", plan},
        {"refresh", corpus, "--plan", plan},
        {"status", corpus}}) {
    words.insert(words.end(), {"--client-connect-timeout", "1s"});
    const Finished done = Fetch(*server, words);
    EXPECT_EQ(done.exit_code, 3) << words[0] << ": " << done.err;
    EXPECT_NE(done.err.find(server->address()), std::string::npos) << done.err;
  }
  EXPECT_EQ(DifferenceOf(ReadTree(corpus), before), "");
}

}  // namespace
}  // namespace lockstep::fetch
