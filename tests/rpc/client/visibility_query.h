// The part of Temporal's query language that tests need: comparisons, IN,
// BETWEEN, STARTS_WITH, IS [NOT] NULL, AND, OR, brackets.
#pragma once

#include <optional>
#include <string>

#include "rpc/client/service.h"

namespace lockstep::rpc {

// nullopt: not understood. An empty query takes all.
std::optional<bool> Matches(const ExecutionInfo& run, const std::string& query);

// Nanoseconds since 1970 of "2026-01-02T03:04:05.5Z"; 0 for other texts.
int64_t ParseUtc(const std::string& text);

}  // namespace lockstep::rpc
