// Histories as some servers store and send them.
#pragma once

#include "base/result.h"
#include "rpc/schema/schema.h"

namespace lockstep::rpc {

// Failures nest as deep as their causes; protobuf's own limit is 100.
inline constexpr int kDeepestMessage = 1000;

// Decodes `raw_history` of a GetWorkflowExecutionHistoryResponse and appends
// its events to `history` (history-download 2.2). The error says what is wrong
// with a blob.
Result<void> AppendRawHistory(const Message& response, Message& history);

}  // namespace lockstep::rpc
