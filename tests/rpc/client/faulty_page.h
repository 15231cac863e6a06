// How the server of the tests spoils a page of a history.
#pragma once

#include "tests/rpc/client/fault_server.h"

namespace lockstep::rpc {

// `response` is a GetWorkflowExecutionHistoryResponse. Faults that are not
// about its events leave it as it is.
void SpoilPage(const Schema& schema, const Fault& fault, Message& response);

}  // namespace lockstep::rpc
