// A task's two lists side by side.
#pragma once

#include <vector>

#include "replayer/engine/machines/machine.h"
#include "replayer/engine/task_record.h"

namespace lockstep::replay {

// One entry of either list.
struct Step {
  Phrase phrase;
  int64_t event_id = 0;              // recorded
  const Request* request = nullptr;  // produced
};

// Command events of the task, without ignorable ones.
std::vector<Step> RecordedSteps(const std::vector<history::Event>& events,
                                const TaskRecord& task);

// What the code asked for, without what would not have been sent.
std::vector<Step> ProducedSteps(const TaskRecord& task);

// One line of the alignment: an index into either list, or into both.
struct Pairing {
  static constexpr size_t kNone = static_cast<size_t>(-1);
  size_t recorded = kNone;
  size_t produced = kNone;
  bool operator==(const Pairing&) const = default;
};

// The longest common subsequence by key, with the rest in order: what was
// removed stands before what was added.
std::vector<Pairing> Align(const std::vector<Step>& recorded,
                           const std::vector<Step>& produced);

// The lines around the first difference, and how many were left out before and
// after them: none, unless the task has hundreds of commands.
struct DiffExcerpt {
  std::vector<DiffLine> lines;
  int64_t earlier = 0;
  int64_t more = 0;
};

// `event_id` is the event at issue (0 for none): it is shown as a difference
// even if only its id differs.
DiffExcerpt DiffAround(const std::vector<Step>& recorded,
                       const std::vector<Step>& produced, int64_t event_id);

}  // namespace lockstep::replay
