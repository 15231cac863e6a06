// A unit taken apart: records that units share, known by the hash of their
// bytes, and the rest of the unit. The cache and the driver handle units in
// this form; link sees them put together again.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "linter/facts/facts.h"

namespace lockstep::lint {

struct UnitRecord {
  std::string rest;  // the unit without functions, classes and variables
  std::vector<uint64_t> functions, classes, variables;  // hashes of records

  bool operator==(const UnitRecord&) const = default;
};

// Bytes by their hash.
using RecordBytes = std::unordered_map<uint64_t, std::string>;

UnitRecord TakeApart(Unit unit, RecordBytes& records);

// The units in the order given. A record that several units have in common is
// put into the first of them only: link looks at one copy. An error if a record
// is missing or damaged.
Result<std::vector<Unit>> PutTogether(const std::vector<UnitRecord>& units,
                                      const RecordBytes& records);

}  // namespace lockstep::lint
