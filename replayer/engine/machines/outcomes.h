// How things ended, in the words in which workflow code is told: the same for
// every engine.
#pragma once

#include <optional>
#include <string>

#include "history/event.h"
#include "replayer/engine/command.h"
#include "replayer/engine/job.h"

namespace lockstep::replay {

// `closed` is the activity's completed, failed, timed out or canceled event.
Job ActivityOutcome(const Command& activity, const history::Event& closed);
// Cancelled without the server's answer.
Job ActivityCanceled(const Command& activity);

Job ChildStarted(const Command& child, const std::string& run_id);
// `refused` is the start's failed event.
Job ChildNotStarted(const Command& child, const history::Event& refused);
// Cancelled before it was sent.
Job ChildNeverSent(const Command& child, const history::Failure& canceled);
// `closed` is one of the five closing events.
Job ChildOutcome(const Command& child, const std::string& run_id,
                 const history::Event& closed);
Job ChildCanceled(const Command& child, const std::string& run_id,
                  const history::Failure& canceled);
// Why a child that was cancelled by the code has failed.
history::Failure ChildCancellation(const std::string& reason);
bool ClosesChild(history::EventType type);

// How an attempt of a local activity ended; null pointers: nothing.
Job LocalActivityOutcome(const Command& activity,
                         const history::Payloads* result,
                         const history::Failure* failure);

// A signal to another workflow, or a request to cancel one; `cause` is why it
// was refused.
Job ExternalOutcome(const Command& request, const std::string* cause);
Job SignalNeverSent(const Command& request);

}  // namespace lockstep::replay
