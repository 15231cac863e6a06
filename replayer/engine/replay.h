// The engine: replays one history on one workflow build. Pure: it reads no
// file, clock or environment, and the same arguments give the same result.
#pragma once

#include <optional>

#include "history/history.h"
#include "lockstep/build_abi.h"
#include "replayer/engine/result.h"

namespace lockstep::replay {

struct ReplayOptions {
  // Target differences are `nondeterminism` (--strict).
  bool strict_targets = false;
  // Value differences are `nondeterminism` (--strict=values).
  bool strict_values = false;
  // Judge as the official Core engine does: an extra command that no later
  // event contradicts is not seen (--compat=core).
  bool core_compatible = false;
  // Judge as the official Go engine does, with what it misses and what it
  // refuses of its own (--compat=go).
  bool go_compatible = false;
  // Replay the history as one of this profile, whatever it looks like
  // (--profile).
  std::optional<LsProfile> profile = std::nullopt;
  // Do not run the unfinished last task of an open run
  // (--stop-at-last-completed).
  bool stop_at_last_completed = false;
  // Note every command that the code asks for (--trace).
  bool trace = false;
};

struct Command;

// Told when workflow code is about to run and when it has returned, so that a
// supervisor can see a deadlock. Called on the replaying thread.
class Observer {
 public:
  virtual ~Observer() = default;
  // The calls that follow are for this task.
  virtual void BeginWakeUp(const WakeUp&) {}
  virtual void EnterWorkflowCode() = 0;
  virtual void LeaveWorkflowCode() = 0;
  // The code has asked for it in the wake-up at hand.
  virtual void Asked(const Command&) {}
};

// `build` is a loaded build whose ABI number was checked. `observer` may be
// null. Verdicts that only a supervisor can see (crash, deadlock, timeout,
// memory) never come from here.
ReplayResult Replay(const history::History& history, const LsBuild& build,
                    const ReplayOptions& options, Observer* observer);

}  // namespace lockstep::replay
