// What a replay found out: one value for each history.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::replay {

// architecture.md section 4. Never mixed up, these names everywhere.
enum class Verdict {
  kOk,
  kNondeterminism,
  kWorkflowTaskFailure,
  kDeadlock,
  kCrash,
  kTimeout,
  kMemory,
  kUnregisteredType,
  kFlavourMismatch,
  kUndecodablePayload,
  kUnsupportedEvent,
  kInvalidHistory,
};

// "ok", "nondeterminism", "workflow-task-failure"...
std::string_view Name(Verdict verdict);

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

// A workflow task, as the wake-up of the code.
struct WakeUp {
  // Which completed task, from 1. 0: the unfinished last one of an open run.
  int64_t task = 0;
  int64_t started_event_id = 0;  // 0: history does not start it
  bool operator==(const WakeUp&) const = default;
};

// What became of the unfinished last task of an open run. Nothing was recorded
// for it, so nothing that the code asks for there is judged ([L-3.8]).
struct LiveEdge {
  bool ran = false;  // false: there was nothing to tell the code, or it was
                     // not wanted
  Verdict outcome = Verdict::kOk;  // if it ran; never nondeterminism
  int64_t started_event_id = 0;    // 0: history does not start the task
  int64_t commands = 0;            // that would have gone to the server
  bool operator==(const LiveEdge&) const = default;
};

struct ReplayResult {
  Verdict verdict = Verdict::kOk;
  bool open = false;    // the history has no end: the run goes on
  std::string history;  // the file, as the user named it
  std::string workflow_id;
  std::string run_id;
  std::string workflow_type;
  std::string flavour;  // "core", "go", "java", "other"
  std::string chunker;  // how tasks were cut (3.3): "core-v1"; empty: not done
  std::string sdk;      // "temporal-python 1.13.0"; perhaps empty
  std::string message;  // one sentence, for verdicts other than ok
  std::optional<Divergence> divergence;  // kNondeterminism
  std::optional<LiveEdge> live_edge;  // of an open run, if the replay got there
  // Where the code failed or its process died: task failures, undecodable
  // payloads, deadlock, crash, timeout, memory.
  std::optional<WakeUp> failed_in;
  std::vector<Place> stack;          // where the code failed, for task failures
  std::vector<Difference> findings;  // target and value differences
  std::vector<std::string> warnings;
  int64_t events = 0;
  int64_t tasks = 0;     // completed workflow tasks that were compared
  int64_t commands = 0;  // commands that matched
  bool operator==(const ReplayResult&) const = default;
};

}  // namespace lockstep::replay
