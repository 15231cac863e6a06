// What is wrong with the server, and names that it gives.
#include <grpcpp/support/status_code_enum.h>

#include <filesystem>

#include "tests/history_fetch/commands/sync_command_fixture.h"

namespace lockstep::fetch {
namespace {

using rpc::Fault;
using rpc::SampleRun;
using rpc::StatusFault;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

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

}  // namespace
}  // namespace lockstep::fetch
