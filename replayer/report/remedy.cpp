#include "replayer/report/remedy.h"

namespace lockstep::replay {

std::string_view Remedy(Verdict verdict) {
  switch (verdict) {
    case Verdict::kOk:
    case Verdict::kNondeterminism:
    case Verdict::kUnregisteredType:
    case Verdict::kFlavourMismatch:
    case Verdict::kUnsupportedEvent:
    case Verdict::kInvalidHistory:
      return "";
    case Verdict::kWorkflowTaskFailure:
      return "correct the code; in production this task would fail again and "
             "again until then";
    case Verdict::kDeadlock:
      return "wait with co_await, never by blocking or looping; "
             "--deadlock-timeout allows more time";
    case Verdict::kCrash:
      return "find the place with: gdb -ex 'set follow-fork-mode child' --args "
             "lockstep-replay run --deadlock-timeout 0 BUILD HISTORY";
    case Verdict::kTimeout:
      return "make the workflow's code faster, or allow more time with "
             "--timeout";
    case Verdict::kMemory:
      return "use less memory in the workflow's code, or allow more with "
             "--memory-limit";
    case Verdict::kUndecodablePayload:
      return "let the code read what was recorded, or fetch the history again "
             "with its payloads as they are";
  }
  return "";
}

}  // namespace lockstep::replay
