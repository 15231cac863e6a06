#include "tests/history_fetch/sync/sync_fixture.h"

#include <fmt/format.h>

#include "history_fetch/sync/refresh.h"
#include "rpc/schema/json_writer.h"

namespace lockstep::fetch {

SyncFixture::SyncFixture() {
  plan_.sources = {Source{}};
  plan_.strata.emplace_back();
  stratum().workflow_type = "OrderWorkflow";
  stratum().name = "Orders";
  stratum().source = "default";
  stratum().want = 1000;
  plan_.hash = "abc";
}

void SyncFixture::AddRun(int number, bool closed, int rounds) {
  constexpr int64_t kMinute = 60'000'000'000;
  service_.Add(rpc::MakeServedRun(
      schema_, {.workflow_id = fmt::format("order-{}", number),
                .run_id = rpc::SampleRunId(number),
                .rounds = rounds,
                .closed = closed,
                .start_time_ns = kNow - (number + 60) * kMinute}));
}

void SyncFixture::GoOn(int number, int rounds, bool closed) {
  AddRun(number, closed, rounds);
}

SyncServer SyncFixture::Server() {
  SyncServer server;
  server.source = "default";
  server.version = "1.32.0";
  server.address = "127.0.0.1:7233";
  server.download.service = &service_;
  server.download.schema = &schema_;
  server.download.name_space = name_space_;
  server.download.keep_proto = keep_proto_;
  return server;
}

SyncOptions SyncFixture::Options() {
  return {.now_ns = now_ns_,
          .threads = threads_,
          .archived = archived_,
          .accept_other_server = accept_other_server_,
          .repair = repair_,
          .stop = &stop_};
}

SyncReport SyncFixture::RunSync() { return RunSync({"default"}); }

SyncReport SyncFixture::RunSync(const std::vector<std::string>& sources) {
  Progress progress(
      {.style = Progress::Style::kNone, .write = {}, .now_ms = {}});
  auto corpus =
      Corpus::Open(scratch_.path() + "/c", Corpus::Access::kWrite).value();
  Sync sync(plan_, &corpus, Options(), progress);
  for (const std::string& source : sources) {
    SyncServer server = Server();
    server.source = source;
    sync.Run(server);
  }
  return sync.Finish();
}

SyncReport SyncFixture::RunRefresh(bool with_plan) {
  Progress progress(
      {.style = Progress::Style::kNone, .write = {}, .now_ms = {}});
  auto corpus =
      Corpus::Open(scratch_.path() + "/c", Corpus::Access::kWrite).value();
  return Refresh(Server(), corpus, with_plan ? &plan_ : nullptr, Options(),
                 progress);
}

std::vector<int> SyncFixture::Stored() {
  std::vector<int> numbers;
  const auto corpus =
      Corpus::Open(scratch_.path() + "/c", Corpus::Access::kRead).value();
  EXPECT_TRUE(corpus.ForEach([&](const Entry& entry) {
    numbers.push_back(std::stoi(entry.run_id));
    return Outcome<void>();
  }));
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

Entry SyncFixture::StoredEntry(int number) {
  const auto corpus =
      Corpus::Open(scratch_.path() + "/c", Corpus::Access::kRead).value();
  return corpus.Read("default", rpc::SampleRunId(number)).value();
}

void SyncFixture::Redact(int number) {
  auto corpus =
      Corpus::Open(scratch_.path() + "/c", Corpus::Access::kWrite).value();
  Entry entry = corpus.Read("default", rpc::SampleRunId(number)).value();
  entry.redaction = "policy";
  EXPECT_TRUE(corpus.Update(entry));
  EXPECT_TRUE(corpus.Finish(corpus.state()));
}

std::map<std::string, std::string> SyncFixture::Bytes() {
  std::map<std::string, std::string> bytes;
  const std::string folder = scratch_.path() + "/c/";
  for (const std::string& file : FilesIn(folder)) {
    if (!file.starts_with("state/")) bytes[file] = ReadFile(folder + file);
  }
  return bytes;
}

CorpusState SyncFixture::State() {
  return Corpus::Open(scratch_.path() + "/c", Corpus::Access::kRead)
      .value()
      .state();
}

void SyncFixture::Mark(const CorpusState& state) {
  auto corpus =
      Corpus::Open(scratch_.path() + "/c", Corpus::Access::kWrite).value();
  EXPECT_TRUE(corpus.Finish(state));
}

void SyncFixture::ExpectGood() {
  const auto corpus =
      Corpus::Open(scratch_.path() + "/c", Corpus::Access::kRead).value();
  EXPECT_TRUE(corpus.ForEach([&](const Entry& entry) {
    const auto text = ReadHistoryText(corpus, entry);
    EXPECT_TRUE(text) << text.error().message;
    EXPECT_EQ(text.value_or(""),
              rpc::HistoryToJson(*service_.At(entry.run_id).history));
    return Outcome<void>();
  }));
  EXPECT_THAT(FilesIn(scratch_.path() + "/c/state/tmp"), testing::IsEmpty());
}

void SyncFixture::Fail(const std::string& method, int number,
                       rpc::CallError::Kind kind) {
  service_.fault =
      [=](const MemoryService::Call& call) -> std::optional<rpc::CallError> {
    if (call.method != method || call.what != rpc::SampleRunId(number)) {
      return std::nullopt;
    }
    return rpc::CallError{kind, "no such luck"};
  };
}

}  // namespace lockstep::fetch
