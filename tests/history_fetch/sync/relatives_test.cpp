#include "history_fetch/sync/relatives.h"

#include <fmt/format.h>
#include <google/protobuf/text_format.h>

#include "history_fetch/sync/refresh.h"
#include "tests/history_fetch/sync/sync_fixture.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;

class RelativesTest : public SyncFixture {
 protected:
  RelativesTest() { stratum().want = 1; }

  static google::protobuf::Message* FirstEvent(rpc::Message& history) {
    const auto* events = history.GetDescriptor()->FindFieldByName("events");
    return history.GetReflection()->MutableRepeatedMessage(&history, events, 0);
  }
  void Merge(const std::string& text, google::protobuf::Message& message) {
    ASSERT_TRUE(google::protobuf::TextFormat::MergeFromString(text, &message));
  }

  // Runs `first` to `last` of one workflow: each continues the one before.
  void AddChain(int first, int last) {
    for (int i = first; i <= last; ++i) {
      rpc::ServedRun run = rpc::MakeServedRun(
          schema_, {.workflow_id = "entity",
                    .run_id = rpc::SampleRunId(i),
                    .rounds = 1,
                    .closed = false,
                    .start_time_ns = kNow - 3'600'000'000'000});
      run.info.first_run_id = rpc::SampleRunId(first);
      run.info.workflow_type = i == first ? "OrderWorkflow" : "Hidden";
      Merge(fmt::format("workflow_execution_started_event_attributes {{ "
                        "first_execution_run_id: '{}' "
                        "continued_execution_run_id: '{}' }}",
                        rpc::SampleRunId(first),
                        i == first ? "" : rpc::SampleRunId(i - 1)),
            *FirstEvent(*run.history));
      if (i < last) {
        run.info.status = "ContinuedAsNew";
        Merge(fmt::format(
                  "events {{ event_id: 8 task_id: 8 event_type: "
                  "EVENT_TYPE_WORKFLOW_TASK_SCHEDULED "
                  "workflow_task_scheduled_event_attributes {{ attempt: 1 }} "
                  "}} events {{ event_id: 9 task_id: 9 event_type: "
                  "EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW "
                  "workflow_execution_continued_as_new_event_attributes {{ "
                  "new_execution_run_id: '{}' initiator: "
                  "CONTINUE_AS_NEW_INITIATOR_WORKFLOW }} }}",
                  rpc::SampleRunId(i + 1)),
              *run.history);
      }
      service_.Add(std::move(run));
    }
  }
};

TEST_F(RelativesTest, TheWholeChainComes) {
  AddChain(10, 15);

  const SyncReport report = RunSync();

  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  EXPECT_THAT(Stored(), ElementsAre(10, 11, 12, 13, 14, 15));
  EXPECT_EQ(StoredEntry(12).query, "continue-as-new chain");
  EXPECT_EQ(Row(report).wanted, 6);
  ExpectGood();
}

// The server has deleted the older runs, the archive has not.
TEST_F(RelativesTest, OfTheArchiveTheOlderHalfComesToo) {
  AddChain(10, 15);
  for (int i = 10; i <= 15; ++i) {
    RunAt(i).archived = true;
    RunAt(i).info.workflow_type = i == 13 ? "OrderWorkflow" : "Hidden";
  }
  service_.retention_s = 60;
  archived_ = true;

  RunSync();

  EXPECT_THAT(Stored(), ElementsAre(10, 11, 12, 13, 14, 15));
}

TEST_F(RelativesTest, FromItsMiddleItComesBothWays) {
  AddChain(10, 15);
  RunAt(10).info.workflow_type = "Hidden";
  RunAt(13).info.workflow_type = "OrderWorkflow";

  RunSync();

  EXPECT_THAT(Stored(), ElementsAre(10, 11, 12, 13, 14, 15));
}

TEST_F(RelativesTest, NotWithoutBeingAsked) {
  stratum().chains = false;
  AddChain(10, 15);

  RunSync();

  EXPECT_THAT(Stored(), ElementsAre(10));
}

TEST_F(RelativesTest, ACapOnChainsHolds) {
  stratum().max_per_chain = 3;
  AddChain(10, 15);

  RunSync();

  EXPECT_THAT(Stored(), ElementsAre(10, 11, 12));
}

TEST_F(RelativesTest, AreCountedApart) {
  AddChain(10, 12);

  const SyncReport report = RunSync();

  EXPECT_EQ(Row(report).wanted - Row(report).related, Row(report).found);
  EXPECT_GT(Row(report).related, 0);
}

TEST_F(RelativesTest, ACapOnHistoriesHoldsToo) {
  plan_.max_histories = 2;
  AddChain(10, 15);

  const SyncReport report = RunSync();

  EXPECT_THAT(Stored(), ElementsAre(10, 11));
  EXPECT_EQ(Row(report).left_out, 1);
}

TEST_F(RelativesTest, ALaterSyncFindsTheRestThroughWhatIsThere) {
  AddChain(10, 15);
  Fail("History", 12, rpc::CallError::Kind::kUnavailable);
  RunSync();
  ASSERT_THAT(Stored(), ElementsAre(10, 11));
  service_.fault = nullptr;

  EXPECT_EQ(CodeOf(RunSync()), ExitCode::kOk);

  EXPECT_THAT(Stored(), ElementsAre(10, 11, 12, 13, 14, 15));
}

TEST_F(RelativesTest, WhatIsGoneIsNotAskedFor) {
  AddChain(10, 12);
  RunAt(10).info.workflow_type = "Hidden";
  RunAt(11).info.workflow_type = "OrderWorkflow";
  service_.Remove(rpc::SampleRunId(10));
  service_.retention_s = 1800;

  const SyncReport report = RunSync();

  EXPECT_THAT(Stored(), ElementsAre(11, 12));
  EXPECT_EQ(Row(report).expired, 0);
}

class ChildrenTest : public RelativesTest {
 protected:
  // A run that started `count` children, number 101 and on.
  void AddParent(int count) {
    stratum().children = true;
    rpc::ServedRun run = rpc::MakeServedRun(
        schema_, {.run_id = rpc::SampleRunId(1), .rounds = 1, .closed = false});
    for (int i = 0; i < count; ++i) {
      Merge(fmt::format(
                "events {{ event_id: {0} task_id: {0} event_type: "
                "EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED "
                "start_child_workflow_execution_initiated_event_attributes {{ "
                "workflow_id: 'c' }} }} "
                "events {{ event_id: {1} task_id: {1} event_type: "
                "EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED "
                "child_workflow_execution_started_event_attributes {{ "
                "namespace: '{4}' initiated_event_id: {0} workflow_execution "
                "{{ workflow_id: 'order-{2}' run_id: '{3}' }} workflow_type {{ "
                "name: 'Child' }} }} }}",
                8 + 2 * i, 9 + 2 * i, 101 + i, rpc::SampleRunId(101 + i),
                name_space_),
            *run.history);
      AddRun(101 + i);
      RunAt(101 + i).info.workflow_type = "Child";
    }
    service_.Add(std::move(run));
  }

  std::string name_space_ = "default";
};

TEST_F(ChildrenTest, ComeOnRequest) {
  stratum().want = 5;
  AddParent(3);

  RunSync();

  EXPECT_THAT(Stored(), ElementsAre(1, 101, 102, 103));
  EXPECT_EQ(StoredEntry(102).query, "child workflow");
}

TEST_F(ChildrenTest, OfAFanOutComesASample) {
  stratum().want = 2;
  AddParent(20);

  RunSync();

  EXPECT_EQ(Stored().size(), 3u);
}

TEST_F(ChildrenTest, OfOtherNamespacesCannotBeHad) {
  name_space_ = "elsewhere";
  AddParent(2);

  RunSync();

  EXPECT_THAT(Stored(), ElementsAre(1));
}

}  // namespace
}  // namespace lockstep::fetch
