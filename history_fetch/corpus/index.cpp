#include "history_fetch/corpus/index.h"

#include <fmt/format.h>

#include <charconv>

#include "history/sha256.h"
#include "history_fetch/corpus/names.h"

namespace lockstep::fetch {
namespace {

constexpr uint32_t kMostTypes = (1U << 29) - 1;

}  // namespace

RunKey KeyOf(const std::string& name_space, const std::string& run_id) {
  history::Sha256 hash;
  hash.Add(fmt::format("{}:", name_space.size()));
  hash.Add(name_space);
  hash.Add(run_id);
  const std::string hex = hash.Hex();
  constexpr size_t kDigits = 16;
  constexpr int kHex = 16;
  RunKey key{};
  for (size_t i = 0; i < key.size(); ++i) {
    const char* begin = hex.data() + i * kDigits;
    std::from_chars(begin, begin + kDigits, key[i], kHex);
  }
  return key;
}

OrderKey OrderOf(Entry&& entry) {
  return {std::move(entry.name_space), std::move(entry.workflow_id),
          std::move(entry.run_id)};
}

std::optional<uint64_t> Index::FileIdOf(const Entry& entry) {
  const std::optional<HistoryName> name = ParseHistoryPath(entry.file);
  if (!name) return std::nullopt;
  return name->id;
}

std::optional<uint32_t> Index::NumberOf(const RunKey& key) const {
  return by_key_.Find(
      key[0], [&](uint32_t number) { return slots_[number].key == key; });
}

const Slot* Index::Find(const RunKey& key) const {
  const std::optional<uint32_t> number = NumberOf(key);
  return number ? &slots_[*number] : nullptr;
}

Slot* Index::Find(const RunKey& key) {
  const std::optional<uint32_t> number = NumberOf(key);
  return number ? &slots_[*number] : nullptr;
}

const Slot* Index::FindFile(uint64_t file_id) const {
  const auto number = by_file_.Find(file_id, [&](uint32_t other) {
    return slots_[other].file_id == file_id;
  });
  return number ? &slots_[*number] : nullptr;
}

void Index::Set(const RunKey& key, const Entry& entry, const Place& place) {
  std::optional<uint32_t> number = NumberOf(key);
  if (number) {
    by_file_.Erase(*number, FileHash());
  } else {
    number = static_cast<uint32_t>(slots_.size());
    slots_.emplace_back().key = key;
    by_key_.Add(*number, KeyHash());
  }
  Slot& slot = slots_[*number];
  slot.file_id = FileIdOf(entry).value_or(0);
  slot.last_event_id = entry.last_event_id;
  slot.Move(place);
  slot.type = TypeNumber(entry.workflow_type) & kMostTypes;
  slot.closed = entry.closed ? 1 : 0;
  slot.redacted = entry.redaction.empty() ? 0 : 1;
  slot.proto = entry.proto ? 1 : 0;
  by_file_.Add(*number, FileHash());
}

void Index::Erase(const RunKey& key) {
  const std::optional<uint32_t> number = NumberOf(key);
  if (!number) return;
  by_key_.Erase(*number, KeyHash());
  by_file_.Erase(*number, FileHash());
  // The last one moves into the gap.
  const auto last = static_cast<uint32_t>(slots_.size() - 1);
  if (*number != last) {
    by_key_.Rename(last, *number, slots_[last].key[0]);
    by_file_.Rename(last, *number, slots_[last].file_id);
    slots_[*number] = slots_[last];
  }
  slots_.pop_back();
}

Known Index::KnownOf(const Slot& slot) const {
  return {.workflow_type = types_[slot.type],
          .last_event_id = slot.last_event_id,
          .closed = slot.closed != 0,
          .redacted = slot.redacted != 0};
}

uint32_t Index::TypeNumber(const std::string& workflow_type) {
  const auto [found, is_new] = type_numbers_.try_emplace(
      workflow_type, static_cast<uint32_t>(types_.size()));
  if (is_new) types_.push_back(workflow_type);
  return found->second;
}

}  // namespace lockstep::fetch
