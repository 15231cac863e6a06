// Whether redacted histories replay as the originals do (history-download 6.3).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lockstep::fetch {

// What `lockstep-replay run --format json` said of one history, but for what
// redaction may change.
struct ReplayOutcome {
  // JSON: verdict, engine, counts of events, tasks and commands, where it
  // failed, the difference that ended it, differences of kinds, order and
  // targets of commands.
  std::string facts;
  // What the code asked for, in order: "start-timer at a.cpp:7 in task 2".
  // Empty if the process died, too.
  std::vector<std::string> commands;
  std::string verdict;
  std::string message;  // the replay's own; may show values
  int64_t value_differences = 0;
};

// By the history's path below `folder`. An error says what is wrong with the
// text.
Result<std::map<std::string, ReplayOutcome>> ReadReplay(
    std::string_view json, const std::string& folder);

// Whether the code ran at all: a history of a type that the build does not
// have, say, tells nothing about its redaction.
bool WasReplayed(const ReplayOutcome& outcome);

// The same verdict by the same commands.
bool SameReplay(const ReplayOutcome& original, const ReplayOutcome& redacted);

// "" if both are the same; else a sentence about `redacted`.
std::string WhyDifferent(const ReplayOutcome& original,
                         const ReplayOutcome& redacted);

}  // namespace lockstep::fetch
