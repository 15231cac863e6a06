// `refresh` on the command line, and the plan that it finds.
#include <filesystem>

#include "tests/history_fetch/commands/sync_command_fixture.h"

namespace lockstep::fetch {
namespace {

using rpc::SampleRunId;
using ::testing::HasSubstr;

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
