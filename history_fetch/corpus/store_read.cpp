#include <fmt/format.h>

#include <algorithm>

#include "history_fetch/corpus/journal.h"
#include "history_fetch/corpus/manifest.h"
#include "history_fetch/corpus/store.h"
#include "history_fetch/spool_bytes.h"

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

// As bytes that sort as OrderOf.
std::string SortKeyOf(const Entry& entry) {
  std::string key;
  for (const std::string* text :
       {&entry.name_space, &entry.workflow_id, &entry.run_id}) {
    AppendText(*text, key);
  }
  return key;
}

}  // namespace

size_t Store::size() const {
  const std::scoped_lock lock(mutex_);
  return index_.size();
}

bool Store::HasRedacted() const {
  const std::scoped_lock lock(mutex_);
  return std::any_of(index_.slots().begin(), index_.slots().end(),
                     [](const Slot& slot) { return slot.redacted != 0; });
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
  return EntryAt(slot->place());
}

// The entries are those of this moment, whatever `visit` does.
Outcome<void> Store::ForEach(
    const std::function<Outcome<void>(const Entry&)>& visit) {
  std::vector<Place> places;
  std::map<uint64_t, std::string> pending;  // may be in the journal soon
  {
    const std::scoped_lock lock(mutex_);
    const Outcome<std::vector<uint32_t>> numbers = InOrder();
    if (!numbers) return tl::unexpected(numbers.error());
    places.reserve(numbers->size());
    for (const uint32_t number : *numbers) {
      const Place& place = places.emplace_back(index_.slots()[number].place());
      if (place.in != Place::In::kPending) continue;
      pending[place.offset] = *LineAt(place);
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
Outcome<std::vector<uint32_t>> Store::InOrder() const {
  const std::deque<Slot>& slots = index_.slots();
  std::vector<uint32_t> old;
  old.reserve(slots.size());
  Spool added;
  for (uint32_t number = 0; number < slots.size(); ++number) {
    const Place place = slots[number].place();
    if (place.in == Place::In::kManifest) {
      old.push_back(number);
      continue;
    }
    const Outcome<Entry> entry = EntryAt(place);
    if (!entry) return tl::unexpected(entry.error());
    std::string value;
    AppendNumber(number, value);
    added.Add(SortKeyOf(*entry), value);
  }
  std::sort(old.begin(), old.end(), [&](uint32_t a, uint32_t b) {
    return slots[a].offset < slots[b].offset;
  });
  return added.empty() && !added.broken() ? std::move(old) : Merge(old, added);
}

Outcome<std::vector<uint32_t>> Store::Merge(const std::vector<uint32_t>& old,
                                            Spool& added) const {
  std::vector<uint32_t> merged;
  merged.reserve(old.size() + added.size());
  std::optional<Spool::Record> next = added.Next();
  const auto take_next = [&] {
    std::string_view value = next->value;
    merged.push_back(TakeNumber<uint32_t>(value));
    next = added.Next();
  };
  for (const uint32_t number : old) {
    const Outcome<Entry> entry = EntryAt(index_.slots()[number].place());
    if (!entry) return tl::unexpected(entry.error());
    const std::string key = SortKeyOf(*entry);
    while (next && next->key < key) take_next();
    merged.push_back(number);
  }
  while (next) take_next();
  if (added.broken()) return tl::unexpected(*added.broken());
  return merged;
}

}  // namespace lockstep::fetch
