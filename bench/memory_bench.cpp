// How much resident memory a replay needs, from the file to the verdict, as a
// multiple of the file's size.
//
// Each history is replayed in a process of its own, which has loaded the build
// and replayed a history of 11 events before: that is the base. What the
// replay adds is the greatest resident size of the process (ru_maxrss), which
// includes the file's own bytes, less the base.
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "history/load.h"
#include "replayer/engine/replay.h"
#include "replayer/loading/workflow_build.h"
#include "replayer/process/reuse_memory.h"

namespace lockstep::replay {
namespace {

constexpr char kBuild[] = LOCKSTEP_BENCH_FOLDER "/bench_loops.so";

std::string Path(const std::string& history) {
  return LOCKSTEP_BENCH_FOLDER "/" + history + ".json";
}

// Its events; 0 if it does not replay.
int64_t LoadAndReplay(const std::string& name, const LsBuild& build) {
  const history::LoadResult history = history::LoadHistory(Path(name), {});
  if (!history) return 0;
  const ReplayResult result = Replay(*history, build, {}, nullptr);
  return result.verdict == Verdict::kOk ? result.events : 0;
}

int64_t ResidentBytes() {
  int64_t all = 0;
  int64_t resident = 0;
  std::ifstream("/proc/self/statm") >> all >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

int64_t GreatestResidentBytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return int64_t{usage.ru_maxrss} * 1024;
}

// Prints a row of the table.
bool Measure(const std::string& name) {
  ReuseMemory();
  std::atomic<LoadStage> stage{};
  const Result<WorkflowBuild> build = WorkflowBuild::Load(kBuild, stage);
  if (!build || LoadAndReplay("activities_1", build->get()) == 0) return false;
  const int64_t base = ResidentBytes();
  const int64_t events = LoadAndReplay(name, build->get());
  const int64_t used = GreatestResidentBytes() - base;
  const auto file = static_cast<double>(std::filesystem::file_size(Path(name)));
  fmt::print("{:<26} {:>7} {:>9.0f} {:>9.0f} {:>6.2f}\n", name, events,
             file / 1024, static_cast<double>(used) / 1024,
             static_cast<double>(used) / file);
  return events > 0;
}

bool MeasureInChild(const std::string& name) {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    const bool done = Measure(name);
    std::fflush(nullptr);
    _exit(done ? EXIT_SUCCESS : EXIT_FAILURE);
  }
  int status = 0;
  return waitpid(child, &status, 0) == child && status == 0;
}

}  // namespace
}  // namespace lockstep::replay

int main() {
  fmt::print("{:<26} {:>7} {:>9} {:>9} {:>6}\n", "history", "events",
             "file KiB", "used KiB", "ratio");
  bool done = true;
  for (const char* name :
       {"activities_1", "activities_16", "activities_166", "activities_1000",
        "activities_1666", "activities_8333", "activities_1000_indented",
        "signals_2000", "signals_2000_indented", "signal_burst_2000"}) {
    done = lockstep::replay::MeasureInChild(name) && done;
  }
  return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
