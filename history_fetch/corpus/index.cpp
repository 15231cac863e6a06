#include "history_fetch/corpus/index.h"

#include <fmt/format.h>

#include <charconv>

#include "history/sha256.h"
#include "history_fetch/corpus/names.h"

namespace lockstep::fetch {

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

const Slot* Index::Find(const RunKey& key) const {
  const auto found = slots_.find(key);
  return found == slots_.end() ? nullptr : &found->second;
}

Slot* Index::Find(const RunKey& key) {
  const auto found = slots_.find(key);
  return found == slots_.end() ? nullptr : &found->second;
}

void Index::Set(const RunKey& key, const Entry& entry, const Place& place) {
  const auto [found, is_new] = slots_.try_emplace(key);
  Slot& slot = found->second;
  if (!is_new) files_.erase(slot.file_id);
  slot = {.place = place,
          .file_id = FileIdOf(entry).value_or(0),
          .last_event_id = entry.last_event_id,
          .type = TypeNumber(entry.workflow_type),
          .closed = entry.closed,
          .redacted = !entry.redaction.empty(),
          .proto = entry.proto};
  files_.insert(slot.file_id);
}

void Index::Erase(const RunKey& key) {
  const auto found = slots_.find(key);
  if (found == slots_.end()) return;
  files_.erase(found->second.file_id);
  slots_.erase(found);
}

Known Index::KnownOf(const Slot& slot) const {
  return {.workflow_type = types_[slot.type],
          .last_event_id = slot.last_event_id,
          .closed = slot.closed,
          .redacted = slot.redacted};
}

uint32_t Index::TypeNumber(const std::string& workflow_type) {
  const auto [found, is_new] = type_numbers_.try_emplace(
      workflow_type, static_cast<uint32_t>(types_.size()));
  if (is_new) types_.push_back(workflow_type);
  return found->second;
}

}  // namespace lockstep::fetch
