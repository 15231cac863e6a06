// What is kept in memory of each history: about 150 bytes, so that 100,000 of
// them are 15 MB. Everything else is read from the manifest when it is asked
// for.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/corpus/entry.h"

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
  Place place;
  uint64_t file_id = 0;  // of names.h
  int64_t last_event_id = 0;
  uint32_t type = 0;  // into the index's types
  bool closed = false;
  bool redacted = false;
  bool proto = false;
};

class Index {
 public:
  // nullopt: its `file` is none of ours.
  static std::optional<uint64_t> FileIdOf(const Entry& entry);

  const Slot* Find(const RunKey& key) const;
  Slot* Find(const RunKey& key);
  // Adds the entry or puts it in the place of an older one. Its `file` is ours.
  void Set(const RunKey& key, const Entry& entry, const Place& place);
  void Erase(const RunKey& key);
  bool HasFile(uint64_t file_id) const { return files_.contains(file_id); }

  Known KnownOf(const Slot& slot) const;
  size_t size() const { return slots_.size(); }
  std::map<RunKey, Slot>& slots() { return slots_; }
  const std::map<RunKey, Slot>& slots() const { return slots_; }

 private:
  uint32_t TypeNumber(const std::string& workflow_type);

  std::map<RunKey, Slot> slots_;
  std::set<uint64_t> files_;
  std::vector<std::string> types_;
  std::map<std::string, uint32_t> type_numbers_;
};

}  // namespace lockstep::fetch
