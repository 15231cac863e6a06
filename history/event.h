// Events of a history, as values. Only what some tool reads is here: see
// history/README.md on how to add a field.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "history/event_type.h"
#include "history/step_events.h"
#include "history/values.h"
#include "history/workflow_events.h"

namespace lockstep::history {

// Attributes that no tool reads.
struct Unread {
  bool operator==(const Unread&) const = default;
};

using Attributes =
    std::variant<Unread, WorkflowStarted, WorkflowClosed,
                 WorkflowContinuedAsNew, WorkflowTask, ActivityScheduled,
                 ActivityUpdate, Timer, CancelRequested, ExternalRequest,
                 MarkerRecorded, WorkflowSignaled, ChildInitiated, ChildUpdate,
                 PropertiesModified, WorkflowUpdate, NexusOperation>;

struct Event {
  int64_t id = 0;
  EventType type = EventType::kUnspecified;
  std::string unknown_type;  // as in the file, if type is kUnspecified
  Timestamp time;
  bool worker_may_ignore = false;
  Attributes attributes;
  bool operator==(const Event&) const = default;
};

}  // namespace lockstep::history
