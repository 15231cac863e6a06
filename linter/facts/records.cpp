#include "linter/facts/records.h"

#include <unordered_set>
#include <utility>

#include "linter/facts/hash.h"
#include "linter/facts/serialize.h"

namespace lockstep::lint {
namespace {

template <class T>
std::vector<uint64_t> EncodeAll(const std::vector<T>& facts,
                                RecordBytes& records) {
  std::vector<uint64_t> hashes;
  hashes.reserve(facts.size());
  for (const T& one : facts) {
    std::string bytes = EncodeFacts(one);
    hashes.push_back(HashBytes(bytes));
    records.try_emplace(hashes.back(), std::move(bytes));
  }
  return hashes;
}

// Which records the units before have already: a set for each kind, since bytes
// do not say what they are.
using Taken = std::unordered_set<uint64_t>;

template <class T>
Result<void> DecodeNew(const std::vector<uint64_t>& hashes,
                       const RecordBytes& records, Taken& taken,
                       std::vector<T>& into) {
  for (const uint64_t hash : hashes) {
    if (!taken.insert(hash).second) continue;
    const auto record = records.find(hash);
    if (record == records.end()) return Fail("a record of facts is missing");
    auto facts = DecodeFacts<T>(record->second);
    if (!facts) return tl::unexpected(facts.error());
    into.push_back(*std::move(facts));
  }
  return {};
}

}  // namespace

UnitRecord TakeApart(Unit unit, RecordBytes& records) {
  UnitRecord record;
  record.functions = EncodeAll(std::exchange(unit.functions, {}), records);
  record.classes = EncodeAll(std::exchange(unit.classes, {}), records);
  record.variables = EncodeAll(std::exchange(unit.variables, {}), records);
  record.rest = EncodeFacts(unit);
  return record;
}

Result<std::vector<Unit>> PutTogether(const std::vector<UnitRecord>& units,
                                      const RecordBytes& records) {
  std::vector<Unit> whole;
  whole.reserve(units.size());
  Taken functions, classes, variables;
  for (const UnitRecord& record : units) {
    auto unit = DecodeFacts<Unit>(record.rest);
    if (!unit) return tl::unexpected(unit.error());
    auto done =
        DecodeNew(record.functions, records, functions, unit->functions);
    if (done) done = DecodeNew(record.classes, records, classes, unit->classes);
    if (done) {
      done = DecodeNew(record.variables, records, variables, unit->variables);
    }
    if (!done) return tl::unexpected(done.error());
    whole.push_back(*std::move(unit));
  }
  return whole;
}

}  // namespace lockstep::lint
