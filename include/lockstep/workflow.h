// Lockstep's workflow API: durable workflow code as C++20 coroutines. This is
// the one header to include; docs/workflow-api.md teaches it.
#pragma once

#include "lockstep/activity.h"
#include "lockstep/activity_ref.h"
#include "lockstep/build.h"
#include "lockstep/channel.h"
#include "lockstep/child.h"
#include "lockstep/context.h"
#include "lockstep/failure.h"
#include "lockstep/future.h"
#include "lockstep/nexus.h"
#include "lockstep/options.h"
#include "lockstep/payload.h"
#include "lockstep/random.h"
#include "lockstep/selector.h"
#include "lockstep/sync.h"
#include "lockstep/task.h"
#include "lockstep/when.h"
#include "lockstep/workflow_info.h"
