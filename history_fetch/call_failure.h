// What a call that failed means for a command that cannot do without it.
#pragma once

#include "history_fetch/failure.h"
#include "rpc/client/call_error.h"

namespace lockstep::fetch {

// Its sentence, with the exit code of its kind.
Failure FailureOf(const rpc::CallError& error);

}  // namespace lockstep::fetch
