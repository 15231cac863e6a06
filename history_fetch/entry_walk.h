// Work on all entries of a corpus on several threads, with results in the order
// of the manifest, whatever the number of threads.
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/parallel.h"

namespace lockstep::fetch {

// Calls `work` for each entry, on up to `threads` threads, and `take` for each
// result, one after the other. No more than a block of results is held.
template <class Done>
Outcome<void> WalkEntries(
    const Corpus& corpus, int threads,
    const std::function<Done(const Entry&)>& work,
    const std::function<Outcome<void>(const Entry&, Done&&)>& take) {
  constexpr size_t kBlock = 256;
  std::vector<Entry> entries;
  const auto take_block = [&]() -> Outcome<void> {
    std::vector<std::optional<Done>> done(entries.size());
    ForEachIndex(entries.size(), threads,
                 [&](size_t i) { done[i].emplace(work(entries[i])); });
    for (size_t i = 0; i < entries.size(); ++i) {
      Outcome<void> taken = take(entries[i], *std::move(done[i]));
      if (!taken) return taken;
    }
    entries.clear();
    return {};
  };
  Outcome<void> read = corpus.ForEach([&](const Entry& entry) -> Outcome<void> {
    entries.push_back(entry);
    return entries.size() < kBlock ? Outcome<void>() : take_block();
  });
  return read ? take_block() : read;
}

}  // namespace lockstep::fetch
