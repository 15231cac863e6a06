// How listed runs are printed.
#pragma once

#include <string>
#include <vector>

#include "rpc/client/service.h"

namespace lockstep::fetch {

// An aligned table of one page for people, with its heading.
std::string RunsTable(const std::vector<rpc::ExecutionInfo>& runs);

enum class ListJson { kPretty, kCompact };

// One run as a JSON object with the names that `temporal workflow list -o json`
// has; without a line end. Search attributes are lists of texts.
std::string RunToJson(const rpc::ExecutionInfo& run, ListJson style);

}  // namespace lockstep::fetch
