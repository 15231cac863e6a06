#include <fmt/format.h>

#include <algorithm>

#include "history_fetch/corpus/journal.h"
#include "history_fetch/corpus/manifest.h"
#include "history_fetch/corpus/store.h"

namespace lockstep::fetch {
namespace {

// Of what may come from a stranger.
std::string ShownRun(const std::string& run_id) {
  constexpr size_t kLongest = 64;
  std::string shown = run_id.substr(0, kLongest);
  for (char& c : shown) {
    if (c < ' ' || c > '~') c = '?';
  }
  return shown;
}

}  // namespace

size_t Store::size() const {
  const std::scoped_lock lock(mutex_);
  return index_.size();
}

bool Store::HasRedacted() const {
  const std::scoped_lock lock(mutex_);
  return std::any_of(index_.slots().begin(), index_.slots().end(),
                     [](const auto& slot) { return slot.second.redacted; });
}

std::optional<Known> Store::Find(const RunKey& key) const {
  const std::scoped_lock lock(mutex_);
  const Slot* slot = index_.Find(key);
  if (slot == nullptr) return std::nullopt;
  return index_.KnownOf(*slot);
}

Outcome<Entry> Store::Read(const RunKey& key, const std::string& run_id) const {
  const std::scoped_lock lock(mutex_);
  const Slot* slot = index_.Find(key);
  if (slot == nullptr) {
    return Fail(ExitCode::kUsage,
                fmt::format("{}: has no run {}: look with `lockstep-fetch "
                            "status`",
                            folder_, ShownRun(run_id)));
  }
  return EntryAt(slot->place);
}

// The entries are those of this moment, whatever `visit` does.
Outcome<void> Store::ForEach(
    const std::function<Outcome<void>(const Entry&)>& visit) {
  std::vector<Place> places;
  std::map<uint64_t, std::string> pending;  // may be in the journal soon
  {
    const std::scoped_lock lock(mutex_);
    const Outcome<std::vector<Slot*>> slots = InOrder();
    if (!slots) return tl::unexpected(slots.error());
    places.reserve(slots->size());
    for (const Slot* slot : *slots) {
      places.push_back(slot->place);
      if (slot->place.in != Place::In::kPending) continue;
      pending[slot->place.offset] = *LineAt(slot->place);
    }
    ++visits_;
  }
  Outcome<void> done;
  for (const Place& place : places) {
    Outcome<Entry> entry;
    if (place.in == Place::In::kPending) {
      entry = *ParseEntry(pending.at(place.offset));
    } else {
      const std::scoped_lock lock(mutex_);
      entry = EntryAt(place);
    }
    done = entry ? visit(*entry) : tl::unexpected(entry.error());
    if (!done) break;
  }
  const std::scoped_lock lock(mutex_);
  --visits_;
  return done;
}

Outcome<std::string> Store::LineAt(const Place& place) const {
  if (place.in == Place::In::kPending) {
    return pending_.at(place.offset).record.substr(PutOffset(), place.length);
  }
  const bool manifest = place.in == Place::In::kManifest;
  std::string line = ReadAt(manifest ? manifest_.get() : journal_.get(),
                            place.offset, place.length);
  if (line.empty()) {
    return Fail(ExitCode::kIntegrity,
                fmt::format("{}/{}: was cut while it was read: run the command "
                            "again",
                            folder_, manifest ? kManifestFile : kJournalFile));
  }
  return line;
}

Outcome<Entry> Store::EntryAt(const Place& place) const {
  Outcome<std::string> line = LineAt(place);
  if (!line) return tl::unexpected(line.error());
  Result<Entry> entry = ParseEntry(*line);
  if (!entry) {
    return Fail(ExitCode::kIntegrity,
                fmt::format("{}: its manifest was changed while it was read "
                            "({}): run the command again",
                            folder_, entry.error().message));
  }
  return std::move(*entry);
}

// The manifest's lines stand in the order of their keys already.
Outcome<std::vector<Slot*>> Store::InOrder() {
  std::vector<Slot*> old;
  std::vector<std::pair<OrderKey, Slot*>> added;
  for (auto& [run, slot] : index_.slots()) {
    if (slot.place.in == Place::In::kManifest) {
      old.push_back(&slot);
      continue;
    }
    Outcome<Entry> entry = EntryAt(slot.place);
    if (!entry) return tl::unexpected(entry.error());
    added.emplace_back(OrderOf(std::move(*entry)), &slot);
  }
  std::sort(old.begin(), old.end(), [](const Slot* a, const Slot* b) {
    return a->place.offset < b->place.offset;
  });
  std::sort(added.begin(), added.end());
  if (added.empty()) return old;
  std::vector<Slot*> merged;
  merged.reserve(old.size() + added.size());
  auto next = added.begin();
  for (Slot* slot : old) {
    Outcome<Entry> entry = EntryAt(slot->place);
    if (!entry) return tl::unexpected(entry.error());
    const OrderKey key = OrderOf(std::move(*entry));
    for (; next != added.end() && next->first < key; ++next) {
      merged.push_back(next->second);
    }
    merged.push_back(slot);
  }
  for (; next != added.end(); ++next) merged.push_back(next->second);
  return merged;
}

}  // namespace lockstep::fetch
