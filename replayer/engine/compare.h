// Comparisons of the target and value tiers (replay-semantics 4.3). A field
// that the code left unset is not compared: the server fills it in.
#pragma once

#include <string>

#include "replayer/engine/machines/machine.h"

namespace lockstep::replay {

// Adds a target difference unless the texts are equal.
void CompareTarget(const std::string& field, const std::string& recorded,
                   const std::string& produced, Effects& effects);

// An empty `produced` means the workflow's own task queue.
void CompareTaskQueue(const std::string& recorded, const std::string& produced,
                      const MatchRules& rules, Effects& effects);

// `produced` is in nanoseconds, 0 unset.
void CompareDuration(const std::string& field,
                     const history::Duration& recorded, int64_t produced,
                     Effects& effects);

// Data and encoding; other metadata is the servers' and codecs'. JSON is
// compared by meaning.
void ComparePayloads(const std::string& field,
                     const history::Payloads& recorded,
                     const history::Payloads& produced, const MatchRules& rules,
                     Effects& effects);

// "1.5s", "10s", "2m", "1h": for reports.
std::string DurationText(int64_t nanoseconds);

}  // namespace lockstep::replay
