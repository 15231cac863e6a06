// Where the value of an expression goes within its function. The more of the
// run depends on it, the worse (determinism-rules, section D.4).
#pragma once

#include <cstdint>
#include <string>

#include "linter/facts/place.h"

namespace lockstep::lint {

enum class Sink : uint8_t {
  kBranch = 1,    // a condition, a loop bound, a switch, an index
  kCommand = 2,   // whether, which, to whom: name, type, id, duration
  kPayload = 4,   // the bytes of a command, the result of the workflow
  kReturned = 8,  // the function's own result: look at its callers
  kLog = 16,      // a replay-aware logger or metric of the SDK
  kUnknown = 32,  // a field, a global, an argument of other code: not followed
  kNoValue = 64,  // there is no value: that it happens is what counts
};

// A set of sinks; empty means that the value is dropped.
struct ValueFlow {
  uint8_t sinks = 0;
  Place worst;       // of the worst sink that was seen, for the note
  std::string what;  // "the condition of this if", "argument 2 of Activity"

  bool Has(Sink sink) const { return (sinks & uint8_t(sink)) != 0; }
  void Add(Sink sink) { sinks |= uint8_t(sink); }
  bool operator==(const ValueFlow&) const = default;
};

}  // namespace lockstep::lint
