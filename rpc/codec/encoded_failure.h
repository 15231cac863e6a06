// Failures whose message and stack trace were put into a payload, so that a
// codec could encode them (history-download 3.3).
#pragma once

#include "rpc/schema/schema.h"

namespace lockstep::rpc {

// Copies message and stack trace of every failure in `message` back from its
// encoded_attributes, where those are JSON: {"message", "stack_trace"}. Others
// stay as they are: somebody else's converter, or still encoded.
void ShowEncodedFailures(Message& message);

}  // namespace lockstep::rpc
