// The order of the events of a history: ids are 1, 2, 3...
#pragma once

#include <vector>

#include "base/result.h"
#include "history/event.h"

namespace lockstep::history {

enum class Order { kOldestFirst, kEither };

// Brings the oldest event to the front if `accepted` allows the other order.
// Messages begin with a verb.
Result<void> SetInOrder(Order accepted, std::vector<Event>& events);

}  // namespace lockstep::history
