// A ReplayResult as JSON and back: the form in which workers send results, and
// a part of the report. docs/result-format.md describes the fields.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/result.h"
#include "replayer/engine/result.h"
#include "replayer/report/tier_counts.h"

namespace lockstep::replay {

nlohmann::ordered_json ToJson(const ReplayResult& result);

// {"compatible": 1, "target": 0, "value": 2}
nlohmann::ordered_json ToJson(const TierCounts& counts);

// For text that ToJson() made in another process.
Result<ReplayResult> ParseResult(const std::string& json);

// Bytes that are no UTF-8 (file names) become U+FFFD.
std::string Dump(const nlohmann::ordered_json& json, int indent);

}  // namespace lockstep::replay
