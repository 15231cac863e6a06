#include "replayer/process/supervisor.h"

#include <poll.h>

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "replayer/process/running_worker.h"

namespace lockstep::replay {
namespace {

// How often limits are looked at: between two looks a process can touch
// perhaps 100 MB.
constexpr int kPollMs = 20;

using Workers = std::map<size_t, std::unique_ptr<RunningWorker>>;  // by slot

Result<void> StartWorkers(Zygote& zygote, WorkQueue& queue, Workers& workers) {
  for (size_t slot = 0; slot < zygote.slot_count(); ++slot) {
    if (workers.contains(slot)) continue;
    std::optional<Batch> batch = queue.Take();
    if (!batch) break;
    const Result<pid_t> pid = zygote.Spawn(slot, batch->items);
    if (!pid) return tl::unexpected(pid.error());
    workers[slot] = std::make_unique<RunningWorker>(
        std::move(*batch), *pid, zygote.slot(slot), zygote.result_fd(slot));
  }
  return {};
}

void WaitForNews(const Workers& workers, SignalWatch& signals) {
  std::vector<pollfd> wanted{{signals.fd(), POLLIN, 0}};
  for (const auto& [slot, worker] : workers) {
    wanted.push_back({worker->result_fd(), POLLIN, 0});
  }
  poll(wanted.data(), wanted.size(), kPollMs);
  signals.Drain();
}

void LookAfter(Workers& workers, WorkQueue& queue, const Limits& limits) {
  const int64_t now = MonotonicNow();
  for (auto it = workers.begin(); it != workers.end();) {
    RunningWorker& worker = *it->second;
    worker.Read();
    worker.Enforce(limits, now);
    if (!queue.Wants(worker.batch()) ||
        (worker.failed() && queue.stops_on_failure())) {
      worker.Stop();
    }
    if (!worker.Reap()) {
      ++it;
      continue;
    }
    worker.Report(queue);
    it = workers.erase(it);
  }
}

}  // namespace

Result<void> Supervise(Zygote& zygote, WorkQueue queue, const Limits& limits,
                       SignalWatch& signals, const OutcomeSink& sink) {
  Workers workers;
  while (!queue.done() && signals.interrupted() == 0) {
    const Result<void> started = StartWorkers(zygote, queue, workers);
    if (!started) return started;
    WaitForNews(workers, signals);
    LookAfter(workers, queue, limits);
    for (Outcome& outcome : queue.TakeOutcomes()) sink(std::move(outcome));
  }
  return {};
}

}  // namespace lockstep::replay
