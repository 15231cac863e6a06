// How the cache writes a unit's lists into columns.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "linter/facts/records.h"

namespace lockstep::lint {

using RecordList = std::vector<uint64_t> UnitRecord::*;
inline constexpr RecordList kRecordLists[] = {
    &UnitRecord::functions, &UnitRecord::classes, &UnitRecord::variables};

std::string HashesToBytes(const UnitRecord& record);
// Fills the lists of `record`; false if the bytes are damaged.
bool HashesFromBytes(std::string_view bytes, UnitRecord& record);

// A set of row ids.
std::string IdsToBytes(std::vector<uint64_t> ids);
std::optional<std::vector<uint64_t>> IdsFromBytes(std::string_view bytes);

}  // namespace lockstep::lint
