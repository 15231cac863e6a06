// What a machine cannot know of a difference: the same for every engine.
#pragma once

#include <vector>

#include "replayer/engine/task_record.h"

namespace lockstep::replay {

// Fills in which task and event, and in which words. `event` and `request` are
// null where there is none.
Difference InContext(Difference difference,
                     const std::vector<history::Event>& events,
                     const TaskRecord& task, const history::Event* event,
                     const Request* request);

}  // namespace lockstep::replay
