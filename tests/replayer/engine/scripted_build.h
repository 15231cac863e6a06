// A build for tests of the engine: what it asks for in each activation is
// written down beforehand, and it notes what it was told.
//
//   "activity 1 S1, timer 2 | complete"
//
// Activations are separated by '|', commands by ','. See CommandOf for the
// list of commands. Activations beyond the last ask for nothing.
#pragma once

#include <string>
#include <vector>

#include "lockstep/build_abi.h"

namespace lockstep::replay {

// In the Go profile activities have no id unless one is given.
//
// Only one is alive at a time: the boundary's functions have no context of
// their own.
class ScriptedBuild {
 public:
  explicit ScriptedBuild(const std::string& script,
                         LsProfile profile = LS_PROFILE_CORE);
  ~ScriptedBuild();
  ScriptedBuild(const ScriptedBuild&) = delete;
  ScriptedBuild& operator=(const ScriptedBuild&) = delete;

  const LsBuild& build() const { return build_; }
  // The build says that it has one activity, of this type.
  void Register(const std::string& activity);

  // One line an activation: "start, signal go @7 live by v1". The number is the
  // history length, "v1" the build that completed the task.
  const std::vector<std::string>& told() const { return told_; }
  // What the run was told about itself: "cron @daily", "attempt 2".
  const std::vector<std::string>& info() const { return info_; }
  // Of that, what it has from the runs before it: "run=r first=f continued=c
  // cron= attempt=1".
  const std::string& chain() const { return chain_; }
  // Clocks of the activations, in seconds since the test histories begin.
  const std::vector<int64_t>& clocks() const { return clocks_; }

 private:
  LsStatus Activate(const LsActivation& activation, const LsHost& host);
  static LsStatus OnCreate(const LsWorkflowInfo*, const LsHost*, LsInstance**);
  static LsStatus OnActivate(LsInstance*, const LsActivation*, const LsHost*);

  LsBuild build_{};
  std::string activity_name_;
  LsActivityType activity_{};
  const LsActivityType* activities_ = &activity_;
  std::vector<std::vector<std::string>> script_;
  std::string chain_;
  std::vector<std::string> told_;
  std::vector<std::string> info_;
  std::vector<int64_t> clocks_;
};

}  // namespace lockstep::replay
