#include "linter/facts/cache.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <unordered_set>

#include "linter/facts/cache_prune.h"
#include "linter/facts/cache_rows.h"
#include "linter/facts/database.h"
#include "linter/facts/hash.h"
#include "linter/facts/serialize.h"

namespace lockstep::lint {
namespace {

constexpr const char* kTables = R"(
  CREATE TABLE IF NOT EXISTS unit(key INTEGER PRIMARY KEY, used INTEGER NOT NULL,
    rest BLOB NOT NULL, records BLOB NOT NULL, inputs BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS record(hash INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS file(id INTEGER PRIMARY KEY, path BLOB NOT NULL,
    hash INTEGER NOT NULL, size INTEGER NOT NULL, modified INTEGER NOT NULL,
    UNIQUE(path, hash));
  CREATE TABLE IF NOT EXISTS swept(day INTEGER NOT NULL);)";

// Only for pruning: never part of an answer.
int64_t Today() {
  using std::chrono::system_clock;
  return std::chrono::floor<std::chrono::days>(system_clock::now())
      .time_since_epoch()
      .count();
}

// Says of the files in the database whether they are still the same.
class FileTable {
 public:
  FileTable(Database& database, FileStates& files)
      : files_(files),
        find_(database,
              "SELECT path, hash, size, modified FROM file WHERE id = ?") {}

  bool AllSame(std::string_view ids) {
    const auto list = IdsFromBytes(ids);
    return list && std::all_of(list->begin(), list->end(),
                               [this](uint64_t id) { return Same(id); });
  }

  // By id: same content, but another date; to be written down.
  const std::map<uint64_t, FileState>& touched() const { return touched_; }

 private:
  bool Same(uint64_t id) {
    const auto [entry, added] = same_.try_emplace(id, false);
    if (added) entry->second = Look(id);
    return entry->second;
  }

  bool Look(uint64_t id) {
    if (!find_.Bind(id).Next()) return false;
    const std::string path(find_.Bytes(0));
    const auto state = files_.StateOf(path);
    if (!state) return false;
    if (*state == FileState{uint64_t(find_.Integer(2)), find_.Integer(3)}) {
      return true;
    }
    if (files_.HashOf(path) != uint64_t(find_.Integer(1))) return false;
    touched_.emplace(id, *state);
    return true;
  }

  FileStates& files_;
  Statement find_;
  std::unordered_map<uint64_t, bool> same_;
  std::map<uint64_t, FileState> touched_;
};

// Gives ids to the files of fresh units.
class FileIds {
 public:
  FileIds(Database& database, FileStates& files, int64_t started)
      : files_(files),
        started_(started),
        put_(database,
             "INSERT INTO file(path, hash, size, modified) VALUES(?, ?, ?, ?) "
             "ON CONFLICT(path, hash) DO UPDATE SET size = excluded.size, "
             "modified = excluded.modified RETURNING id") {}

  // Empty if one of them cannot be relied on.
  std::optional<std::string> Of(const std::vector<std::string>& inputs) {
    std::vector<uint64_t> ids;
    for (const std::string& path : inputs) {
      const auto [entry, added] = ids_.try_emplace(path, 0);
      if (added) entry->second = Put(path);
      if (entry->second == 0) return std::nullopt;
      ids.push_back(entry->second);
    }
    return IdsToBytes(std::move(ids));
  }

 private:
  uint64_t Put(const std::string& path) {
    const auto state = files_.StateOf(path);
    const auto hash = files_.HashOf(path);
    // Clang may have read it before it was written.
    if (!state || !hash || state->modified >= started_) return 0;
    put_.Bind(path, *hash, state->size, state->modified);
    const uint64_t id = put_.Next() ? uint64_t(put_.Integer(0)) : 0;
    while (put_.Next()) continue;
    return id;
  }

  FileStates& files_;
  int64_t started_;
  Statement put_;
  std::unordered_map<std::string, uint64_t> ids_;
};

// The bytes of all records that the units want; false if one is missing or is
// not what its hash says.
bool LoadRecords(Database& database, CachedUnits& found) {
  std::vector<uint64_t> wanted;
  for (const auto& unit : found.units) {
    if (!unit) continue;
    for (const RecordList list : kRecordLists) {
      wanted.insert(wanted.end(), (*unit.*list).begin(), (*unit.*list).end());
    }
  }
  // In the order in which the database keeps them.
  std::sort(wanted.begin(), wanted.end(),
            [](uint64_t a, uint64_t b) { return int64_t(a) < int64_t(b); });
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  found.records.reserve(wanted.size());
  Statement find(database, "SELECT bytes FROM record WHERE hash = ?");
  for (const uint64_t hash : wanted) {
    if (!find.Bind(hash).Next()) return false;
    const std::string_view bytes = find.Bytes(0);
    if (HashBytes(bytes) != hash) return false;
    found.records.emplace(hash, bytes);
  }
  return true;
}

}  // namespace

struct FactsCache::Open {
  explicit Open(const std::string& path) : database(path) {}
  Database database;
};

FactsCache::FactsCache(const std::string& directory, CacheLimits limits)
    : path_(fmt::format("{}/lint-{}.sqlite", directory, kFactsFormat)),
      limits_(limits) {
  std::error_code ignored;  // SQLite says what is wrong
  std::filesystem::create_directories(directory, ignored);
}

FactsCache::~FactsCache() = default;

bool FactsCache::Ready() {
  // Twice: once more after a damaged one was thrown away.
  for (int attempt = 0; attempt < 2 && open_ == nullptr; ++attempt) {
    auto open = std::make_unique<Open>(path_);
    Database& database = open->database;
    database.Run(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
        "PRAGMA mmap_size = 1073741824;");
    int64_t version = 0;
    if (Statement read(database, "PRAGMA user_version"); read.Next()) {
      version = read.Integer(0);
    }
    if (version != kFactsFormat) {
      database.Run("BEGIN IMMEDIATE");
      database.Run(kTables);
      database.Run(
          fmt::format("PRAGMA user_version = {}", kFactsFormat).c_str());
      database.Run("COMMIT");
    }
    open_ = std::move(open);
    CheckTrouble();
  }
  return open_ != nullptr && open_->database.Ok();
}

// After an error: forgets the database, and removes it if it is damaged.
void FactsCache::CheckTrouble() {
  if (open_ == nullptr || open_->database.Ok()) return;
  const auto trouble = open_->database.trouble();
  const std::string message = open_->database.message();
  const bool damaged = trouble == Database::Trouble::kDamaged;
  if (!damaged) {
    remark_ = fmt::format("{}: the cache is not used ({})", path_, message);
    return;  // open_ stays, so that nobody tries again
  }
  remark_ = fmt::format("{}: the cache was damaged ({}) and is built anew",
                        path_, message);
  open_.reset();
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm"}) {
    std::filesystem::remove(path_ + suffix, ignored);
  }
}

CachedUnits FactsCache::Find(const std::vector<uint64_t>& keys,
                             FileStates& files) {
  CachedUnits found;
  found.units.resize(keys.size());
  if (!Ready()) return found;
  Database& database = open_->database;
  std::vector<uint64_t> stale;  // their day of use is long ago
  std::map<uint64_t, FileState> touched;
  database.Run("BEGIN");  // one state of the database for all that follows
  {
    Statement find(
        database, "SELECT rest, records, inputs, used FROM unit WHERE key = ?");
    FileTable table(database, files);
    for (size_t i = 0; i < keys.size(); ++i) {
      if (!find.Bind(keys[i]).Next() || !table.AllSame(find.Bytes(2))) continue;
      UnitRecord record;
      record.rest = find.Bytes(0);
      if (!HashesFromBytes(find.Bytes(1), record)) database.Damaged();
      found.units[i] = std::move(record);
      if (find.Integer(3) < Today()) stale.push_back(keys[i]);
    }
    touched = table.touched();
    if (!LoadRecords(database, found)) database.Damaged();
  }
  database.Run("COMMIT");
  if (database.Ok() && (!stale.empty() || !touched.empty())) {
    Refresh(stale, touched);
  }
  if (database.trouble() == Database::Trouble::kDamaged) {
    found = CachedUnits{};
    found.units.resize(keys.size());
  }
  CheckTrouble();
  return found;
}

// Dates only: if another run is at it, ours may be lost.
void FactsCache::Refresh(const std::vector<uint64_t>& used,
                         const std::map<uint64_t, FileState>& touched) {
  Database& database = open_->database;
  if (!database.Run("BEGIN IMMEDIATE")) return;
  Statement use(database, "UPDATE unit SET used = ? WHERE key = ?");
  for (const uint64_t key : used) use.Bind(Today(), key).Done();
  Statement touch(database,
                  "UPDATE file SET size = ?, modified = ? WHERE id = ?");
  for (const auto& [id, state] : touched) {
    touch.Bind(state.size, state.modified, id).Done();
  }
  database.Run("COMMIT");
}

void FactsCache::Store(const std::vector<FreshUnit>& units,
                       const RecordBytes& records, FileStates& files,
                       int64_t started) {
  if (units.empty() || !Ready()) return;
  Database& database = open_->database;
  std::unordered_set<uint64_t> wanted;
  if (database.Run("BEGIN IMMEDIATE")) {
    FileIds ids(database, files, started);
    Statement put(database,
                  "INSERT OR REPLACE INTO unit(key, used, rest, records, "
                  "inputs) VALUES(?, ?, ?, ?, ?)");
    for (const FreshUnit& unit : units) {
      const auto inputs = ids.Of(unit.inputs);
      if (!inputs) continue;
      put.Bind(unit.key, Today(), unit.record.rest, HashesToBytes(unit.record),
               *inputs)
          .Done();
      for (const RecordList list : kRecordLists) {
        wanted.insert((unit.record.*list).begin(), (unit.record.*list).end());
      }
    }
    Statement add(database,
                  "INSERT OR IGNORE INTO record(hash, bytes) VALUES(?, ?)");
    for (const uint64_t hash : wanted) {
      add.Bind(hash, records.at(hash)).Done();
    }
    PruneCache(database, Today(), limits_);
  }
  database.Run("COMMIT");
  CheckTrouble();
}

std::string FactsCache::DefaultDirectory() {
  const char* const given = std::getenv("XDG_CACHE_HOME");
  if (given && *given) return std::string(given) + "/lockstep";
  const char* const home = std::getenv("HOME");
  return home && *home ? std::string(home) + "/.cache/lockstep" : "";
}

}  // namespace lockstep::lint
