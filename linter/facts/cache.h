// Facts of units that were analysed before, in one SQLite database of the user.
//
// A unit is found by the key of how it was compiled, and counts if every file
// that it was made of still has the same content. What this does not see: a new
// file that shadows a header by lying earlier in the include path. CI runs
// without the cache.
//
// Several runs may use one database at a time, and a run may die at any moment:
// what is written is written in one transaction. A damaged database is thrown
// away; a database that cannot be used is done without. Either is told in a
// sentence (remark()), neither changes an answer.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "linter/facts/cache_prune.h"
#include "linter/facts/file_states.h"
#include "linter/facts/records.h"

namespace lockstep::lint {

struct CachedUnits {
  // By key, as asked; empty: to be analysed.
  std::vector<std::optional<UnitRecord>> units;
  RecordBytes records;  // of these units
};

struct FreshUnit {
  uint64_t key = 0;
  UnitRecord record;
  // Everything that the facts depend on, headers of libraries too. A unit with
  // a file that is not there, or that was written since `started`, is not kept.
  std::vector<std::string> inputs;
};

class FactsCache {
 public:
  // `directory` is made if it is missing.
  explicit FactsCache(const std::string& directory, CacheLimits limits = {});
  ~FactsCache();

  CachedUnits Find(const std::vector<uint64_t>& keys, FileStates& files);
  // `started`: nanoseconds of the clock of files (FileState::modified), before
  // the first unit was read. `records` has at least those of the units.
  void Store(const std::vector<FreshUnit>& units, const RecordBytes& records,
             FileStates& files, int64_t started);
  // One sentence for standard error; empty when all is well.
  const std::string& remark() const { return remark_; }

  // `$XDG_CACHE_HOME/lockstep`, else `$HOME/.cache/lockstep`; empty if there is
  // neither.
  static std::string DefaultDirectory();

 private:
  struct Open;
  bool Ready();
  void CheckTrouble();
  void Refresh(const std::vector<uint64_t>& used,
               const std::map<uint64_t, FileState>& touched);

  std::string path_;
  CacheLimits limits_;
  std::unique_ptr<Open> open_;
  std::string remark_;
};

}  // namespace lockstep::lint
