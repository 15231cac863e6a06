#include "replayer/engine/diff.h"

#include <algorithm>

#include "replayer/engine/describe_event.h"
#include "replayer/engine/go/lookahead.h"
#include "replayer/engine/machines/local_activity.h"
#include "replayer/engine/machines/patch.h"

namespace lockstep::replay {
namespace {

constexpr size_t kLinesBefore = 200;
constexpr size_t kLinesAfter = 300;
// Larger tables are not worth their time: the lists are then put one after
// the other.
constexpr size_t kLargestTable = 4'000'000;

bool SameKey(const Step& a, const Step& b) {
  return a.phrase.key == b.phrase.key;
}

// Lengths of common subsequences of the lists' tails.
class Table {
 public:
  Table(const std::vector<Step>& a, const std::vector<Step>& b)
      : width_(b.size() + 1), cells_((a.size() + 1) * width_, 0) {
    for (size_t i = a.size(); i-- > 0;) {
      for (size_t j = b.size(); j-- > 0;) {
        cells_[i * width_ + j] = SameKey(a[i], b[j])
                                     ? At(i + 1, j + 1) + 1
                                     : std::max(At(i + 1, j), At(i, j + 1));
      }
    }
  }

  uint32_t At(size_t i, size_t j) const { return cells_[i * width_ + j]; }

 private:
  size_t width_;
  std::vector<uint32_t> cells_;
};

std::vector<Pairing> OneAfterTheOther(size_t recorded, size_t produced) {
  std::vector<Pairing> lines;
  for (size_t i = 0; i < recorded; ++i) lines.push_back({i, Pairing::kNone});
  for (size_t j = 0; j < produced; ++j) lines.push_back({Pairing::kNone, j});
  return lines;
}

DiffLine Line(DiffLine::Mark mark, const Step& step) {
  DiffLine line{mark, step.event_id, step.phrase.text, {}};
  if (step.request != nullptr) line.stack = step.request->stack;
  return line;
}

void AddLines(const Pairing& pairing, const std::vector<Step>& recorded,
              const std::vector<Step>& produced, int64_t event_id,
              std::vector<DiffLine>& lines) {
  const bool both =
      pairing.recorded != Pairing::kNone && pairing.produced != Pairing::kNone;
  if (both && recorded[pairing.recorded].event_id != event_id) {
    DiffLine line = Line(DiffLine::Mark::kSame, produced[pairing.produced]);
    line.event_id = recorded[pairing.recorded].event_id;
    line.text = recorded[pairing.recorded].phrase.text;
    lines.push_back(std::move(line));
    return;
  }
  if (pairing.recorded != Pairing::kNone) {
    lines.push_back(
        Line(DiffLine::Mark::kRecorded, recorded[pairing.recorded]));
  }
  if (pairing.produced != Pairing::kNone) {
    lines.push_back(
        Line(DiffLine::Mark::kProduced, produced[pairing.produced]));
  }
}

// A deprecated marker whose patch the code did not ask for: matching skips it
// too, with the upsert behind it.
bool IsSkippedMarker(const history::Event& event, const TaskRecord& task) {
  const std::optional<PatchMarker> marker = ReadPatchMarker(event);
  if (!marker || !marker->deprecated) return false;
  return std::none_of(
      task.produced.begin(), task.produced.end(),
      [&marker](const Request* request) {
        return request->kind == RequestKind::kPatchMarker &&
               static_cast<const PatchMachine*>(request->machine)->id() ==
                   marker->id;
      });
}

}  // namespace

std::vector<Step> RecordedSteps(const std::vector<history::Event>& events,
                                const TaskRecord& task) {
  std::vector<Step> steps;
  for (size_t i = task.events_begin; i < task.events_end; ++i) {
    if (const size_t skip =
            go::EventsWithoutCommand(events, i, task.events_end);
        skip > 0) {
      i += skip - 1;
      continue;
    }
    // Markers of Core's local activities stand in no order with the commands.
    if (IsIgnorable(events[i]) || ReadLocalMarker(events[i])) continue;
    if (IsSkippedMarker(events[i], task)) {
      const size_t next = SkipIgnorable(events, i + 1);
      const bool upsert =
          next < task.events_end && IsChangeVersionUpsert(events[next]);
      if (upsert) i = next;
      continue;
    }
    steps.push_back({DescribeEvent(events, events[i]), events[i].id, nullptr});
  }
  return steps;
}

std::vector<Step> ProducedSteps(const TaskRecord& task) {
  std::vector<Step> steps;
  for (const Request* request : task.produced) {
    if (request->machine->CancelledBeforeSent()) continue;
    steps.push_back({request->machine->Describe(request->kind), 0, request});
  }
  return steps;
}

std::vector<Pairing> Align(const std::vector<Step>& recorded,
                           const std::vector<Step>& produced) {
  if (recorded.size() * produced.size() > kLargestTable) {
    return OneAfterTheOther(recorded.size(), produced.size());
  }
  const Table table(recorded, produced);
  std::vector<Pairing> lines;
  size_t i = 0;
  size_t j = 0;
  while (i < recorded.size() && j < produced.size()) {
    if (SameKey(recorded[i], produced[j])) {
      lines.push_back({i++, j++});
    } else if (table.At(i + 1, j) >= table.At(i, j + 1)) {
      lines.push_back({i++, Pairing::kNone});
    } else {
      lines.push_back({Pairing::kNone, j++});
    }
  }
  for (; i < recorded.size(); ++i) lines.push_back({i, Pairing::kNone});
  for (; j < produced.size(); ++j) lines.push_back({Pairing::kNone, j});
  return lines;
}

DiffExcerpt DiffAround(const std::vector<Step>& recorded,
                       const std::vector<Step>& produced, int64_t event_id) {
  std::vector<DiffLine> lines;
  for (const Pairing& pairing : Align(recorded, produced)) {
    AddLines(pairing, recorded, produced, event_id, lines);
  }
  const auto first = std::find_if(
      lines.begin(), lines.end(),
      [](const DiffLine& line) { return line.mark != DiffLine::Mark::kSame; });
  const auto at = static_cast<size_t>(first - lines.begin());
  const size_t begin = at > kLinesBefore ? at - kLinesBefore : 0;
  const size_t end = std::min(lines.size(), at + kLinesAfter);
  return {{lines.begin() + static_cast<ptrdiff_t>(begin),
           lines.begin() + static_cast<ptrdiff_t>(end)},
          static_cast<int64_t>(begin),
          static_cast<int64_t>(lines.size() - end)};
}

}  // namespace lockstep::replay
