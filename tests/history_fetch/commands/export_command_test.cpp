#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/history_fetch/commands/command_line.h"
#include "tests/history_fetch/corpus/scratch.h"
#include "tests/history_fetch/real_histories.h"

namespace lockstep::fetch {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class ExportCommand : public testing::Test {
 protected:
  ExportCommand() { MakeCorpus(folder_, {Text("run-a"), Text("run-b")}); }

  static std::string Text(const std::string& run_id) {
    return HistoryText(run_id, {{"WorkflowExecutionCompleted", ""}});
  }

  const Scratch scratch_;
  const std::string folder_ = scratch_ / "corpus";
};

TEST_F(ExportCommand, PrintsOneHistory) {
  const CommandRun run = RunFetch({"export", folder_, "--run-id", "run-b"});

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.out, Text("run-b"));
  EXPECT_EQ(run.err, "lockstep-fetch: exported 1 history, " +
                         std::to_string(run.out.size()) + " bytes\n");
}

TEST_F(ExportCommand, TakesEachFlagAndEachFormat) {
  for (const char* flag : {"-o", "--output", "--format"}) {
    const CommandRun run = RunFetch({"export", folder_, flag, "jsonl"});
    EXPECT_EQ(run.exit_code, 0);
    EXPECT_EQ(std::count(run.out.begin(), run.out.end(), '\n'), 2);
    EXPECT_THAT(run.out, StartsWith("{\"workflowId\":"));
  }
  const std::string to = scratch_ / "out";
  EXPECT_EQ(RunFetch({"export", folder_, "--to", to, "--format", "binpb",
                      "--status", "Completed", "--status", "Failed"})
                .exit_code,
            0);
  EXPECT_EQ(FilesIn(to).size(), 3u);
  const std::vector<std::string> again = {"export", folder_,    "--to",
                                          to,       "--format", "binpb"};
  EXPECT_EQ(RunFetch(again).exit_code, 2);
  std::vector<std::string> forced = again;
  forced.push_back("--force");
  EXPECT_EQ(RunFetch(forced).exit_code, 0);
  const std::string file = scratch_ / "a.json";
  EXPECT_EQ(RunFetch({"export", folder_, "--file", file, "--run-id", "run-a"})
                .exit_code,
            0);
  EXPECT_EQ(ReadFile(file), Text("run-a"));
}

TEST_F(ExportCommand, RefusesAnUnknownFormatTypeOrDescriptors) {
  EXPECT_THAT(RunFetch({"export", folder_, "--format", "xml"}).err,
              HasSubstr("see lockstep-fetch export --help"));
  EXPECT_THAT(RunFetch({"export", folder_, "--type", "Nothing"}).err,
              HasSubstr("none of its 2 histories is of that --type"));
  EXPECT_EQ(RunFetch({"export", folder_, "--format", "binpb", "--run-id",
                      "run-a", "--descriptors", scratch_ / "nothing"})
                .exit_code,
            2);
}

TEST_F(ExportCommand, ChoosesByWorkflowId) {
  for (const char* flag : {"-w", "--workflow-id"}) {
    EXPECT_EQ(RunFetch({"export", folder_, flag, "w-run-a"}).exit_code, 0);
    EXPECT_EQ(RunFetch({"export", folder_, flag, "none"}).exit_code, 2);
  }
}

TEST_F(ExportCommand, RefusesWhatIsNoStatus) {
  const CommandRun near = RunFetch(
      {"export", folder_, "--status", "Completed", "--status", "running"});
  EXPECT_EQ(near.exit_code, 2);
  EXPECT_EQ(near.err,
            "lockstep-fetch: --status: 'running' is no status; did you mean "
            "'Running'?\n");
  const CommandRun far = RunFetch({"export", folder_, "--status", "over"});
  EXPECT_EQ(far.exit_code, 2);
  EXPECT_THAT(far.err,
              HasSubstr("'over' is no status; it is one of Running, "));
}

TEST_F(ExportCommand, SaysThatTheCorpusIsIncomplete) {
  {
    Outcome<Corpus> corpus = Corpus::Open(folder_, Corpus::Access::kWrite);
    ASSERT_TRUE(corpus->BeginChange("a \x1b[2J reason"));
  }
  const CommandRun run = RunFetch({"export", folder_, "--run-id", "run-a"});

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.err,
              StartsWith("lockstep-fetch: note: " + folder_ +
                         " is marked incomplete: a \\x1b[2J reason\n"));
}

TEST_F(ExportCommand, ExitsWithTheCodeOfTheFailure) {
  EXPECT_EQ(RunFetch({"export", scratch_ / "nothing"}).exit_code, 2);
  EXPECT_EQ(RunFetch({"export", scratch_.path()}).exit_code, 6);
  EXPECT_EQ(RunFetch({"export"}).exit_code, 2);
}

}  // namespace
}  // namespace lockstep::fetch
