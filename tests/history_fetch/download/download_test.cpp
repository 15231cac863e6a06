#include "history_fetch/download/download.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>

#include <filesystem>

#include "rpc/schema/fields.h"
#include "rpc/schema/json_writer.h"
#include "tests/history_fetch/corpus/scratch.h"
#include "tests/history_fetch/memory_service.h"
#include "tests/rpc/client/sample_history.h"

namespace lockstep::fetch {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using Kind = Downloaded::Kind;
using CallKind = rpc::CallError::Kind;

class DownloadTest : public testing::Test {
 protected:
  DownloadTest() : corpus_(*Corpus::Open(scratch_.path() + "/c", kWrite)) {
    context_.service = &service_;
    context_.schema = &schema_;
    context_.corpus = &corpus_;
    context_.name_space = "default";
    service_.Add(rpc::MakeServedRun(schema_, {}));
    provenance_.closed = true;
    provenance_.status = "Completed";
    provenance_.fetched_at = "2026-11-22T00:00:00Z";
  }

  Downloaded Get() {
    Downloaded fetched = Fetch(context_, execution_, provenance_);
    if (fetched.kind != Kind::kDone) return fetched;
    return Store(context_, std::move(fetched));
  }

  // Serves the sample with so many events on each page.
  void ServePages(int32_t events) { service_.history_page = events; }

  // The call that asks for the page behind `offset` events fails.
  void FailAt(const std::string& token, CallKind kind) {
    service_.fault =
        [=](const MemoryService::Call& call) -> std::optional<rpc::CallError> {
      if (call.method != "History" || call.page_token != token) return {};
      return rpc::CallError{kind, "no such luck"};
    };
  }

  std::string StoredText() {
    const auto entry = corpus_.Read("default", execution_.run_id);
    EXPECT_TRUE(entry);
    return entry ? ReadHistoryText(corpus_, *entry).value_or("") : "";
  }
  std::string ServedText() {
    return rpc::HistoryToJson(*service_.At(execution_.run_id).history);
  }
  std::vector<std::string> Left() {
    std::vector<std::string> left;
    for (const char* folder : {"/c/state/tmp", "/c/state/partial"}) {
      for (const std::string& name : FilesIn(scratch_.path() + folder)) {
        left.push_back(name);
      }
    }
    return left;
  }

  static constexpr auto kWrite = Corpus::Access::kWrite;
  const rpc::Schema schema_ = rpc::Schema::Embedded();
  Scratch scratch_;
  Corpus corpus_;
  MemoryService service_{schema_};
  DownloadContext context_;
  rpc::Execution execution_ = {"order-17", rpc::SampleRun().run_id};
  Entry provenance_;
};

TEST_F(DownloadTest, TheTextIsTheHistorys) {
  for (const int page : {1'000'000, 5, 1}) {
    ServePages(page);

    const Downloaded got = Get();

    ASSERT_EQ(got.kind, Kind::kDone) << got.message;
    EXPECT_EQ(StoredText(), ServedText());
    EXPECT_THAT(Left(), IsEmpty());
  }
}

TEST_F(DownloadTest, NotesWhatTheHistoryDoesNotSay) {
  context_.retention_s = 86400;
  provenance_.source = "prod";
  provenance_.stratum = "Orders";
  provenance_.query = "WorkflowType = \"OrderWorkflow\"";
  provenance_.server_version = "1.32.0";

  ASSERT_EQ(Get().kind, Kind::kDone);

  const auto entry = corpus_.Read("default", execution_.run_id);
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->workflow_id, "order-17");
  EXPECT_EQ(entry->source, "prod");
  EXPECT_EQ(entry->stratum, "Orders");
  EXPECT_EQ(entry->query, "WorkflowType = \"OrderWorkflow\"");
  EXPECT_EQ(entry->server_version, "1.32.0");
  EXPECT_EQ(entry->fetched_at, "2026-11-22T00:00:00Z");
  EXPECT_EQ(entry->descriptors, schema_.hash());
  EXPECT_EQ(entry->codec, "encoded");
  EXPECT_EQ(entry->payloads, "full");
  EXPECT_EQ(entry->close_time.substr(0, 10), "2026-09-21");
  EXPECT_EQ(entry->retention_expires_at.substr(0, 10), "2026-09-22");
}

TEST_F(DownloadTest, KeepsTheProtobufBytesOnRequest) {
  context_.keep_proto = KeepProto::kYes;
  ASSERT_EQ(Get().kind, Kind::kDone);

  for (const std::string& file : FilesIn(scratch_.path() + "/c/histories")) {
    if (!file.ends_with(".binpb")) continue;
    EXPECT_EQ(
        ReadFile(scratch_.path() + "/c/histories/" + file),
        rpc::SerializeDeterministic(*service_.At(execution_.run_id).history));
    return;
  }
  FAIL() << "there is no .binpb";
}

TEST_F(DownloadTest, AWorkflowIdNeverBecomesAFileName) {
  for (const std::string& id :
       {std::string("../../etc/x"), std::string("a/b"), std::string("con"),
        std::string(1000, 'x'), std::string("\xf0\x9f\x92\xa3"),
        std::string("line\nend"), std::string("."), std::string()}) {
    rpc::ServedRun run = rpc::MakeServedRun(schema_, {.workflow_id = ""});
    run.info.execution.workflow_id = id;
    service_.Add(std::move(run));
    execution_.workflow_id = id;

    const Downloaded got = Get();

    ASSERT_EQ(got.kind, Kind::kDone) << got.message;
    EXPECT_EQ(corpus_.Read("default", execution_.run_id)->workflow_id, id);
    ASSERT_TRUE(corpus_.Flush());
    const auto files = FilesIn(scratch_.path() + "/c/histories");
    ASSERT_EQ(files.size(), 1u);
    EXPECT_THAT(files[0], testing::StartsWith("OrderWorkflow/"));
    EXPECT_THAT(FilesIn(scratch_.path()),
                testing::Each(testing::StartsWith("c/")));
  }
}

// ---- How it fails ----

struct CallCase {
  CallKind call;
  Kind kind;
  ExitCode code;
};

class DownloadCallTest : public DownloadTest,
                         public testing::WithParamInterface<CallCase> {};

TEST_P(DownloadCallTest, ACallThatFailsEndsIt) {
  ServePages(5);
  for (const char* token : {"", "t10"}) {
    FailAt(token, GetParam().call);

    const Downloaded got = Get();

    EXPECT_EQ(got.kind, GetParam().kind);
    EXPECT_EQ(got.code, GetParam().code);
    EXPECT_EQ(got.message, "no such luck");
    EXPECT_EQ(corpus_.size(), 0u);
    EXPECT_THAT(FilesIn(scratch_.path() + "/c/state/tmp"), IsEmpty());
  }
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, DownloadCallTest,
    testing::Values(
        CallCase{CallKind::kNotFound, Kind::kExpired, ExitCode::kOk},
        CallCase{CallKind::kAccess, Kind::kFatal, ExitCode::kConnect},
        CallCase{CallKind::kThrottled, Kind::kFailed, ExitCode::kPartial},
        CallCase{CallKind::kUnavailable, Kind::kFailed, ExitCode::kPartial},
        CallCase{CallKind::kUnimplemented, Kind::kFailed, ExitCode::kPartial},
        CallCase{CallKind::kOther, Kind::kFailed, ExitCode::kPartial},
        CallCase{CallKind::kInvalidArgument, Kind::kFailed, ExitCode::kPartial},
        CallCase{CallKind::kMalformed, Kind::kBroken, ExitCode::kIntegrity},
        CallCase{CallKind::kCancelled, Kind::kCancelled, ExitCode::kPartial}));

TEST_F(DownloadTest, GoesOnWhereItStopped) {
  ServePages(5);
  FailAt("t15", CallKind::kCancelled);
  ASSERT_EQ(Get().kind, Kind::kCancelled);
  service_.fault = nullptr;
  const int before = service_.Count("History");

  const Downloaded got = Get();

  ASSERT_EQ(got.kind, Kind::kDone) << got.message;
  EXPECT_EQ(service_.Count("History") - before, 2);  // from 15 on, 23 in all
  EXPECT_EQ(StoredText(), ServedText());
  EXPECT_THAT(Left(), IsEmpty());
}

TEST_F(DownloadTest, ARunOfOnePageLeavesNothingBehind) {
  FailAt("", CallKind::kUnavailable);

  ASSERT_EQ(Get().kind, Kind::kFailed);

  EXPECT_THAT(Left(), IsEmpty());
}

TEST_F(DownloadTest, PagesFromBeforeItsEndAreNoUseForAClosedRun) {
  ServePages(5);
  provenance_.closed = false;
  FailAt("t15", CallKind::kCancelled);
  ASSERT_EQ(Get().kind, Kind::kCancelled);
  service_.fault = nullptr;
  provenance_.closed = true;
  const int before = service_.Count("History");

  ASSERT_EQ(Get().kind, Kind::kDone);

  EXPECT_EQ(service_.Count("History") - before, 5);
}

TEST_F(DownloadTest, ATokenThatTheServerTakesNoMoreStartsItAgainOnce) {
  ServePages(5);
  int refused = 0;
  service_.fault =
      [&](const MemoryService::Call& call) -> std::optional<rpc::CallError> {
    if (call.page_token != "t10" || refused > 0) return {};
    ++refused;
    return rpc::CallError{CallKind::kInvalidArgument, "the branch changed"};
  };

  const Downloaded got = Get();

  ASSERT_EQ(got.kind, Kind::kDone) << got.message;
  EXPECT_EQ(service_.Count("History"), 8);  // 3 in vain, 5 again
  EXPECT_EQ(StoredText(), ServedText());
}

TEST_F(DownloadTest, PagesThatDoNotFitTodaysStartItAgain) {
  ServePages(5);
  FailAt("t10", CallKind::kCancelled);
  ASSERT_EQ(Get().kind, Kind::kCancelled);
  service_.fault = nullptr;
  // The token of the kept pages leads into a run that went another way.
  service_.spoil = [](const MemoryService::Call& call, rpc::HistoryPage& page) {
    if (call.page_token == "t10" && call.number == 4) page.history->Clear();
  };

  const Downloaded got = Get();

  ASSERT_EQ(got.kind, Kind::kDone) << got.message;
  EXPECT_EQ(StoredText(), ServedText());
}

// ---- What contradicts itself ----

TEST_F(DownloadTest, RefusesATokenThatComesTwice) {
  ServePages(5);
  service_.spoil = [](const MemoryService::Call&, rpc::HistoryPage& page) {
    if (!page.next_page_token.empty()) page.next_page_token = "t5";
  };

  const Downloaded got = Get();

  EXPECT_EQ(got.kind, Kind::kBroken);
  EXPECT_THAT(got.message, HasSubstr("the same page token twice"));
  EXPECT_THAT(Left(), IsEmpty());
}

TEST_F(DownloadTest, RefusesPagesWithoutEventsThatNeverEnd) {
  service_.spoil = [](const MemoryService::Call& call, rpc::HistoryPage& page) {
    page.history->Clear();
    page.next_page_token = "t0" + std::to_string(call.number);
  };

  const Downloaded got = Get();

  EXPECT_EQ(got.kind, Kind::kBroken);
  EXPECT_THAT(got.message, HasSubstr("pages without events"));
}

TEST_F(DownloadTest, RefusesAClosedRunWithoutItsEnd) {
  service_.history_page = 22;
  service_.spoil = [](const MemoryService::Call&, rpc::HistoryPage& page) {
    page.next_page_token.clear();
  };

  const Downloaded got = Get();

  EXPECT_EQ(got.kind, Kind::kBroken);
  EXPECT_EQ(got.code, ExitCode::kIntegrity);
  EXPECT_THAT(got.message,
              HasSubstr("lists it as Completed, but its history stops at event "
                        "22"));
  EXPECT_EQ(corpus_.size(), 0u);
}

TEST_F(DownloadTest, RefusesTheHistoryOfAnotherRun) {
  rpc::ServedRun other = rpc::MakeServedRun(
      schema_, {.workflow_id = "refund", .run_id = rpc::SampleRunId(1)});
  service_.At(execution_.run_id).history = std::move(other.history);

  const Downloaded got = Get();

  EXPECT_EQ(got.kind, Kind::kBroken);
  EXPECT_THAT(got.message, HasSubstr("the history of workflow 'refund', run " +
                                     rpc::SampleRunId(1)));
}

TEST_F(DownloadTest, TakesARunThatAResetMade) {
  // Its first event is a copy of the run that was reset.
  const std::string base = rpc::SampleRunId(1);
  rpc::ServedRun run = rpc::MakeServedRun(
      schema_, {.run_id = base, .rounds = 0, .closed = false});
  run.info.execution = execution_;
  const auto events = R"(
    events { event_id: 2 task_id: 2
             event_type: EVENT_TYPE_WORKFLOW_TASK_SCHEDULED
             workflow_task_scheduled_event_attributes { attempt: 1 } }
    events { event_id: 3 task_id: 3
             event_type: EVENT_TYPE_WORKFLOW_TASK_STARTED
             workflow_task_started_event_attributes { scheduled_event_id: 2 } }
    events { event_id: 4 task_id: 4
             event_type: EVENT_TYPE_WORKFLOW_TASK_FAILED
             workflow_task_failed_event_attributes {
               scheduled_event_id: 2 started_event_id: 3
               cause: WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW
               base_run_id: ')" +
                      base + "' new_run_id: '" + execution_.run_id + "' } }";
  ASSERT_TRUE(
      google::protobuf::TextFormat::MergeFromString(events, run.history.get()));
  service_.Add(std::move(run));
  provenance_.closed = false;

  const Downloaded got = Get();

  ASSERT_EQ(got.kind, Kind::kDone) << got.message;
  EXPECT_EQ(got.entry.run_id, execution_.run_id);
  EXPECT_EQ(got.entry.original_run_id, base);
  EXPECT_EQ(got.entry.reset_base_run_id, base);
}

// ---- Limits ----

TEST_F(DownloadTest, LeavesOutWhatIsTooLong) {
  ServePages(5);
  context_.max_events = 12;

  const Downloaded got = Get();

  EXPECT_EQ(got.kind, Kind::kTooLong);
  EXPECT_THAT(got.message, HasSubstr("more than 12 events"));
  EXPECT_EQ(service_.Count("History"), 3);
  EXPECT_THAT(Left(), IsEmpty());
}

TEST_F(DownloadTest, RefusesReferencesToAStoreOnRequest) {
  context_.require_self_contained = true;
  rpc::Message& history = *service_.At(execution_.run_id).history;
  const auto* events = history.GetDescriptor()->FindFieldByName("events");
  ASSERT_TRUE(google::protobuf::TextFormat::MergeFromString(
      "workflow_execution_started_event_attributes { input { payloads { "
      "metadata { key: 'encoding' value: 'json/external-storage-reference' } "
      "} } }",
      history.GetReflection()->MutableRepeatedMessage(&history, events, 0)));

  const Downloaded got = Get();

  EXPECT_EQ(got.kind, Kind::kFailed);
  EXPECT_THAT(got.message,
              HasSubstr("1 of its payloads lie in an external store"));
  context_.require_self_contained = false;
  EXPECT_EQ(Get().entry.external_refs, 1);
}

TEST_F(DownloadTest, TheDiskIsFatal) {
  std::filesystem::remove_all(scratch_.path() + "/c/state/tmp");

  const Downloaded got = Get();

  EXPECT_EQ(got.kind, Kind::kFatal);
  EXPECT_EQ(got.code, ExitCode::kPartial);
  EXPECT_THAT(got.message, HasSubstr("cannot be created"));
}

TEST_F(DownloadTest, AnOldSnapshotOfAnOpenRunIsNoUse) {
  for (const bool closed : {true, false}) {
    for (const int minutes : {1, 60}) {
      provenance_.closed = closed;
      ServePages(5);
      FailAt("t15", CallKind::kUnavailable);
      ASSERT_EQ(Get().kind, Kind::kFailed);
      ASSERT_EQ(Left().size(), 1u);
      std::filesystem::last_write_time(
          scratch_.path() + "/c/state/partial/" + Left()[0],
          std::filesystem::file_time_type::clock::now() -
              std::chrono::minutes(minutes));
      service_.fault = nullptr;
      const size_t before = service_.calls().size();

      ASSERT_EQ(Get().kind, Kind::kDone);

      const bool afresh = !closed && minutes == 60;
      EXPECT_EQ(service_.calls()[before].page_token, afresh ? "" : "t15");
      EXPECT_EQ(StoredText(), ServedText());
    }
  }
}

}  // namespace
}  // namespace lockstep::fetch
