// Whether a corpus is still asked of its own server, and how old it is of each.
#include "history_fetch/sync/asked_sources.h"

#include "tests/history_fetch/sync/sync_fixture.h"

namespace lockstep::fetch {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using Kind = rpc::CallError::Kind;

constexpr int64_t kHour = 3600'000'000'000;

class AskedSources : public SyncFixture {
 protected:
  // Another server, which knows none of the runs.
  void MoveAway() {
    service_.namespace_id = "other";
    service_.Remove(rpc::SampleRunId(1));
    now_ns_ += kHour;
  }
  void AddSource(const std::string& name) {
    plan_.sources.emplace_back().name = name;
    plan_.strata.push_back(stratum());
    plan_.strata.back().source = name;
    plan_.strata.back().min_histories = 0;
  }
  // As an older release wrote it, or an import.
  void ForgetWhoWasAsked() {
    CorpusState state = State();
    state.sources.clear();
    Mark(state);
  }
};

TEST_F(AskedSources, AreNotedWithTheServersOwnIds) {
  AddRun(1);
  RunSync();

  EXPECT_THAT(State().sources,
              ElementsAre(AskedSource{.source = "default",
                                      .name_space = "default",
                                      .namespace_id = "ns",
                                      .synced_at = State().synced_at}));
}

TEST_F(AskedSources, AnotherServerIsRefusedAndChangesNothing) {
  AddRun(1, false);
  RunSync();
  const auto bytes = Bytes();
  MoveAway();

  for (const SyncReport& report : {RunSync(), RunRefresh(), RunRefresh(true)}) {
    EXPECT_EQ(CodeOf(report), ExitCode::kConnect);
    EXPECT_FALSE(report.begun);
    EXPECT_EQ(report.failures.at(0).message,
              "namespace 'default' of 127.0.0.1:7233 is another one than the "
              "last time (its id is other, and was ns): look with "
              "`lockstep-fetch config` whether the address is right, or pass "
              "--accept-other-server if the server was set up anew");
  }
  EXPECT_EQ(Bytes(), bytes);
}

TEST_F(AskedSources, AnotherServerIsTakenOnRequest) {
  AddRun(1, false);
  RunSync();
  MoveAway();
  accept_other_server_ = true;
  EXPECT_EQ(CodeOf(RunRefresh()), ExitCode::kOk);
  EXPECT_EQ(State().sources.at(0).namespace_id, "other");
  accept_other_server_ = false;

  EXPECT_EQ(CodeOf(RunSync()), ExitCode::kOk);
}

TEST_F(AskedSources, AServerThatKnowsNoOpenRunIsNotBelieved) {
  AddRun(1, false);
  RunSync();
  ForgetWhoWasAsked();
  const auto bytes = Bytes();
  const std::string synced_at = State().synced_at;
  MoveAway();

  const SyncReport report = RunRefresh();

  EXPECT_EQ(CodeOf(report), ExitCode::kConnect);
  EXPECT_THAT(
      report.failures.at(0).message,
      AllOf(HasSubstr("namespace 'default' of 127.0.0.1:7233 knows none of the "
                      "open runs of the corpus that it was asked for (1)"),
            HasSubstr("--accept-other-server")));
  EXPECT_EQ(Bytes(), bytes);
  EXPECT_EQ(CodeOf(RunSync()), ExitCode::kConnect);
  EXPECT_EQ(State().synced_at, synced_at);
}

TEST_F(AskedSources, AServerThatKnowsSomeRunsIsBelieved) {
  AddRun(1, false);
  AddRun(2);
  RunSync();
  ForgetWhoWasAsked();
  MoveAway();

  EXPECT_EQ(CodeOf(RunSync()), ExitCode::kOk);
  EXPECT_EQ(State().sources.at(0).namespace_id, "other");
}

TEST_F(AskedSources, TheSameServerMayForgetAllRuns) {
  AddRun(1, false);
  RunSync();
  service_.Remove(rpc::SampleRunId(1));

  EXPECT_EQ(CodeOf(RunRefresh()), ExitCode::kOk);
}

TEST_F(AskedSources, AServerThatDoesNotSayItsIdIsNoOther) {
  AddRun(1, false);
  RunSync();
  service_.namespace_id = "";

  EXPECT_EQ(CodeOf(RunSync()), ExitCode::kOk);
  EXPECT_EQ(State().sources.at(0).namespace_id, "ns");
}

TEST_F(AskedSources, TheCorpusIsAsOldAsTheOldestOfThem) {
  AddSource("other");
  AddRun(1);
  RunSync({"default", "other"});
  const std::string first = State().synced_at;
  now_ns_ += kHour;

  RunSync({"other"});

  EXPECT_EQ(State().synced_at, first);
  EXPECT_GT(State().sources.at(1).synced_at, first);
  RunSync({"default"});
  EXPECT_GT(State().synced_at, first);
}

TEST_F(AskedSources, ARefreshOfOneNamespaceMakesTheOthersNoYounger) {
  AddRun(1, false);
  AddRun(2);
  RunSync();
  const std::string first = State().synced_at;
  name_space_ = "orders";
  RunSync();
  now_ns_ += kHour;

  RunRefresh();

  EXPECT_EQ(State().synced_at, first);
}

TEST_F(AskedSources, AnOldCorpusIsAsOldOfEachOfThem) {
  AddSource("other");
  AddRun(1);
  RunSync({"default", "other"});
  ForgetWhoWasAsked();
  const std::string first = State().synced_at;
  now_ns_ += kHour;

  RunSync({"other"});

  EXPECT_EQ(State().synced_at, first);
}

TEST_F(AskedSources, WhereAllRunsFailNothingIsYounger) {
  AddRun(1, false);
  RunSync();
  const std::string first = State().synced_at;
  GoOn(1, 3, true);
  now_ns_ += kHour;
  Fail("History", 1, Kind::kUnavailable);

  RunSync();
  EXPECT_EQ(State().synced_at, first);
  RunRefresh();
  EXPECT_EQ(State().synced_at, first);
}

TEST_F(AskedSources, WhomThePlanAsksNoMoreIsForgottenUnlessRunsAreOpen) {
  AddSource("other");
  AddRun(1);
  RunSync({"default", "other"});
  plan_.sources.pop_back();
  plan_.strata.pop_back();

  RunSync();

  EXPECT_EQ(State().sources.size(), 1u);
}

TEST_F(AskedSources, ANewNameOfASourceIsTheSameServer) {
  AddRun(1, false);
  RunSync();
  plan_.sources.front().name = "prod";
  stratum().source = "prod";

  RunSync({"prod"});

  EXPECT_THAT(State().sources,
              ElementsAre(testing::Field(&AskedSource::source, "prod")));
  MoveAway();
  EXPECT_EQ(CodeOf(RunSync({"prod"})), ExitCode::kConnect);
}

}  // namespace
}  // namespace lockstep::fetch
