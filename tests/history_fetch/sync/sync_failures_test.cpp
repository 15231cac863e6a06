// Runs, lists and namespaces that cannot be had.
#include <atomic>
#include <filesystem>

#include "history_fetch/sync/sync.h"
#include "tests/history_fetch/sync/sync_fixture.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using Kind = rpc::CallError::Kind;

class SyncFailures : public SyncFixture {};

TEST_F(SyncFailures, ARunThatExpiredMeanwhileIsNoFailure) {
  AddRun(1);
  AddRun(2);
  Fail("History", 2, Kind::kNotFound);

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  EXPECT_EQ(Row(report).expired, 1);
  EXPECT_THAT(Stored(), ElementsAre(1));
}

TEST_F(SyncFailures, ARunThatFailsMakesItPartial) {
  AddRun(1);
  AddRun(2);
  Fail("History", 2, Kind::kUnavailable);

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kPartial);
  ASSERT_EQ(report.troubles.size(), 1u);
  EXPECT_EQ(report.troubles[0].workflow_id, "order-2");
  EXPECT_EQ(report.troubles[0].run_id, rpc::SampleRunId(2));
  EXPECT_EQ(report.troubles[0].message, "no such luck");
  EXPECT_THAT(Stored(), ElementsAre(1));
  EXPECT_FALSE(State().complete);
  EXPECT_EQ(State().reason,
            "1 of the runs that it should have could not be fetched: run "
            "`lockstep-fetch sync` again");

  service_.fault = nullptr;
  EXPECT_EQ(CodeOf(RunSync()), ExitCode::kOk);
  EXPECT_TRUE(State().complete);
  EXPECT_THAT(Stored(), ElementsAre(1, 2));
}

TEST_F(SyncFailures, AnAnswerThatContradictsItselfIsGraverThanOneThatFails) {
  AddRun(1);
  AddRun(2);
  Fail("History", 2, Kind::kUnavailable);
  service_.spoil = [](const MemoryService::Call&, rpc::HistoryPage& page) {
    page.history->Clear();
  };

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kIntegrity);
  EXPECT_EQ(Row(report).failed, 2);
  EXPECT_THAT(Stored(), IsEmpty());
  EXPECT_FALSE(State().complete);
}

TEST_F(SyncFailures, NoAccessStopsIt) {
  for (int i = 0; i < 50; ++i) AddRun(i);
  service_.fault =
      [&](const MemoryService::Call& call) -> std::optional<rpc::CallError> {
    if (call.method != "History" || call.number < 10) return {};
    return Refuse(Kind::kAccess);
  };

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kConnect);
  EXPECT_EQ(Row(report).fresh, 9);
  EXPECT_EQ(Row(report).not_tried, 41);
  EXPECT_LT(service_.Count("History"), 16);
  EXPECT_EQ(Stored().size(), 9u);
  EXPECT_THAT(State().reason, HasSubstr("no such luck"));
}

TEST_F(SyncFailures, WhereAllFailTheOthersAreNotTried) {
  for (int i = 0; i < 100; ++i) AddRun(i);
  service_.fault =
      [&](const MemoryService::Call& call) -> std::optional<rpc::CallError> {
    if (call.method != "History") return {};
    return Refuse(Kind::kUnavailable);
  };

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kPartial);
  EXPECT_LT(service_.Count("History"), 24);
  ASSERT_EQ(report.failures.size(), 1u);
  EXPECT_THAT(report.failures[0].message,
              HasSubstr("16 runs in a row could not be fetched, so the others "
                        "were not tried"));
}

TEST_F(SyncFailures, RefusalsOfSingleRunsDoNotStopTheOthers) {
  for (int i = 0; i < 60; ++i) AddRun(i);
  service_.fault =
      [&](const MemoryService::Call& call) -> std::optional<rpc::CallError> {
    if (call.method != "History" || call.number > 40) return {};
    return Refuse(Kind::kInvalidArgument);
  };

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kPartial);
  EXPECT_THAT(report.failures, IsEmpty());
  EXPECT_EQ(Row(report).failed, 40);
  EXPECT_EQ(Row(report).fresh, 20);
}

TEST_F(SyncFailures, AnInterruptedSyncGoesOnWhereItStopped) {
  for (int i = 0; i < 20; ++i) AddRun(i, i > 4);
  RunSync();
  const auto bytes = Bytes();
  std::filesystem::remove_all(scratch_.path() + "/c");
  std::atomic<int> histories = 0;
  service_.fault =
      [&](const MemoryService::Call& call) -> std::optional<rpc::CallError> {
    if (call.method == "History" && ++histories == 7) stop_.stop = true;
    return {};
  };

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kPartial);
  EXPECT_LE(Stored().size(), 10u);
  EXPECT_GE(Stored().size(), 7u);
  EXPECT_EQ(State().reason,
            "it was interrupted before all was fetched: run `lockstep-fetch "
            "sync` again, it goes on where this one stopped");
  ExpectGood();

  stop_.stop = false;
  EXPECT_EQ(CodeOf(RunSync()), ExitCode::kOk);
  EXPECT_EQ(Bytes(), bytes);
}

TEST_F(SyncFailures, ADeadlineIsNamed) {
  AddRun(1);
  stop_.deadline = true;
  stop_.stop = true;

  const SyncReport report = RunSync();

  ASSERT_EQ(report.failures.size(), 1u);
  EXPECT_THAT(report.failures[0].message,
              HasSubstr("its deadline passed before all was fetched"));
}

TEST_F(SyncFailures, ANamespaceThatIsNotThereIsNoAccess) {
  service_.fault =
      [&](const MemoryService::Call& call) -> std::optional<rpc::CallError> {
    if (call.method != "Namespace") return {};
    return Refuse(Kind::kNotFound);
  };

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kConnect);
  EXPECT_THAT(report.failures[0].message,
              HasSubstr("namespace 'default': no such luck"));
}

TEST_F(SyncFailures, AStratumThatCannotBeListedLeavesTheOthers) {
  plan_.strata.push_back(stratum());
  plan_.strata[1].workflow_type = "Other";
  AddRun(1);
  service_.fault =
      [&](const MemoryService::Call& call) -> std::optional<rpc::CallError> {
    if (call.what.find("Other") == std::string::npos) return {};
    return Refuse(Kind::kUnavailable);
  };

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kPartial);
  EXPECT_THAT(Stored(), ElementsAre(1));
}

TEST_F(SyncFailures, OneSourceDoesNotMakeUpForAnother) {
  plan_.sources.emplace_back().name = "other";
  plan_.strata.push_back(stratum());
  plan_.strata[1].source = "other";
  plan_.strata[1].name = "Others";
  plan_.strata[1].min_histories = 0;
  AddRun(1);
  service_.fault =
      [&](const MemoryService::Call& call) -> std::optional<rpc::CallError> {
    if (call.method != "List" || call.number != 2) return {};
    return Refuse(Kind::kUnavailable);
  };
  RunSync({"default", "other"});
  const std::string reason = State().reason;
  ASSERT_THAT(reason, HasSubstr("no such luck"));

  const SyncReport report = RunSync({"default"});

  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  EXPECT_FALSE(State().complete);
  EXPECT_EQ(State().reason, reason);

  RunSync({"default", "other"});
  EXPECT_TRUE(State().complete);
}

TEST_F(SyncFailures, OneSourceFillsTheGapsOfAll) {
  plan_.sources.emplace_back().name = "other";
  plan_.strata.push_back(stratum());
  plan_.strata[1].source = "other";
  plan_.strata[1].workflow_type = "None";
  plan_.strata[1].min_histories = 0;
  stratum().min_histories = 2;
  AddRun(1);
  RunSync({"default", "other"});
  ASSERT_THAT(State().reason, HasSubstr("min_histories = 2"));
  AddRun(2);

  RunSync({"default"});

  EXPECT_TRUE(State().complete) << State().reason;
}

TEST_F(SyncFailures, AQueryThatTheServerRefusesIsAWrongPlan) {
  stratum().include = {"Nonsense ="};
  AddRun(1);

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kUsage);
  EXPECT_THAT(report.failures[0].message, StartsWith("stratum 'Orders': "));
}

// The flag is wrong, and the plan is not.
TEST_F(SyncFailures, AServerWithoutAnArchiveGivesWhatItHas) {
  AddRun(1);
  AddRun(2);
  plan_.strata.push_back(stratum());
  plan_.strata.back().name = "again";
  archived_ = true;
  service_.fault = [](const MemoryService::Call& call) {
    return call.archived ? std::optional<rpc::CallError>(
                               {rpc::CallError::Kind::kInvalidArgument, "none"})
                         : std::nullopt;
  };

  const SyncReport report = RunSync();

  EXPECT_EQ(report.failures, std::vector<Failure>{(Failure{
                                 ExitCode::kUsage, "stratum 'Orders': none"})});
  EXPECT_EQ(Stored(), (std::vector<int>{1, 2}));
  EXPECT_FALSE(State().complete);
}

}  // namespace
}  // namespace lockstep::fetch
