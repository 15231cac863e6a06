// `sync` as a process of its own: stopped on the way, it loses nothing.
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <thread>

#include "tests/history_fetch/commands/fault_fixture.h"
#include "tests/server/child_process.h"

namespace lockstep::fetch {
namespace {

using rpc::Fault;
using ::testing::HasSubstr;

constexpr char kHistory[] = "GetWorkflowExecutionHistory";

class SyncProcess : public FaultFixture {
 protected:
  SyncProcess() {
    for (int i = 0; i < 30; ++i) {
      server_.AddRun(rpc::MakeServedRun(
          TheSchema(), {.workflow_id = "order-" + std::to_string(i),
                        .run_id = rpc::SampleRunId(i)}));
    }
    WriteFile(plan_,
              "[[stratum]]\nworkflow_type = \"OrderWorkflow\"\nwant = 100\n");
  }

  std::vector<std::string> Words(const std::string& corpus) const {
    return {LOCKSTEP_FETCH_PROGRAM,
            "sync",
            corpus,
            "--plan",
            plan_,
            "--now=2026-09-25T00:00:00Z",
            "--address",
            server_.address(),
            "--concurrency=2"};
  }
  static std::map<std::string, std::string> Bytes(const std::string& corpus) {
    namespace fs = std::filesystem;
    std::map<std::string, std::string> bytes;
    for (const auto& file : fs::recursive_directory_iterator(corpus)) {
      const std::string path = fs::relative(file.path(), corpus).string();
      if (path.starts_with("state") || !file.is_regular_file()) continue;
      bytes[path] = ReadFile(file.path().string());
    }
    return bytes;
  }

  const TemporaryFolder folder_;
  const std::string plan_ = folder_.path() + "/plan.toml";
  const std::string whole_ = folder_.path() + "/whole";
  const std::string corpus_ = folder_.path() + "/c";
};

TEST_F(SyncProcess, AnInterruptKeepsWhatThereIsAndTheNextOneEndsTheSame) {
  ASSERT_EQ(RunProgram(Words(whole_)).exit_code, 0);
  const int before = server_.Count(kHistory);
  server_.FailFrom(kHistory, before + 8, {.kind = Fault::Kind::kHang});
  ChildProcess child(Words(corpus_));
  while (server_.Count(kHistory) < before + 9 && child.Running()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }

  child.Signal(SIGINT);
  const Finished finished = child.Wait(std::chrono::seconds(30));

  EXPECT_EQ(finished.exit_code, 4);
  EXPECT_THAT(finished.err, HasSubstr("it was interrupted before all was "
                                      "fetched: run `lockstep-fetch sync` "
                                      "again"));
  const Finished verified =
      RunProgram({LOCKSTEP_FETCH_PROGRAM, "verify", corpus_});
  EXPECT_EQ(verified.exit_code, 5);  // marked incomplete, and without problems
  EXPECT_THAT(verified.out, HasSubstr("7 histories"));
  server_.ClearFaults();
  const Finished again = RunProgram(Words(corpus_));
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(Bytes(corpus_), Bytes(whole_));
}

}  // namespace
}  // namespace lockstep::fetch
