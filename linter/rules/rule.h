// One rule, as it stands in rules/<slug>.json. A rule says what is wrong and
// what to do; which code it is about is the business of the models (library
// functions) and of the checks (constructs).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "linter/facts/facts.h"

namespace lockstep::lint {

enum class Severity : uint8_t { kOff, kNote, kWarning, kError };

// Where two runs of the code may differ: from run to run, between hosts,
// between builds. A toolchain profile lowers the latter two to notes.
enum class Horizon : uint8_t { kRun, kHost, kBuild };

// Severity by where the value goes; what is missing is the rule's default.
struct FlowSeverity {
  std::optional<Severity> branch, command, payload, log, dropped, unknown;
};

struct Rule {
  std::string slug;     // "wall-clock"; its id is "lockstep-wall-clock"
  std::string code;     // "LS101"
  std::string family;   // "clocks"
  std::string title;    // "a clock of the machine is read"
  std::string why;      // one sentence: what goes wrong in a replay
  std::string instead;  // one sentence: what to do
  Severity severity = Severity::kError;
  Horizon horizon = Horizon::kRun;
  FlowSeverity flow;
  std::vector<Role> roles;  // in which it is reported
  FixKind fix = FixKind::kNone;

  std::string Id() const { return "lockstep-" + slug; }
};

}  // namespace lockstep::lint
