// The fields of events that name an earlier event.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "history/event.h"

namespace lockstep::history {

// Refuses a link of `event` that is missing or does not name an earlier event
// of the right type; links that replay does not follow are described in `odd`
// instead. `events` are in order, `event` is one of them.
Result<void> CheckLinks(const std::vector<Event>& events, const Event& event,
                        std::vector<std::string>& odd);

}  // namespace lockstep::history
