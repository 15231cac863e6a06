#include "linter/facts/cache_prune.h"

#include <unordered_set>
#include <vector>

#include "linter/facts/cache_rows.h"

namespace lockstep::lint {
namespace {

constexpr int64_t kDaysBetween = 3;

int64_t OneNumber(Database& database, const char* sql) {
  Statement read(database, sql);
  return read.Next() ? read.Integer(0) : 0;
}

// Deletes the rows of a table whose key (first column) is not wanted.
void DeleteOthers(Database& database, const char* list, const char* erase,
                  const std::unordered_set<uint64_t>& wanted) {
  std::vector<uint64_t> unwanted;
  Statement all(database, list);
  while (all.Next()) {
    const auto key = uint64_t(all.Integer(0));
    if (!wanted.contains(key)) unwanted.push_back(key);
  }
  Statement one(database, erase);
  for (const uint64_t key : unwanted) one.Bind(key).Done();
}

void Sweep(Database& database) {
  std::unordered_set<uint64_t> records, files;
  {
    Statement units(database, "SELECT records, inputs FROM unit");
    while (units.Next()) {
      UnitRecord record;
      const auto ids = IdsFromBytes(units.Bytes(1));
      if (!HashesFromBytes(units.Bytes(0), record) || !ids) {
        return database.Damaged();
      }
      for (const RecordList list : kRecordLists) {
        records.insert((record.*list).begin(), (record.*list).end());
      }
      files.insert(ids->begin(), ids->end());
    }
  }
  DeleteOthers(database, "SELECT hash FROM record",
               "DELETE FROM record WHERE hash = ?", records);
  DeleteOthers(database, "SELECT id FROM file", "DELETE FROM file WHERE id = ?",
               files);
}

}  // namespace

void PruneCache(Database& database, int64_t today, const CacheLimits& limits) {
  const int64_t pages = OneNumber(database, "PRAGMA page_count") -
                        OneNumber(database, "PRAGMA freelist_count");
  const bool large =
      pages * OneNumber(database, "PRAGMA page_size") > limits.bytes;
  const int64_t swept = OneNumber(database, "SELECT max(day) FROM swept");
  if (!large && swept + kDaysBetween > today) return;
  database.Run("DELETE FROM swept");
  Statement(database, "INSERT INTO swept(day) VALUES(?)").Bind(today).Done();
  Statement(database, "DELETE FROM unit WHERE used < ?")
      .Bind(today - limits.unused_days)
      .Done();
  if (large) {
    database.Run(
        "DELETE FROM unit WHERE key IN (SELECT key FROM unit ORDER BY used, key"
        " LIMIT (SELECT count(*) FROM unit) / 2)");
  }
  Sweep(database);
}

}  // namespace lockstep::lint
