// How listed runs are printed.
#pragma once

#include <string>
#include <vector>

#include "rpc/client/service.h"
#include "rpc/schema/json_writer.h"

namespace lockstep::fetch {

// An aligned table of one page for people, with its heading.
std::string RunsTable(const std::vector<rpc::ExecutionInfo>& runs);

// Payloads as the value that they hold, or as they are
// (--no-json-shorthand-payloads).
enum class ListPayloads { kShort, kWhole };

// One run, a WorkflowExecutionInfo, as `temporal workflow list -o json` prints
// it; without a line end.
std::string RunToJson(const rpc::Message& run, rpc::JsonStyle style,
                      ListPayloads payloads);

}  // namespace lockstep::fetch
