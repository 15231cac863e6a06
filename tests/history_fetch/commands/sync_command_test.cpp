// `sync` and `refresh` against the server with faults: for each the exit code
// and the sentence, and a corpus that has all it could get and nothing else.
#include <grpcpp/support/status_code_enum.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "rpc/schema/fields.h"
#include "tests/history_fetch/commands/fault_fixture.h"
#include "tests/history_fetch/corpus/scratch.h"
#include "tests/rpc/codec/http_server.h"

namespace lockstep::fetch {
namespace {

using nlohmann::json;
using rpc::Fault;
using rpc::SampleRun;
using rpc::SampleRunId;
using rpc::StatusFault;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kHistory[] = "GetWorkflowExecutionHistory";
constexpr char kList[] = "ListWorkflowExecutions";

rpc::FaultServerOptions SmallPages() {
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
  static SampleRun Sample(int number, bool closed = true, int rounds = 3) {
    return {.workflow_id = "order-" + std::to_string(number),
            .run_id = SampleRunId(number),
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
    EXPECT_THAT(FilesIn(corpus_ + "/state/tmp"), IsEmpty());
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

// ---- Faults of one run ----

struct FaultCase {
  const char* name;
  Fault fault;
  int exit_code;
  std::vector<std::string> sentence;  // its parts
  std::vector<std::string> flags = {};
};

std::ostream& operator<<(std::ostream& stream, const FaultCase& row) {
  return stream << row.name;
}

class SyncFault : public SyncCommand,
                  public ::testing::WithParamInterface<FaultCase> {
 protected:
  // On every page of run 2 from its second on, or on the first one, or on the
  // last.
  void Spoil(const std::string& where, const Fault& fault) {
    server_.SetScript([=](const rpc::SeenCall& call) {
      if (call.method != kHistory) return Fault{};
      const std::string token =
          rpc::GetString(*call.request, "next_page_token");
      const std::string run_id =
          rpc::GetString(*call.request, "execution.run_id");
      const bool there = (where == "first") == token.empty();
      return run_id == SampleRunId(2) && there ? fault : Fault{};
    });
  }
};

TEST_P(SyncFault, CostsThisRunAtMost) {
  for (const char* where : {"first", "later"}) {
    SCOPED_TRACE(where);
    std::filesystem::remove_all(corpus_);
    Spoil(where, GetParam().fault);

    const CommandRun run = Sync(GetParam().flags);

    EXPECT_EQ(run.exit_code, GetParam().exit_code) << run.err;
    for (const std::string& part : GetParam().sentence) {
      EXPECT_THAT(run.err, HasSubstr(part));
    }
    const std::vector<std::string> stored = Stored();
    EXPECT_THAT(stored, Not(Contains(SampleRunId(2))));
    EXPECT_EQ(stored.size(), 3u);
    EXPECT_EQ(State().complete, GetParam().exit_code == 0);
    // Nothing is lost: the next one brings it.
    server_.SetScript(nullptr);
    EXPECT_EQ(Sync().exit_code, 0);
    EXPECT_EQ(Stored().size(), 4u);
    EXPECT_EQ(TextOfRun(SampleRunId(2)), TextOf(Sample(2)));
    EXPECT_THAT(FilesIn(corpus_ + "/state/partial"), IsEmpty());
  }
}

constexpr char kContradicts[] = "the server's answer contradicts itself";

INSTANTIATE_TEST_SUITE_P(
    Faults, SyncFault,
    ::testing::Values(
        FaultCase{"Throttled",
                  StatusFault(grpc::RESOURCE_EXHAUSTED, "too fast"),
                  4,
                  {"order-2", "too fast"}},
        FaultCase{"Deadline",
                  StatusFault(grpc::DEADLINE_EXCEEDED, "too slow"),
                  4,
                  {"order-2", "did not answer in time"}},
        FaultCase{"Internal",
                  StatusFault(grpc::INTERNAL, "oops"),
                  4,
                  {"order-2", "oops"}},
        FaultCase{"Refused",
                  StatusFault(grpc::INVALID_ARGUMENT, "no"),
                  4,
                  {"order-2", "no"}},
        FaultCase{"Expired", StatusFault(grpc::NOT_FOUND, "gone"), 0, {}},
        FaultCase{"Hang",
                  {.kind = Fault::Kind::kHang},
                  4,
                  {"order-2"},
                  {"--command-timeout=300ms"}},
        FaultCase{"Garbage", {.kind = Fault::Kind::kGarbage}, 6, {"order-2"}},
        FaultCase{
            "Truncated", {.kind = Fault::Kind::kTruncated}, 6, {"order-2"}},
        FaultCase{
            "TokenLoop", {.kind = Fault::Kind::kOldToken}, 6, {"order-2"}},
        FaultCase{"Twice",
                  {.kind = Fault::Kind::kDuplicateEvent},
                  6,
                  {"order-2", kContradicts}},
        FaultCase{"Hole",
                  {.kind = Fault::Kind::kMissingEvent},
                  6,
                  {"order-2", kContradicts}},
        FaultCase{"NoEvents", {.kind = Fault::Kind::kNoEvents}, 6, {"order-2"}},
        FaultCase{"Swapped",
                  {.kind = Fault::Kind::kSwapped},
                  6,
                  {"order-2", kContradicts}}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(SyncFault, APageOfAnotherRunIsRefused) {
  // Of a run that went another way, so that its events do not fit.
  Spoil("first",
        {.kind = Fault::Kind::kWrongRun, .other_run_id = SampleRunId(3)});

  const CommandRun run = Sync();

  EXPECT_EQ(run.exit_code, 6);
  EXPECT_THAT(run.err, AllOf(HasSubstr("order-2"), HasSubstr("order-3")));
  EXPECT_THAT(Stored(), Not(Contains(SampleRunId(2))));
}

class SyncHarmless : public SyncFault {};

TEST_P(SyncHarmless, DoesNoHarm) {
  for (const char* where : {"first", "later"}) {
    SCOPED_TRACE(where);
    std::filesystem::remove_all(corpus_);
    Spoil(where, GetParam().fault);

    const CommandRun run = Sync(GetParam().flags);

    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_EQ(Stored().size(), 4u);
    EXPECT_EQ(TextOfRun(SampleRunId(2)), TextOf(Sample(2)));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Faults, SyncHarmless,
    ::testing::Values(
        FaultCase{"Slow", {.kind = Fault::Kind::kSlow, .delay_ms = 20}, 0, {}},
        FaultCase{"Raw", {.kind = Fault::Kind::kRawHistory}, 0, {}}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(SyncFault, AFaultThatPassesIsTriedAgain) {
  for (const Fault& fault :
       {StatusFault(grpc::UNAVAILABLE, "later"),
        Fault{.kind = Fault::Kind::kDrop},
        StatusFault(grpc::RESOURCE_EXHAUSTED, "too fast")}) {
    std::filesystem::remove_all(corpus_);
    server_.Fail(kHistory, server_.Count(kHistory) + 5, fault);

    const CommandRun run = Sync({"--max-attempts=4"});

    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_EQ(Stored().size(), 4u);
  }
}

TEST_F(SyncFault, ATokenThatIsRefusedOnceIsNoFault) {
  server_.Fail(kHistory, 3, StatusFault(grpc::INVALID_ARGUMENT, "stale"));

  const CommandRun run = Sync({"--concurrency=1"});

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(Stored().size(), 4u);
}

TEST_F(SyncFault, TransientEventsAreLeftOut) {
  // 19 events: the last of their pages is the fifth.
  Serve(2, false);
  server_.SetScript([](const rpc::SeenCall& call) {
    if (call.method != kHistory) return Fault{};
    const std::string token = rpc::GetString(*call.request, "next_page_token");
    const bool last = token == SampleRunId(2) + "|16";
    return last ? Fault{.kind = Fault::Kind::kTransientTail} : Fault{};
  });

  EXPECT_EQ(Sync().exit_code, 0);

  EXPECT_EQ(TextOfRun(SampleRunId(2)), TextOf(Sample(2, false)));
}

TEST_F(SyncFault, APartWaySyncIsTakenUpWhereItStopped) {
  Spoil("later", StatusFault(grpc::UNAVAILABLE, "later"));
  ASSERT_EQ(Sync().exit_code, 4);
  ASSERT_THAT(FilesIn(corpus_ + "/state/partial"), ::testing::SizeIs(1));
  server_.SetScript(nullptr);
  const int calls = server_.Count(kHistory);

  ASSERT_EQ(Sync().exit_code, 0);

  EXPECT_EQ(server_.Count(kHistory) - calls, 5);  // of six pages
  EXPECT_EQ(TextOfRun(SampleRunId(2)), TextOf(Sample(2)));
}

// ---- Faults of the server ----

TEST_F(SyncCommand, WithoutAccessNothingIsTouched) {
  for (const int code : {grpc::UNAUTHENTICATED, grpc::PERMISSION_DENIED}) {
    server_.FailFrom("GetSystemInfo", 1, StatusFault(code, "who are you"));

    const CommandRun run = Sync();

    EXPECT_EQ(run.exit_code, 3);
    EXPECT_THAT(run.err, HasSubstr("who are you"));
    EXPECT_THAT(run.out, IsEmpty());
    EXPECT_FALSE(std::filesystem::exists(corpus_));
  }
}

TEST_F(SyncCommand, AccessThatEndsStopsIt) {
  server_.FailFrom(kHistory, 8, StatusFault(grpc::PERMISSION_DENIED, "out"));

  const CommandRun run = Sync({"--concurrency=1"});

  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("out"));
  EXPECT_THAT(State().reason, HasSubstr("out"));
  EXPECT_EQ(Stored().size(), 1u);
  EXPECT_EQ(server_.Count(kHistory), 8);
}

TEST_F(SyncCommand, AListThatFails) {
  const struct {
    Fault fault;
    int exit_code;
  } kRows[] = {
      {StatusFault(grpc::UNAVAILABLE, "later"), 4},
      {StatusFault(grpc::RESOURCE_EXHAUSTED, "too fast"), 4},
      {StatusFault(grpc::PERMISSION_DENIED, "out"), 3},
      {StatusFault(grpc::INVALID_ARGUMENT, "bad query"), 2},
      {StatusFault(grpc::UNIMPLEMENTED, "old"), 2},
      {{.kind = Fault::Kind::kGarbage}, 6},
  };
  for (const auto& row : kRows) {
    server_.ClearFaults();
    server_.FailFrom(kList, 1, row.fault);

    const CommandRun run = Sync();

    EXPECT_EQ(run.exit_code, row.exit_code) << run.err;
    EXPECT_THAT(run.err, HasSubstr("stratum 'OrderWorkflow': "));
    EXPECT_THAT(Stored(), IsEmpty());
  }
}

TEST_F(SyncCommand, ANamespaceThatIsNotThere) {
  const CommandRun run = Sync({"--namespace=nowhere"});

  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("nowhere"));
}

TEST_F(SyncCommand, ADeadlineEndsIt) {
  server_.FailFrom(kHistory, 1, {.kind = Fault::Kind::kHang});

  const CommandRun run = Sync({"--deadline=300ms"});

  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.err, HasSubstr("its deadline passed"));
  EXPECT_FALSE(State().complete);
}

// ---- Names from anywhere ----

TEST_F(SyncCommand, OddWorkflowIdsDoNoHarm) {
  const std::vector<std::string> ids = {
      "../../etc/x",           "a/b", "con", std::string(1000, 'x'),
      "\xf0\x9f\x92\xa3 boom", "..",  "a\nb"};
  for (size_t i = 0; i < ids.size(); ++i) {
    SampleRun sample = Sample(static_cast<int>(100 + i));
    sample.workflow_id = ids[i];
    server_.AddRun(rpc::MakeServedRun(TheSchema(), sample));
  }

  const std::string plan =
      Plan("[[stratum]]\nworkflow_type = \"OrderWorkflow\"\nwant = 100\n");

  const CommandRun run = Run({"sync", corpus_, "--plan", plan});

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(Stored().size(), 4 + ids.size());
  std::filesystem::remove(plan);
  EXPECT_THAT(FilesIn(scratch_.path()), ::testing::Each(StartsWith("c/")));
}

TEST_F(SyncCommand, OddWorkflowIdsCannotForgeLines) {
  SampleRun sample = Sample(100);
  sample.workflow_id = "a\nlockstep-fetch: all is well";
  server_.AddRun(rpc::MakeServedRun(TheSchema(), sample));
  server_.FailFrom(kHistory, 1, {.kind = Fault::Kind::kEmpty});

  const CommandRun run = Sync();

  EXPECT_EQ(run.exit_code, 6);
  EXPECT_THAT(run.err, Not(HasSubstr("\nlockstep-fetch: all is well")));
}

// ---- The plan ----

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

// ---- refresh ----

TEST_F(SyncCommand, RefreshFetchesWhatWentOn) {
  Serve(2, false, 1);
  Serve(3, false, 1);
  Sync();
  Serve(2, false, 2);
  const int calls = server_.Count(kHistory);

  const CommandRun run = Refresh();

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(server_.Count(kHistory) - calls, 4);
  EXPECT_EQ(TextOfRun(SampleRunId(2)), TextOf(Sample(2, false, 2)));
  EXPECT_THAT(run.out, HasSubstr("c: 4 histories, complete\n"));
}

TEST_F(SyncCommand, RefreshKeepsWhatIsGone) {
  Serve(2, false);
  Sync();
  server_.RemoveRun(SampleRunId(2));

  const CommandRun run = Refresh();

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(Stored().size(), 4u);
  EXPECT_THAT(run.out, HasSubstr("expired"));
}

TEST_F(SyncCommand, RefreshMakesNoCorpus) {
  const CommandRun run = Refresh();

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_FALSE(std::filesystem::exists(corpus_));
}

// Here there is a lockstep.corpus.toml.
class InAPlansFolder : public SyncCommand {
 protected:
  InAPlansFolder() { std::filesystem::current_path(scratch_.path()); }
  ~InAPlansFolder() override { std::filesystem::current_path(before_); }
  void WritePlan(const std::string& text) {
    WriteFile(scratch_ / "lockstep.corpus.toml", text);
  }

  const std::filesystem::path before_ = std::filesystem::current_path();
};

TEST_F(InAPlansFolder, RefreshReadsIt) {
  ASSERT_EQ(Sync().exit_code, 0);
  WritePlan(
      "[source.prod]\nnamespace = \"nowhere\"\n[[stratum]]\n"
      "workflow_type = \"OrderWorkflow\"\n");

  const CommandRun run = Run({"refresh", corpus_});

  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("nowhere"));
}

TEST_F(InAPlansFolder, RefreshNamesItWhereItHasSeveralSources) {
  ASSERT_EQ(Sync().exit_code, 0);
  WritePlan(
      "[source.a]\n[source.b]\n[[stratum]]\nworkflow_type = "
      "\"OrderWorkflow\"\nsource = \"a\"\n");

  const CommandRun run = Run({"refresh", corpus_});

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("lockstep.corpus.toml has several sources"));
}

TEST_F(InAPlansFolder, StatusReadsIt) {
  ASSERT_EQ(Sync().exit_code, 0);
  WritePlan("[[stratum]]\nworkflow_type = \"Refund\"\n");

  const CommandRun run =
      Run({"status", corpus_, "--offline", "--fail-if-missing-type"});

  EXPECT_EQ(run.exit_code, 5);
  EXPECT_THAT(run.err, HasSubstr("Refund"));
}

TEST_F(InAPlansFolder, StatusRefusesWhatMakesItsSourcesOne) {
  ASSERT_EQ(Sync().exit_code, 0);
  WritePlan(
      "[source.a]\n[source.b]\n[[stratum]]\nworkflow_type = "
      "\"OrderWorkflow\"\nsource = \"a\"\n");

  const CommandRun run = Run({"status", corpus_, "-n", "orders"});

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("--namespace overrides the namespace"));
}

TEST_F(SyncCommand, RefreshAsksForOneSource) {
  Sync();
  const std::string plan = Plan(
      "[source.a]\n[source.b]\n[[stratum]]\nworkflow_type = "
      "\"OrderWorkflow\"\nsource = \"a\"\n");

  const CommandRun run = Run({"refresh", corpus_, "--plan", plan});

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("say with --source which one"));
}

}  // namespace
}  // namespace lockstep::fetch
