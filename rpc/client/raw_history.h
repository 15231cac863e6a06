// Histories as some servers store and send them.
#pragma once

#include "base/result.h"
#include "rpc/schema/parse.h"
#include "rpc/schema/schema.h"

namespace lockstep::rpc {

// Decodes `raw_history` of a GetWorkflowExecutionHistoryResponse and appends
// its events to `history` (history-download 2.2). The error says what is wrong
// with a blob.
Result<void> AppendRawHistory(const Message& response, Message& history);

}  // namespace lockstep::rpc
