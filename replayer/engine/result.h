// What a replay found out: one value for each history.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "replayer/engine/difference.h"

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

// A command that the code asked for, whether it was sent or not.
struct TracedCommand {
  int64_t task = 0;  // WakeUp::task
  std::string kind;  // "schedule-activity"
  // Of an activity, a child, the next run, a signal, an operation its type or
  // name; of a patch, a version, a mutable side effect its id; else empty.
  std::string name;
  Place place;  // in the code; may be empty
  bool operator==(const TracedCommand&) const = default;
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
  // If it was asked for, as far as the replay got. A process that died leaves
  // none.
  std::optional<std::vector<TracedCommand>> trace;
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
