// `get` as a process of its own: how it ends, and what it takes.
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include "tests/history_fetch/commands/fault_fixture.h"
#include "tests/proof/sanitized.h"
#include "tests/rpc/client/tcp_proxy.h"
#include "tests/server/child_process.h"

namespace lockstep::fetch {
namespace {

using rpc::Fault;
using ::testing::HasSubstr;

constexpr char kGetHistory[] = "GetWorkflowExecutionHistory";

class GetProcess : public FaultFixture {};

TEST_F(GetProcess, AnInterruptEndsItSoonAndWithoutATrace) {
  const TemporaryFolder folder;
  server_.FailFrom(kGetHistory, 2, {.kind = Fault::Kind::kHang});
  ChildProcess child({LOCKSTEP_FETCH_PROGRAM, "get", "-w", "order-17",
                      "--page-size=5", "--file", folder.path() + "/h.json",
                      "--address", server_.address()});
  while (server_.Count(kGetHistory) < 2 && child.Running()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }

  const auto start = std::chrono::steady_clock::now();
  child.Signal(SIGINT);
  const Finished finished = child.Wait(std::chrono::seconds(30));

  EXPECT_EQ(finished.exit_code, 4);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
  EXPECT_THAT(finished.err, HasSubstr("it was interrupted"));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST_F(GetProcess, AHistoryOfManyMegabytesTakesLittleMemory) {
  // Servers allow 50 MiB.
  const rpc::SampleRun large = {.workflow_id = "large",
                                .run_id = rpc::SampleRunId(2),
                                .rounds = 2'000,
                                .payload_bytes = 10'000};
  server_.AddRun(rpc::MakeServedRun(TheSchema(), large));

  const Finished finished =
      RunProgram({LOCKSTEP_FETCH_PROGRAM, "get", "-w", "large", "-o", "jsonl",
                  "--address", server_.address()});

  EXPECT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_GT(finished.out.size(), 25'000'000u);
  if (!proof::kSanitized) {
    EXPECT_LT(finished.peak_kib, 60 * 1024);
  }
}

TEST_F(GetProcess, ADiskThatIsFullHasOneSentenceAndOneCode) {
  for (const std::string command : {"config", "list"}) {
    const Finished finished =
        RunProgram({"/bin/sh", "-c",
                    LOCKSTEP_FETCH_PROGRAM " " + command + " --address " +
                        server_.address() + " > /dev/full; echo code $?"});

    EXPECT_THAT(finished.out, HasSubstr("code 4"));
    EXPECT_EQ(std::count(finished.err.begin(), finished.err.end(), '\n'), 1)
        << finished.err;
  }
}

TEST_F(GetProcess, AClosedStdoutIsNoCrash) {
  const Finished finished = RunProgram(
      {"/bin/sh", "-c",
       "trap '' PIPE; " LOCKSTEP_FETCH_PROGRAM " get -w order-17 --address " +
           server_.address() + " > /dev/full; echo code $?"});

  EXPECT_THAT(finished.err, HasSubstr("stdout takes no more"));
  EXPECT_THAT(finished.out, HasSubstr("code 4"));
}

TEST_F(GetProcess, GrpcsOwnLogTellsNoSecret) {
  const rpc::ConnectProxy proxy(server_.port(), "200 OK");
  struct Case {
    std::string address;
    std::string proxy;
  };
  for (const Case& one :
       {Case{server_.address(), ""},
        Case{"orders.invalid:7233", "http://alice:hunter2@127.0.0.1:" +
                                        std::to_string(proxy.port())}}) {
    const Finished finished =
        RunProgram({LOCKSTEP_FETCH_PROGRAM, "get", "-w", "order-17",
                    "--tls=false", "--max-attempts=1", "--grpc-meta",
                    "x-token=t0k3nvalue", "--address", one.address},
                   {"GRPC_VERBOSITY=DEBUG", "GRPC_TRACE=all",
                    "TEMPORAL_API_KEY=s3cr3tk3y", "HTTPS_PROXY=" + one.proxy});

    // The log is there, in part.
    EXPECT_THAT(finished.err, HasSubstr(".cc:"));
    for (const char* secret : {"s3cr3tk3y", "73 33 63 72 33 74", "t0k3nvalue",
                               "hunter2", "YWxpY2U6aHVudGVyMg"}) {
      EXPECT_EQ(finished.err.find(secret), std::string::npos) << secret;
    }
  }
}

}  // namespace
}  // namespace lockstep::fetch
