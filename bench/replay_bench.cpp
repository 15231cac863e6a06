// How fast a history is loaded and replayed, and how much of that is parsing
// JSON. `items_per_second` are events. Unlike the tool, it loads the build in
// its own process, and only the build of bench/workflows.
#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <atomic>
#include <cstdint>
#include <string>

#include "history/load.h"
#include "replayer/engine/replay.h"
#include "replayer/loading/workflow_build.h"

namespace lockstep::replay {
namespace {

// The same history, as the server's tool writes it and without white space.
constexpr char kIndented[] = LOCKSTEP_BENCH_FOLDER "/activity_loop.json";
constexpr char kCompact[] = LOCKSTEP_BENCH_FOLDER "/activity_loop_compact.json";
constexpr char kBuild[] = LOCKSTEP_BENCH_FOLDER "/activity_loop.so";

void CountEvents(benchmark::State& state, int64_t events) {
  state.SetItemsProcessed(state.iterations() * events);
}

// From the file to the verdict.
void LoadAndReplay(benchmark::State& state, const std::string& path) {
  std::atomic<LoadStage> stage{};
  const Result<WorkflowBuild> build = WorkflowBuild::Load(kBuild, stage);
  if (!build) return state.SkipWithError(build.error().message.c_str());
  int64_t events = 0;
  for (auto _ : state) {
    const history::LoadResult history = history::LoadHistory(path, {});
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
void ReplayOnly(benchmark::State& state, const std::string& path) {
  std::atomic<LoadStage> stage{};
  const Result<WorkflowBuild> build = WorkflowBuild::Load(kBuild, stage);
  if (!build) return state.SkipWithError(build.error().message.c_str());
  const history::LoadResult history = history::LoadHistory(path, {});
  if (!history) return state.SkipWithError(history.error().message.c_str());
  for (auto _ : state) {
    benchmark::DoNotOptimize(Replay(*history, build->get(), {}, nullptr));
  }
  CountEvents(state, static_cast<int64_t>(history->events.size()));
}

// From the file to events in memory.
void Load(benchmark::State& state, const std::string& path) {
  int64_t events = 0;
  for (auto _ : state) {
    const history::LoadResult history = history::LoadHistory(path, {});
    if (!history) return state.SkipWithError(history.error().message.c_str());
    events = static_cast<int64_t>(history->events.size());
  }
  CountEvents(state, events);
}

// What the parser alone costs: the bytes are in memory, the parser is reused,
// nothing is read from the document.
void ParseJson(benchmark::State& state, const std::string& path) {
  simdjson::dom::parser parser;
  simdjson::padded_string bytes;
  if (simdjson::padded_string::load(path).get(bytes) != simdjson::SUCCESS) {
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

BENCHMARK_CAPTURE(LoadAndReplay, compact, kCompact);
BENCHMARK_CAPTURE(LoadAndReplay, indented, kIndented);
BENCHMARK_CAPTURE(Load, compact, kCompact);
BENCHMARK_CAPTURE(Load, indented, kIndented);
BENCHMARK_CAPTURE(ReplayOnly, compact, kCompact);
BENCHMARK_CAPTURE(ParseJson, compact, kCompact);
BENCHMARK_CAPTURE(ParseJson, indented, kIndented);

}  // namespace
}  // namespace lockstep::replay

BENCHMARK_MAIN();
