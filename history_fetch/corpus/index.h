// What is kept in memory of each history: about 65 bytes, so that a million of
// them are 65 MB. Everything else is read from the manifest when it is asked
// for.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/corpus/entry.h"
#include "history_fetch/number_table.h"

namespace lockstep::fetch {

// The first 128 bits of the SHA-256 of namespace and run id: a fixed size, and
// two runs never share them.
using RunKey = std::array<uint64_t, 2>;
RunKey KeyOf(const std::string& name_space, const std::string& run_id);

// What entries are sorted by, byte by byte.
struct OrderKey {
  std::string name_space;
  std::string workflow_id;
  std::string run_id;
  auto operator<=>(const OrderKey&) const = default;
};
OrderKey OrderOf(Entry&& entry);

// Where an entry's line stands.
struct Place {
  enum class In : uint8_t { kManifest, kJournal, kPending };
  In in = In::kManifest;
  uint64_t offset = 0;  // in bytes; of kPending, the number of the record
  uint32_t length = 0;
  bool operator==(const Place&) const = default;
};

struct Slot {
  RunKey key{};
  uint64_t file_id = 0;  // of names.h
  int64_t last_event_id = 0;
  uint64_t in : 2 = 0;  // Place, in parts, to leave no gaps
  uint64_t offset : 62 = 0;
  uint32_t length = 0;
  uint32_t type : 29 = 0;  // into the index's types
  uint32_t closed : 1 = 0;
  uint32_t redacted : 1 = 0;
  uint32_t proto : 1 = 0;

  Place place() const { return {static_cast<Place::In>(in), offset, length}; }
  void Move(const Place& place) {
    in = static_cast<uint64_t>(place.in) & 3;
    offset = place.offset & (~uint64_t{0} >> 2);
    length = place.length;
  }
};

class Index {
 public:
  // nullopt: its `file` is none of ours.
  static std::optional<uint64_t> FileIdOf(const Entry& entry);

  const Slot* Find(const RunKey& key) const;
  Slot* Find(const RunKey& key);
  // Null: no entry has this file.
  const Slot* FindFile(uint64_t file_id) const;
  // Adds the entry or puts it in the place of an older one. Its `file` is ours,
  // and no other entry's.
  void Set(const RunKey& key, const Entry& entry, const Place& place);
  void Erase(const RunKey& key);

  Known KnownOf(const Slot& slot) const;
  size_t size() const { return slots_.size(); }
  // In no order, without gaps. Erase gives numbers anew.
  const std::deque<Slot>& slots() const { return slots_; }
  Slot& slot(uint32_t number) { return slots_[number]; }

 private:
  std::optional<uint32_t> NumberOf(const RunKey& key) const;
  uint32_t TypeNumber(const std::string& workflow_type);
  // For the tables.
  auto KeyHash() const {
    return [this](uint32_t number) { return slots_[number].key[0]; };
  }
  auto FileHash() const {
    return [this](uint32_t number) { return slots_[number].file_id; };
  }

  std::deque<Slot> slots_;  // grows without being copied
  NumberTable by_key_;
  NumberTable by_file_;
  std::vector<std::string> types_;
  std::map<std::string, uint32_t> type_numbers_;
};

}  // namespace lockstep::fetch
