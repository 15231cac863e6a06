// What visibility says of a run, from its message.
#pragma once

#include "rpc/client/service.h"

namespace lockstep::rpc {

// `info` is a temporal.api.workflow.v1.WorkflowExecutionInfo.
ExecutionInfo ReadExecutionInfo(const Message& info);

}  // namespace lockstep::rpc
