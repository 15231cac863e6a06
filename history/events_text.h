// Events from a piece of JSON text, for tools that read histories page by page.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "history/event.h"

namespace lockstep::history {

// `json` is a list of events. `name` stands in messages. Does not check what a
// history must hold as a whole (check.h).
Result<std::vector<Event>> ParseEvents(std::string_view json,
                                       const std::string& name);

}  // namespace lockstep::history
