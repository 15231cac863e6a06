// How fast a history is loaded and replayed, and how that grows with its
// length. `items_per_second` are events. Unlike the tool, it loads the build in
// its own process, and only the build of bench/workflows.
#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <atomic>
#include <cstdint>
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

void CountEvents(benchmark::State& state, int64_t events) {
  state.SetItemsProcessed(state.iterations() * events);
  state.SetComplexityN(events);
}

// From the file to the verdict: what `lockstep-replay run` does for each file.
void LoadAndReplay(benchmark::State& state, const std::string& name) {
  std::atomic<LoadStage> stage{};
  const Result<WorkflowBuild> build = WorkflowBuild::Load(kBuild, stage);
  if (!build) return state.SkipWithError(build.error().message.c_str());
  int64_t events = 0;
  for (auto _ : state) {
    const history::LoadResult history = history::LoadHistory(Path(name), {});
    if (!history) return state.SkipWithError(history.error().message.c_str());
    const ReplayResult result = Replay(*history, build->get(), {}, nullptr);
    if (result.verdict != Verdict::kOk || !result.findings.empty()) {
      return state.SkipWithError("the history does not replay");
    }
    events = result.events;
  }
  CountEvents(state, events);
}

// From events in memory to the verdict.
void ReplayOnly(benchmark::State& state, const std::string& name) {
  std::atomic<LoadStage> stage{};
  const Result<WorkflowBuild> build = WorkflowBuild::Load(kBuild, stage);
  if (!build) return state.SkipWithError(build.error().message.c_str());
  const history::LoadResult history = history::LoadHistory(Path(name), {});
  if (!history) return state.SkipWithError(history.error().message.c_str());
  for (auto _ : state) {
    benchmark::DoNotOptimize(Replay(*history, build->get(), {}, nullptr));
  }
  CountEvents(state, static_cast<int64_t>(history->events.size()));
}

// From the file to events in memory.
void Load(benchmark::State& state, const std::string& name) {
  int64_t events = 0;
  for (auto _ : state) {
    const history::LoadResult history = history::LoadHistory(Path(name), {});
    if (!history) return state.SkipWithError(history.error().message.c_str());
    events = static_cast<int64_t>(history->events.size());
  }
  CountEvents(state, events);
}

// What the parser alone costs: the bytes are in memory, the parser is reused,
// nothing is read from the document.
void ParseJson(benchmark::State& state, const std::string& name) {
  simdjson::dom::parser parser;
  simdjson::padded_string bytes;
  if (simdjson::padded_string::load(Path(name)).get(bytes) !=
      simdjson::SUCCESS) {
    return state.SkipWithError("the history cannot be read");
  }
  size_t events = 0;
  for (auto _ : state) {
    const simdjson::dom::element document = parser.parse(bytes);
    events = document["events"].get_array().size();
  }
  CountEvents(state, static_cast<int64_t>(events));
  state.SetBytesProcessed(state.iterations() *
                          static_cast<int64_t>(bytes.size()));
}

// LoadAndReplay of histories from 11 to 50,003 events; the argument is the
// number of activities. The fitted complexity is the point.
void Growth(benchmark::State& state) {
  LoadAndReplay(state, "activities_" + std::to_string(state.range(0)));
}

BENCHMARK_CAPTURE(LoadAndReplay, activities, "activities_1000");
BENCHMARK_CAPTURE(LoadAndReplay, activities_indented,
                  "activities_1000_indented");
BENCHMARK_CAPTURE(LoadAndReplay, signals, "signals_2000");
BENCHMARK_CAPTURE(LoadAndReplay, signals_indented, "signals_2000_indented");
BENCHMARK_CAPTURE(LoadAndReplay, signal_burst, "signal_burst_2000");
BENCHMARK_CAPTURE(Load, activities, "activities_1000");
BENCHMARK_CAPTURE(Load, signals, "signals_2000");
BENCHMARK_CAPTURE(ReplayOnly, activities, "activities_1000");
BENCHMARK_CAPTURE(ReplayOnly, signals, "signals_2000");
BENCHMARK_CAPTURE(ParseJson, activities, "activities_1000");
BENCHMARK(Growth)
    ->Arg(1)
    ->Arg(16)
    ->Arg(166)
    ->Arg(1000)
    ->Arg(1666)
    ->Arg(8333)
    ->Complexity(benchmark::oN);

}  // namespace
}  // namespace lockstep::replay

int main(int argc, char** argv) {
  lockstep::replay::ReuseMemory();  // as the tool's processes do
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
