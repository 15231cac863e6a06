// Differences between history and code, and what is said about them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::replay {

// How bad a difference is (replay-semantics 4.3).
enum class Tier {
  kCompatible,  // production would reject it, or command lists differ
  kTarget,      // the same kind of command on another thing
  kValue,       // the same command with other values
};

std::string_view Name(Tier tier);  // "compatible", "target", "value"

// What kind of difference (replay-semantics 5.4).
enum class DifferenceKind {
  kExtraCommand,
  kMissingCommand,
  kTypeMismatch,   // another kind of command
  kFieldMismatch,  // the same kind, another `field`
  kIllegalTransition,
  kUnmatchedResolution,
  kPatchMarkerUnhandled,
  kPatchIdMismatch,
  kCloseMismatch,
  kLocalActivityUnmatched,  // a marker of one that the code did not start
  kVersionRange,  // Go profile: a recorded version that the code dropped
};

std::string_view Name(DifferenceKind kind);  // "extra-command"...

// A place in workflow code.
struct Place {
  std::string file;
  std::string function;
  uint32_t line = 0;
  bool operator==(const Place&) const = default;
};

// A coroutine that waits, and what for.
struct Waiting {
  std::string what;
  std::vector<Place> stack;  // innermost first
  bool operator==(const Waiting&) const = default;
};

// One line of the comparison of a task's two lists.
struct DiffLine {
  enum class Mark { kSame, kRecorded, kProduced };
  Mark mark = Mark::kSame;
  int64_t event_id = 0;      // 0 for kProduced
  std::string text;          // "activity SendWelcome (id 3)"
  std::vector<Place> stack;  // of kSame and kProduced; perhaps empty
  bool operator==(const DiffLine&) const = default;
};

// One difference between history and code. Texts are in the words of
// architecture.md section 8 and carry no full stop.
struct Difference {
  DifferenceKind kind = DifferenceKind::kTypeMismatch;
  Tier tier = Tier::kCompatible;
  std::string field;             // kFieldMismatch: "activity type"...
  int64_t task = 0;              // which completed workflow task, from 1
  int64_t started_event_id = 0;  // of that task
  int64_t event_id = 0;          // the event at issue; 0 for an extra command
  std::string recorded;  // "activity SendWelcome (id 3)"; empty: nothing
  std::string produced;  // empty: nothing
  // kFieldMismatch: what `field` was in history and is in the code.
  std::string recorded_value;
  std::string produced_value;
  std::vector<Place> stack;    // of the command that the code made
  std::string engine_message;  // in the words of the official engine, or empty
  bool operator==(const Difference&) const = default;
};

// Whether production would notice a divergence: the official Core engine does
// not see every one where it is, and some never.
enum class Detection { kUnknown, kHere, kLater, kNever };

std::string_view Name(Detection detection);  // "unknown", "here"...

// The difference that ended a replay, with what helps to mend it.
struct Divergence {
  Difference difference;
  std::vector<Waiting> waiting;  // where each coroutine waits
  std::vector<DiffLine> diff;    // the task's commands, side by side
  int64_t diff_earlier = 0;      // how many lines were left out before those
  int64_t diff_more = 0;         // and after them
  std::string cause;             // the likely cause, one sentence
  std::string gate;  // code that would keep old runs going; several lines
  Detection detected_by_core = Detection::kUnknown;
  int64_t detected_event_id = 0;  // where, if here or later; 0: at a task's end
  bool operator==(const Divergence&) const = default;
};

}  // namespace lockstep::replay
