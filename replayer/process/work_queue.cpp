#include "replayer/process/work_queue.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace lockstep::replay {

WorkQueue::WorkQueue(size_t count, OnFailure on_failure)
    : on_failure_(on_failure), end_(static_cast<uint32_t>(count)) {
  for (uint32_t first = 0; first < end_; first += kBatchItems) {
    Batch batch;
    const uint32_t last = std::min(end_, first + uint32_t{kBatchItems});
    for (uint32_t i = first; i < last; ++i) batch.items.push_back(i);
    Add(std::move(batch));
  }
}

std::optional<Batch> WorkQueue::Take() {
  if (waiting_.empty() || !Wants(waiting_.begin()->second)) return std::nullopt;
  Batch batch = std::move(waiting_.begin()->second);
  waiting_.erase(waiting_.begin());
  return batch;
}

void WorkQueue::Finish(const Batch& batch, std::vector<ItemRecord> records) {
  for (size_t i = 0; i < records.size(); ++i) {
    Settle(batch.items.at(i), {.done = std::move(records[i])});
  }
}

void WorkQueue::Lose(const Batch& batch, std::vector<ItemRecord> records,
                     const Death& death, const std::string& note) {
  const size_t lost = records.size();
  LOCKSTEP_CHECK(lost < batch.items.size(), "a worker dies over some item");
  const uint32_t item = batch.items[lost];
  const bool first = lost == 0;
  if (!first) suspects_[item] = death;
  // A crash throws doubt on everything that ran in the same process.
  if (death.cause == Death::Cause::kCrash && batch.items.size() > 1) {
    for (const uint32_t each : batch.items) Add({{each}, true});
    return;
  }
  const bool leaked = death.cause == Death::Cause::kMemory && !first;
  if (leaked) {
    Add({{item}, true});
  } else {
    suspects_.erase(item);
    Settle(item, {.death = death, .note = note});
  }
  AddFrom(batch, lost + 1);
  Finish(batch, std::move(records));
}

void WorkQueue::Continue(const Batch& batch, std::vector<ItemRecord> records) {
  AddFrom(batch, records.size());
  Finish(batch, std::move(records));
}

std::vector<Outcome> WorkQueue::TakeOutcomes() {
  std::vector<Outcome> ready;
  while (!done()) {
    auto outcome = outcomes_.extract(next_outcome_);
    if (outcome.empty()) break;
    ready.push_back(std::move(outcome.mapped()));
    ++next_outcome_;
  }
  return ready;
}

void WorkQueue::Settle(uint32_t item, Outcome outcome) {
  const auto suspect = suspects_.find(item);
  if (suspect != suspects_.end() && !outcome.death) {
    outcome.death_after_others = suspect->second;
  }
  if (outcome.failed() && on_failure_ == OnFailure::kStop) {
    end_ = std::min(end_, item + 1);
  }
  outcomes_.insert_or_assign(item, std::move(outcome));
}

void WorkQueue::Add(Batch batch) {
  const uint32_t first = batch.items.front();
  waiting_.insert_or_assign(first, std::move(batch));
}

void WorkQueue::AddFrom(const Batch& batch, size_t position) {
  const auto begin = batch.items.begin() + static_cast<ptrdiff_t>(position);
  if (begin != batch.items.end()) Add({{begin, batch.items.end()}});
}

}  // namespace lockstep::replay
