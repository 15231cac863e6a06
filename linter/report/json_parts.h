// What the JSON formats share.
#pragma once

#include <nlohmann/json.hpp>

#include "linter/report/report_parts.h"

namespace lockstep::lint {

// With an end of line; what is no UTF-8 is replaced.
std::string Dump(const nlohmann::ordered_json& json, int indent);

struct LineAndColumn {
  uint32_t line = 0, column = 0;
};

// Of a byte, one based; {0, 0} if the file is not that long.
LineAndColumn LineAndColumnOf(Sources& sources, const std::string& path,
                              uint32_t offset);

}  // namespace lockstep::lint
