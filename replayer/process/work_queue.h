// Which items are still to be done, in which batches, and what became of the
// others. Pure: it decides what the death of a worker means, and starts none.
//
//   batch of 256 --all done--> outcomes
//      | died of a crash: each item again, alone in a fresh process
//      | died of a deadlock, time or memory: the item's outcome;
//      |   the items behind it are a new batch
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "replayer/process/forked_work.h"

namespace lockstep::replay {

inline constexpr size_t kBatchItems = 256;

// How a worker ended before its work did.
struct Death {
  enum class Cause { kCrash, kDeadlock, kTimeout, kMemory };
  Cause cause = Cause::kCrash;
  int wait_status = 0;  // kCrash
  bool in_workflow_code = false;
  bool speechless = false;             // it could not send its result
  std::optional<WakeUp> wake_up = {};  // what the code was woken for last
  bool operator==(const Death&) const = default;
};

// What became of one item.
struct Outcome {
  ItemRecord done = {};  // unless the worker died
  std::optional<Death> death = {};
  std::string note = {};  // the worker's last note, if it died
  // The worker died over this item when others had run before it in the same
  // process; alone, it did not.
  std::optional<Death> death_after_others = {};

  // A leak that only many histories together show is no failure of this one.
  bool failed() const {
    return death || done.failed ||
           (death_after_others &&
            death_after_others->cause == Death::Cause::kCrash);
  }
  bool operator==(const Outcome&) const = default;
};

struct Batch {
  std::vector<uint32_t> items;
  bool alone = false;  // one item, since a batch with it died
  bool operator==(const Batch&) const = default;
};

enum class OnFailure { kGoOn, kStop };

class WorkQueue {
 public:
  WorkQueue(size_t count, OnFailure on_failure);

  // The next batch to start; nothing if all are running or done.
  std::optional<Batch> Take();

  // A worker did its batch. Fewer records than items: it was stopped after a
  // failure.
  void Finish(const Batch& batch, std::vector<ItemRecord> records);

  // A worker died over the item behind the last record.
  void Lose(const Batch& batch, std::vector<ItemRecord> records,
            const Death& death, const std::string& note);

  // A worker was killed between two items.
  void Continue(const Batch& batch, std::vector<ItemRecord> records);

  // Outcomes that follow the ones taken before, in the order of the items.
  std::vector<Outcome> TakeOutcomes();

  // No outcome will follow.
  bool done() const { return next_outcome_ == end_; }

  bool stops_on_failure() const { return on_failure_ == OnFailure::kStop; }

  // Whether the batch's outcomes are still wanted (OnFailure::kStop).
  bool Wants(const Batch& batch) const { return batch.items.front() < end_; }

 private:
  void Settle(uint32_t item, Outcome outcome);
  void Add(Batch batch);
  void AddFrom(const Batch& batch, size_t position);

  const OnFailure on_failure_;
  std::map<uint32_t, Batch> waiting_;  // by first item
  std::map<uint32_t, Outcome> outcomes_;
  std::map<uint32_t, Death> suspects_;  // died in a batch, to be run alone
  uint32_t next_outcome_ = 0;
  uint32_t end_;  // outcomes from here on are not wanted
};

}  // namespace lockstep::replay
