// The values of a plan's keys that are more than texts and numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "history_fetch/toml_tables.h"

namespace lockstep::fetch {

// Statuses as queries spell them, Running first.
Result<std::vector<std::string>> ReadStatuses(const TableValue& value);
// "" if it is one of them, else why not, with what may be meant.
std::string WhyNoStatus(const std::string& status);
// "12h", "1d", "retention".
Result<std::vector<std::optional<int64_t>>> ReadAgeBuckets(
    const TableValue& value);
Result<std::vector<std::string>> ReadSearchAttributes(const TableValue& value);
Result<std::vector<std::string>> ReadQueries(const TableValue& value);

}  // namespace lockstep::fetch
