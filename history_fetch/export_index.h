// What `export --to` writes beside the histories: whose they are. Those of
// older servers do not say their workflow id, and names of files never hold
// ids.
#pragma once

#include <map>
#include <string>

#include "history/load.h"
#include "history_fetch/failure.h"

namespace lockstep::fetch {

inline constexpr char kExportIndex[] = "lockstep-export.jsonl";

// By file, relative to the folder.
using ExportIndex = std::map<std::string, history::Hints>;

// Empty if the folder has none. kIntegrity: it is not what we write.
Outcome<ExportIndex> ReadExportIndex(const std::string& folder);

// A line for each file: {"file":...,"namespace":...,"workflowId":...,
// "runId":...}.
std::string ToLines(const ExportIndex& index);

}  // namespace lockstep::fetch
