#include "history/fold.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

namespace lockstep::history {
namespace {

using Symbols = std::vector<uint32_t>;

// Hashes of all parts of a sequence. They may lie (arithmetic is modulo 2^64):
// what they find is compared before it is used, so that a lie costs a repeat
// and never makes one.
class PartHashes {
 public:
  explicit PartHashes(const Symbols& sequence)
      : prefix_(sequence.size() + 1), power_(sequence.size() + 1, 1) {
    for (size_t i = 0; i < sequence.size(); ++i) {
      prefix_[i + 1] = prefix_[i] * kBase + sequence[i] + 1;
      power_[i + 1] = power_[i] * kBase;
    }
  }

  bool Equal(size_t a, size_t b, size_t size) const {
    return Of(a, size) == Of(b, size);
  }

 private:
  static constexpr uint64_t kBase = 0x9E3779B97F4A7C15;

  uint64_t Of(size_t begin, size_t size) const {
    return prefix_[begin + size] - prefix_[begin] * power_[size];
  }

  std::vector<uint64_t> prefix_;
  std::vector<uint64_t> power_;
};

// The largest size up to `limit` for which `equal` holds; it holds for all
// smaller ones too.
template <class Equal>
size_t Longest(size_t limit, const Equal& equal) {
  size_t low = 0;
  size_t high = 1;
  while (high <= limit && equal(high)) {
    low = high;
    high *= 2;
  }
  high = std::min(high, limit + 1);
  while (high - low > 1) {
    const size_t middle = low + (high - low) / 2;
    (equal(middle) ? low : high) = middle;
  }
  return low;
}

struct Run {
  size_t begin = 0;
  size_t end = 0;
  size_t period = 0;
};

// One pass over a sequence: finds repeats that do not overlap.
class Pass {
 public:
  explicit Pass(const Symbols& sequence)
      : sequence_(sequence), hashes_(sequence) {}

  // By where they begin.
  std::map<size_t, Run> Find() {
    for (size_t period = 1; period <= sequence_.size() / 2; ++period) {
      FindOf(period);
    }
    return std::move(found_);
  }

 private:
  // A repeat of `period` has a multiple of it in its first round.
  void FindOf(size_t period) {
    size_t at = 0;
    while (at + period < sequence_.size()) {
      const size_t free = FreeFrom(at);
      if (free == at) {
        const auto run = RunAround(at, period);
        if (run) found_.emplace(run->begin, *run);
      }
      at = std::max(at + period, (free + period - 1) / period * period);
    }
  }

  // The first place from `at` on that no repeat has.
  size_t FreeFrom(size_t at) const {
    const auto next = found_.upper_bound(at);
    if (next == found_.begin()) return at;
    return std::max(at, std::prev(next)->second.end);
  }

  std::optional<Run> RunAround(size_t at, size_t period) const {
    const size_t there = at + period;
    const bool alike = sequence_[at] == sequence_[there];
    const bool before = at > 0 && sequence_[at - 1] == sequence_[there - 1];
    if (!alike && !before) return std::nullopt;
    const size_t left = Longest(at, [&](size_t size) {
      return hashes_.Equal(at - size, there - size, size);
    });
    const size_t right = Longest(sequence_.size() - there, [&](size_t size) {
      return hashes_.Equal(at, there, size);
    });
    return Fit({at - left, there + right, period}, at);
  }

  // The part of the run around `at` that no other has, in whole rounds.
  std::optional<Run> Fit(Run run, size_t at) const {
    const auto next = found_.upper_bound(at);
    if (next != found_.end()) run.end = std::min(run.end, next->first);
    if (next != found_.begin()) {
      run.begin = std::max(run.begin, std::prev(next)->second.end);
    }
    if (run.end < run.begin + 2 * run.period) return std::nullopt;
    run.end -= (run.end - run.begin) % run.period;
    const auto begin = sequence_.begin() + static_cast<ptrdiff_t>(run.begin);
    const auto end = sequence_.begin() + static_cast<ptrdiff_t>(run.end);
    const auto second = begin + static_cast<ptrdiff_t>(run.period);
    if (!std::equal(second, end, begin)) return std::nullopt;
    return run;
  }

  const Symbols& sequence_;
  const PartHashes hashes_;
  std::map<size_t, Run> found_;
};

class Folder {
 public:
  explicit Folder(uint32_t first_repeat) {
    folded_.first_repeat = first_repeat;
  }

  Folded Run(Symbols sequence) {
    while (true) {
      const auto runs = Pass(sequence).Find();
      if (runs.empty()) break;
      sequence = Replace(sequence, runs);
    }
    folded_.symbols = std::move(sequence);
    return std::move(folded_);
  }

 private:
  Symbols Replace(const Symbols& sequence, const auto& runs) {
    Symbols shorter;
    size_t at = 0;
    for (const auto& [begin, run] : runs) {
      const auto from = sequence.begin() + static_cast<ptrdiff_t>(begin);
      shorter.insert(shorter.end(),
                     sequence.begin() + static_cast<ptrdiff_t>(at), from);
      const bool many = run.end - begin > 2 * run.period;
      shorter.push_back(SymbolOf(
          {Symbols(from, from + static_cast<ptrdiff_t>(run.period)), many}));
      at = run.end;
    }
    shorter.insert(shorter.end(), sequence.begin() + static_cast<ptrdiff_t>(at),
                   sequence.end());
    return shorter;
  }

  uint32_t SymbolOf(Repeat repeat) {
    const auto next =
        folded_.first_repeat + static_cast<uint32_t>(folded_.repeats.size());
    const auto [it, is_new] = symbols_.emplace(repeat, next);
    if (is_new) folded_.repeats.push_back(std::move(repeat));
    return it->second;
  }

  Folded folded_;
  std::map<Repeat, uint32_t> symbols_;
};

}  // namespace

Folded Fold(std::vector<uint32_t> sequence, uint32_t symbols) {
  return Folder(symbols).Run(std::move(sequence));
}

}  // namespace lockstep::history
