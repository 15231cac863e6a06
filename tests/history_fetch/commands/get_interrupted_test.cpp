// `get` as a process of its own that the user stops.
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "tests/history_fetch/commands/fault_fixture.h"
#include "tests/server/child_process.h"

namespace lockstep::fetch {
namespace {

using rpc::Fault;
using ::testing::HasSubstr;

constexpr char kGetHistory[] = "GetWorkflowExecutionHistory";

class GetInterrupted : public FaultFixture {};

TEST_F(GetInterrupted, EndsSoonAndWithoutATrace) {
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

}  // namespace
}  // namespace lockstep::fetch
