// Histories for tests, written as one event a line:
//
//   started              the first event
//   scheduled | wft      a workflow task's scheduled event; its started event
//   done                 its completed event, with Core's flags 1, 2 and 3
//   task                 the three of them
//   wft-failed | wft-timed-out | reset RUN
//   activity ID TYPE | activity-started N | activity-completed N ...
//
// N is the event id that a line links to. See Makers for the whole list, and
// go_history_text.h for what only Go has.
#pragma once

#include <string>

#include "history/history.h"

namespace lockstep::replay {

// Lines are separated by newlines or semicolons. Ids and times count up: event
// i happens i seconds after the run's start.
history::History HistoryOf(const std::string& lines);

}  // namespace lockstep::replay
