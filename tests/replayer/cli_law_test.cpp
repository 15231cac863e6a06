// Laws that no single golden run shows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "tests/replayer/cli_runner.h"

namespace lockstep::replay {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr char kRun[] = "lockstep-replay run builds/raw.so ";

// How many processes have `text` in their command line.
int CountProcesses(const std::string& text) {
  int count = 0;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string line = ReadFile(entry.path() / "cmdline");
    if (line.find(text) != line.npos) ++count;
  }
  return count;
}

bool ProcessesEnd(const std::string& text) {
  for (int i = 0; i < 200; ++i) {
    if (CountProcesses(text) == 0) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return false;
}

// Copies of a good history, some crashing and diverging ones among them.
void WriteCorpus(const CliFolder& place, int count) {
  const std::string fixtures = place.path() + "/fixtures/histories/cli/";
  fs::create_directory(place.path() + "/corpus");
  for (int i = 0; i < count; ++i) {
    const char* const source = i % 400 == 77 ? "broken/segfault.json"
                               : i == 99     ? "diverges/activity.json"
                                             : "good/complete.json";
    fs::copy_file(fixtures + source, place.path() + "/corpus/" +
                                         std::to_string(1000 + i) + ".json");
  }
}

TEST(CliLaw, NeitherOrderNorJobsChangeAByte) {
  const CliFolder place("law");
  WriteCorpus(place, 600);
  for (const std::string format : {"text", "json"}) {
    const std::string flags = " --format " + format;

    const CliResult one =
        place.Run(kRun + ("corpus fixtures/histories/cli/good -j1" + flags));
    const CliResult many =
        place.Run(kRun + ("fixtures/histories/cli/good corpus -j5" + flags));
    const CliResult list = place.Run("ls -r corpus/* | " + std::string(kRun) +
                                     "fixtures/histories/cli/good -j2 "
                                     "--files-from -" +
                                     flags);

    EXPECT_EQ(one.out, many.out);
    EXPECT_EQ(one.out, list.out);
    EXPECT_EQ(one.exit_code, 1);
    EXPECT_EQ(many.exit_code, 1);
    EXPECT_THAT(one.out,
                HasSubstr(format == "text" ? "600 ok" : "\"ok\": 600"));
  }
}

TEST(CliLaw, JobsDoNotChangeWhereFailFastStops) {
  const CliFolder place("fail-fast");
  WriteCorpus(place, 600);

  const CliResult one = place.Run(kRun + std::string("corpus -j1 --fail-fast"));
  const CliResult many =
      place.Run(kRun + std::string("corpus -j4 --fail-fast"));

  EXPECT_EQ(one.out, many.out);
  EXPECT_THAT(one.out, HasSubstr("78 histories: 77 ok, 1 crash; 522 not run"));
}

TEST(CliLaw, JsonIsReadByOthers) {
  const CliFolder place("json");

  const CliResult result = place.Run(
      kRun + std::string("fixtures/histories/cli/diverges --format json | "
                         "python3 -c 'import json,sys; "
                         "print(json.load(sys.stdin)[\"format\"])'"));

  EXPECT_EQ(result.out, "1\n");
}

// A shell ignores Ctrl-C for what it runs in the background; python does not.
std::string Interrupting(const std::string& history, const char* signal) {
  return "python3 -c '\n"
         "import signal, subprocess, sys, time\n"
         "child = subprocess.Popen(sys.argv[1:])\n"
         "time.sleep(1)\n"
         "child.send_signal(signal." +
         std::string(signal) +
         ")\n"
         "sys.exit(child.wait())' " +
         kRun + history + " --deadlock-timeout 0";
}

TEST(CliLaw, SignalsEndEverything) {
  const CliFolder place("interrupt");
  const std::string history = place.path() + "/loop.json";
  fs::copy_file(place.path() + "/fixtures/histories/cli/broken/loop.json",
                history);

  const CliResult interrupted = place.Run(Interrupting(history, "SIGINT"));
  const CliResult terminated = place.Run(Interrupting(history, "SIGTERM"));

  EXPECT_EQ(interrupted.exit_code, 130) << interrupted.err;
  EXPECT_EQ(interrupted.out, "");
  EXPECT_EQ(terminated.exit_code, 143) << terminated.err;
  EXPECT_TRUE(ProcessesEnd(history));
}

TEST(CliLaw, NobodySurvivesTheMainProcess) {
  const CliFolder place("killed");
  const std::string history = place.path() + "/loop.json";
  fs::copy_file(place.path() + "/fixtures/histories/cli/broken/loop.json",
                history);

  place.Run(kRun + history +
            " --deadlock-timeout 0 & pid=$!; sleep 1; kill -KILL $pid; "
            "wait $pid");

  EXPECT_TRUE(ProcessesEnd(history));
}

TEST(CliLaw, AFullDiskIsNoSuccess) {
  const CliFolder place("full");

  const CliResult result =
      place.Run(kRun + std::string("fixtures/histories/cli/good >/dev/full"));

  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("stdout did not take"));
}

// Without streams of their own, results would go into our sockets.
TEST(CliLaw, ClosedStreamsAreNoTrap) {
  const CliFolder place("closed");

  EXPECT_EQ(place
                .Run(kRun + std::string("fixtures/histories/cli/shared/crash "
                                        "-j1 <&- >&- 2>&-"))
                .exit_code,
            5);
}

}  // namespace
}  // namespace lockstep::replay
