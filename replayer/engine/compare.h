// Comparisons of the target and value tiers (replay-semantics 4.3). A field
// that the code left unset is not compared: the server fills it in.
#pragma once

#include <initializer_list>
#include <string>

#include "replayer/engine/machines/machine.h"

namespace lockstep::replay {

// One of the fields that say which thing a command is about.
struct IdentityField {
  const char* name;  // "activity id"
  const std::string& recorded;
  const std::string& produced;
  bool compatible;  // false: a difference is of the target tier
};

// Compares the fields, given in the order of the official engine, whose words
// are those of the first difference. The last one is reported: it is the type,
// which says more than an id.
struct IdentityWords {
  const char* recorded;  // "scheduled event"
  const char* command;   // "activity command"
};
Status CompareIdentity(std::initializer_list<IdentityField> fields,
                       const IdentityWords& words, Effects& effects);

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

// A timeout that the server shortens to any of `limits` (0: no limit): to the
// other timeouts of the activity and to that of the run.
void CompareTimeout(const std::string& field, const history::Duration& recorded,
                    int64_t produced, std::initializer_list<int64_t> limits,
                    Effects& effects);

// Data and encoding; other metadata is the servers' and codecs'. JSON is
// compared by meaning, whichever encoding says that it is JSON. Bytes that a
// codec made (encrypted, compressed) cannot be compared and are not.
void ComparePayloads(const std::string& field,
                     const history::Payloads& recorded,
                     const history::Payloads& produced, const MatchRules& rules,
                     Effects& effects);

// "1.5s", "10s", "2m", "1h": for reports.
std::string DurationText(int64_t nanoseconds);

}  // namespace lockstep::replay
