// `sync` on the command line.
#include <grpcpp/support/status_code_enum.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/history_fetch/commands/sync_command_fixture.h"
#include "tests/rpc/codec/http_server.h"

namespace lockstep::fetch {
namespace {

using nlohmann::json;
using rpc::Fault;
using rpc::SampleRunId;
using rpc::StatusFault;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(SyncCommand, PutsNoOriginalBesideRedactedHistories) {
  ASSERT_EQ(Sync().exit_code, 0);
  {
    auto corpus = Corpus::Open(corpus_, Corpus::Access::kWrite).value();
    Entry entry = corpus.Read("default", SampleRunId(1)).value();
    entry.redaction = "policy";
    ASSERT_TRUE(corpus.Update(entry));
    ASSERT_TRUE(corpus.Finish({.complete = true}));
  }
  const auto before = Bytes();
  Serve(4, /*closed=*/false);

  for (const CommandRun& run : {Sync(), Refresh()}) {
    EXPECT_EQ(run.exit_code, 2);
    EXPECT_THAT(run.err, HasSubstr(": holds redacted histories, and originals "
                                   "must not come between them: "));
    EXPECT_EQ(Bytes(), before);
  }
}

TEST_F(SyncCommand, FetchesAndSaysWhatItDid) {
  const CommandRun run = Sync();

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("OrderWorkflow      4       4    4        0"));
  EXPECT_THAT(run.out, HasSubstr("c: 4 histories, complete\n"));
  EXPECT_EQ(run.err, "OrderWorkflow: 4 runs found, 4 wanted\n");
  EXPECT_EQ(Stored().size(), 4u);
  EXPECT_EQ(TextOfRun(SampleRunId(2)), TextOf(Sample(2)));
  EXPECT_TRUE(State().complete);
}

TEST_F(SyncCommand, ASecondOneFetchesNothing) {
  Sync();
  const auto bytes = Bytes();
  const int calls = server_.Count(kHistory);

  EXPECT_EQ(Sync().exit_code, 0);

  EXPECT_EQ(server_.Count(kHistory), calls);
  EXPECT_EQ(Bytes(), bytes);
}

TEST_F(SyncCommand, AsksForPagesOfTheSizeThatIsNamed) {
  EXPECT_EQ(Sync({"--page-size=3"}).exit_code, 0);

  for (const auto& call : server_.Seen(kHistory)) {
    EXPECT_EQ(rpc::GetInt(*call.request, "maximum_page_size"), 3);
  }
  EXPECT_EQ(Sync({"--page-size=257"}).exit_code, 2);
}

TEST_F(SyncCommand, TheNextPageOfARunIsAsLargeAsTheLastOneThatCame) {
  server_.SetScript([](const rpc::SeenCall& call) {
    const bool large = call.method == kHistory &&
                       rpc::GetInt(*call.request, "maximum_page_size") > 2;
    return large ? StatusFault(grpc::RESOURCE_EXHAUSTED,
                               "grpc: received message larger than max")
                 : Fault();
  });
  for (int i = 2; i <= 3; ++i) server_.RemoveRun(SampleRunId(i));

  // One run after the other, so that the calls are in order.
  EXPECT_EQ(Sync({"--concurrency", "1"}).exit_code, 0);

  const auto seen = server_.Seen(kHistory);
  ASSERT_GT(seen.size(), 5u);
  EXPECT_EQ(rpc::GetInt(*seen[0].request, "maximum_page_size"), 64);
  EXPECT_LE(rpc::GetInt(*seen[4].request, "maximum_page_size"), 4);
}

// Not once for each run.
TEST_F(SyncCommand, ACodecServerThatRefusesAccessStopsItAsNoAccess) {
  const test::HttpServer codec([](const test::HttpRequest&) {
    return test::HttpReply{.status = 401, .body = "", .headers = {}};
  });

  const CommandRun run =
      Sync({"--codec-endpoint", codec.url(), "--concurrency=1"});

  EXPECT_EQ(run.exit_code, 3);
  EXPECT_EQ(codec.requests().size(), 1u);
  EXPECT_THAT(run.err, HasSubstr("refuses access with 401"));
  EXPECT_EQ(run.err.find("refuses access"), run.err.rfind("refuses access"));
}

// Who reads the plan's runs for nothing reads them again when it is up.
TEST_F(SyncCommand, ACodecServerThatIsDownStopsItSoon) {
  for (int i = 10; i < 50; ++i) Serve(i, true, 1);
  int closed = 0;
  {
    const test::HttpServer gone([](const auto&) { return test::HttpReply(); });
    closed = gone.port();
  }

  const std::string plan = Plan(R"(
    [[stratum]]
    workflow_type = "OrderWorkflow"
    want = 40
    age_buckets = ["retention"]
  )");
  const CommandRun run =
      Run({"sync", corpus_, "--plan", plan, "--codec-endpoint",
           "http://127.0.0.1:" + std::to_string(closed), "--concurrency=16"});

  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.err, HasSubstr("16 runs in a row could not be fetched"));
  EXPECT_THAT(run.err, HasSubstr("is it running, and is --codec-endpoint"));
  EXPECT_THAT(run.err, Not(HasSubstr("there is no history")));
  std::set<std::string> asked;
  for (const auto& call : server_.Seen(kHistory)) {
    asked.insert(rpc::GetString(*call.request, "execution.run_id"));
  }
  EXPECT_LT(asked.size(), 33u);
}

TEST_F(SyncCommand, ADeadlineOfNothingIsNone) {
  EXPECT_EQ(Sync({"--deadline=0s"}).exit_code, 0);
}

TEST_F(SyncCommand, MachinesGetJson) {
  const CommandRun run = Sync({"-o", "json"});

  const json report = json::parse(run.out);
  EXPECT_EQ(report.at("exit_code"), 0);
  EXPECT_EQ(report.at("corpus"), corpus_);
  EXPECT_EQ(report.at("strata").at(0).at("new"), 4);
}

TEST_F(SyncCommand, ADryRunOnlyLists) {
  const json report = json::parse(Sync({"--dry-run", "-o", "json"}).out);

  EXPECT_EQ(report.at("dry_run"), true);
  EXPECT_EQ(report.at("runs").size(), 4u);
  EXPECT_EQ(server_.Count(kHistory), 0);
  EXPECT_FALSE(std::filesystem::exists(corpus_));
  const CommandRun text = Sync({"--dry-run"});
  EXPECT_THAT(text.out, HasSubstr("order-2\n"));
  EXPECT_THAT(text.err, HasSubstr("note: the other runs of chains are found"));
}

TEST_F(SyncCommand, TheArchiveComesOnRequest) {
  rpc::ServedRun old = rpc::MakeServedRun(TheSchema(), Sample(4));
  old.archived = true;
  server_.AddRun(std::move(old));

  ASSERT_EQ(Sync().exit_code, 0);
  EXPECT_THAT(Stored(), Not(Contains(SampleRunId(4))));
  ASSERT_EQ(Sync({"--include-archived"}).exit_code, 0);

  EXPECT_THAT(Stored(), Contains(SampleRunId(4)));
  const auto corpus = Corpus::Open(corpus_, Corpus::Access::kRead).value();
  EXPECT_TRUE(corpus.Read("default", SampleRunId(4))->archived);
  EXPECT_FALSE(corpus.Read("default", SampleRunId(3))->archived);
}

TEST_F(SyncCommand, ProtobufBytesOnRequest) {
  Sync({"--keep-proto"});

  EXPECT_THAT(FilesIn(corpus_ + "/histories"),
              Contains(::testing::EndsWith(".binpb")).Times(4));
}

TEST_F(SyncCommand, AppliesThePlan) {
  for (int i = 10; i < 30; ++i) Serve(i, i % 2 == 0);
  const std::string plan = Plan(R"(
    [corpus]
    seed = 7
    [[stratum]]
    workflow_type = "OrderWorkflow"
    name = "Orders"
    statuses = ["Running", "Completed"]
    want = 3
    age_buckets = ["retention"]
    oldest = 0
    longest = 0
  )");
  const std::vector<std::string> words = {"sync", corpus_, "--plan", plan,
                                          "--now=2026-09-25T00:00:00Z"};

  ASSERT_EQ(Run(words).exit_code, 0);

  EXPECT_EQ(Stored().size(), 6u);
  const auto bytes = Bytes();
  std::filesystem::remove_all(corpus_);
  ASSERT_EQ(Run(words).exit_code, 0);
  EXPECT_EQ(Bytes(), bytes);
  std::filesystem::remove_all(corpus_);
  auto other = words;
  other.emplace_back("--seed=8");
  ASSERT_EQ(Run(other).exit_code, 0);
  EXPECT_NE(Bytes(), bytes);
}

TEST_F(SyncCommand, FlagsWinOverThePlansCaps) {
  const std::string plan = Plan(
      "[corpus]\nmax_histories = 4\n[[stratum]]\nworkflow_type = "
      "\"OrderWorkflow\"\n");

  Run({"sync", corpus_, "--plan", plan, "--max-histories=2"});
  EXPECT_EQ(Stored().size(), 2u);
  Run({"sync", corpus_, "--plan", plan, "--max-bytes=1B"});
  EXPECT_EQ(Stored().size(), 2u);
  Run({"sync", corpus_, "--plan", plan, "--max-events=3"});
  EXPECT_EQ(Stored().size(), 2u);
  Run({"sync", corpus_, "--plan", plan});
  EXPECT_EQ(Stored().size(), 4u);
}

TEST_F(SyncCommand, TypesOfABuildWithoutHistoriesAreGaps) {
  WriteFile(scratch_ / "types.json",
            R"({"format":1,"build":"b.so","workflows":[
                {"name":"OrderWorkflow"},{"name":"Refund"}]})");

  const CommandRun run =
      Run({"sync", corpus_, "--types-from", scratch_ / "types.json"});

  EXPECT_EQ(run.exit_code, 5) << run.err;
  EXPECT_THAT(run.err,
              HasSubstr("there is no history of workflow type 'Refund'"));
  EXPECT_EQ(Stored().size(), 4u);
  EXPECT_FALSE(State().complete);
}

TEST_F(SyncCommand, MistakesOfUseAreOneSentence) {
  const std::string two_sources = Plan(
      "[source.a]\n[source.b]\n[[stratum]]\nworkflow_type = \"T\"\nsource = "
      "\"a\"\n");
  const struct {
    std::vector<std::string> flags;
    const char* sentence;
  } kRows[] = {
      {{}, "there is no plan: write lockstep.corpus.toml"},
      {{"--plan", scratch_ / "none.toml"}, "none.toml"},
      {{"--types-from", scratch_ / "none.json"}, "none.json"},
      {{"--plan", two_sources, "--source=c"},
       "the plan has no source 'c'; it has: a, b"},
      {{"--plan", two_sources, "--namespace=n"},
       "--namespace overrides the namespace of several sources of the plan (a, "
       "b), so they would be one and the same: leave it out, or ask one of "
       "them with --source"},
      {{"--type=T", "--source=prod"},
       "--source needs a plan that has it: write lockstep.corpus.toml with "
       "[source.prod]"},
      {{"--plan", two_sources, "--type=New"},
       "no stratum of the plan is about workflow type 'New'"},
      {{"--type=T", "--max-bytes=many"}, "'many' is no size"},
      {{"--type=T", "--max-histories=-1"}, "--max-histories"},
      {{"--type=T", "--now=noon"}, "--now: 'noon' is not a time"},
      {{"--type=T", "--deadline=soon"}, "--deadline: "},
      {{"--type=T", "-o", "xml"}, "--output"},
  };
  for (const auto& row : kRows) {
    std::vector<std::string> words = {"sync", corpus_};
    words.insert(words.end(), row.flags.begin(), row.flags.end());

    const CommandRun run = Run(words);

    EXPECT_EQ(run.exit_code, 2) << run.err;
    EXPECT_THAT(run.err, HasSubstr(row.sentence));
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
  }
  EXPECT_EQ(server_.Count("GetSystemInfo"), 0);
}

TEST_F(SyncCommand, EverySourceOfThePlanIsAsked) {
  const std::string plan = Plan(
      "[source.here]\nnamespace = \"default\"\n[source.there]\nnamespace = "
      "\"nowhere\"\n[[stratum]]\nworkflow_type = \"OrderWorkflow\"\nsource = "
      "\"here\"\n[[stratum]]\nworkflow_type = \"OrderWorkflow\"\nname = "
      "\"Theirs\"\nsource = \"there\"\n");

  const CommandRun run = Run({"sync", corpus_, "--plan", plan});

  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("nowhere"));
  EXPECT_EQ(Stored().size(), 4u);

  const CommandRun one =
      Run({"sync", corpus_, "--plan", plan, "--source=here"});
  EXPECT_EQ(one.exit_code, 5);  // the other one has nothing
  EXPECT_THAT(one.err, HasSubstr("stratum 'Theirs'"));
}

TEST_F(SyncCommand, TwoOnOneCorpusDoNotMeet) {
  const auto other = Corpus::Open(corpus_, Corpus::Access::kWrite);
  ASSERT_TRUE(other);

  const CommandRun run = Sync();

  EXPECT_NE(run.exit_code, 0);
  EXPECT_THAT(run.err, HasSubstr(corpus_));
  EXPECT_EQ(server_.Count(kHistory), 0);
}

TEST_F(SyncCommand, ANamespaceThatIsMistypedMakesNoFolder) {
  EXPECT_EQ(Sync({"--namespace=nowhere"}).exit_code, 3);
  EXPECT_FALSE(std::filesystem::exists(corpus_));
}

TEST_F(SyncCommand, ADryRunCountsWhatThereIs) {
  ASSERT_EQ(Sync().exit_code, 0);
  const auto bytes = Bytes();

  const CommandRun run = Run({"sync", corpus_, "--type=OrderWorkflow",
                              "--dry-run", "--max-histories=4", "-o=json"});

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(json::parse(run.out).at("histories"), 4);
  EXPECT_EQ(json::parse(run.out).at("strata").at(0).at("left_out"), 0);
  EXPECT_EQ(Bytes(), bytes);
}

TEST_F(SyncCommand, ARefreshOfAnIncompleteCorpusSaysSo) {
  ASSERT_EQ(Sync({"--type=Refund"}).exit_code, 5);

  const CommandRun run = Refresh();

  EXPECT_EQ(run.exit_code, 5);
  EXPECT_THAT(run.err, HasSubstr("the corpus is incomplete: stratum 'Refund'"));
}

}  // namespace
}  // namespace lockstep::fetch
