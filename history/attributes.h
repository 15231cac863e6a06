// The attributes of each kind of event.
#pragma once

#include "history/reading.h"

namespace lockstep::history {

// Reads the attributes of an event of `reading.event_type`.
bool ReadAttributes(Json json, Attributes& attributes, Reading& reading);

// The families with files of their own.
bool ReadWorkflowTask(Json json, Attributes& attributes, Reading& reading);
bool ReadWorkflowUpdate(Json json, Attributes& attributes, Reading& reading);

}  // namespace lockstep::history
