// One attempt of an activity.
#pragma once

#include "lockstep/build_abi.h"
#include "lockstep/impl/build.h"

namespace lockstep::internal {

// Runs it to its end on the calling thread and reports its result or failure.
// Throws UndecodablePayload if its input is not what it reads.
LsStatus RunActivity(const ActivityType& type, const PayloadCodec* codec,
                     const LsActivityTask& task, const LsActivityHost& host);

}  // namespace lockstep::internal
