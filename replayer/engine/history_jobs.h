// Events that tell the code something by themselves.
#pragma once

#include <optional>

#include "history/event.h"
#include "replayer/engine/job.h"

namespace lockstep::replay {

// The start, a signal, a request to cancel, or a new random seed after a
// reset; nothing for other events.
std::optional<Job> JobOf(const history::Event& event);

// An update that history accepted; `request` is the event that has its body.
Job UpdateJob(const history::WorkflowUpdate& accepted,
              const history::WorkflowUpdate& request);

}  // namespace lockstep::replay
