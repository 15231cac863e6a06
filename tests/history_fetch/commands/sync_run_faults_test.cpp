// What is wrong with the history of one run costs this run at most, and ends
// `sync` with its code.
#include <grpcpp/support/status_code_enum.h>

#include <filesystem>

#include "tests/history_fetch/commands/sync_command_fixture.h"

namespace lockstep::fetch {
namespace {

using rpc::Fault;
using rpc::SampleRunId;
using rpc::StatusFault;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

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

}  // namespace
}  // namespace lockstep::fetch
