// Events that only histories of the Go engine have, for HistoryOf.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "history/event.h"

namespace lockstep::replay {

using EventMaker =
    std::function<history::Event(const std::vector<std::string>& words)>;

// By the first word of their line. Besides the lines there is
//
//   go-task              a workflow task: scheduled, started and go-done
const std::map<std::string, EventMaker>& GoEventMakers();

// A payload of json/plain.
history::Payload JsonPayload(const std::string& json);

}  // namespace lockstep::replay
