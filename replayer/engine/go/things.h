// Everything that the code of a run has started, found by what the code or an
// event calls it.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "replayer/engine/go/activity.h"
#include "replayer/engine/go/child.h"
#include "replayer/engine/go/external.h"
#include "replayer/engine/go/marker.h"
#include "replayer/engine/go/nexus.h"
#include "replayer/engine/go/numbers.h"
#include "replayer/engine/go/timer.h"

namespace lockstep::replay::go {

struct LocalActivity {
  Command command;
  bool open = true;
};

class Things {
 public:
  // Without flag 3 of the history updates are no commands (S-57). In an
  // official replay a child's cancellation takes its number without looking.
  struct Rules {
    bool updates_are_commands = true;
    bool official = false;
  };

  explicit Things(Numbers& numbers) : numbers_(&numbers) {}

  // Turns a command of the build into things and requests. A Stop is what Go's
  // engine panics about, or a build that contradicts itself.
  Status Apply(Command command, const Rules& rules, Effects& effects);

  // The run id of children's default ids; a reset changes it. Empty if nobody
  // knows it: then such a child takes the id that history has at its place.
  void SetRunId(const std::string& run_id) { run_id_ = run_id; }

  // Applies an event that says what became of a thing: an event that no thing
  // can take is what Go's engine panics about. Others are ignored.
  Status OnEvent(const history::Event& event, Effects& effects);

  // Requests to cancel children whose starts are among the events applied
  // since the last call.
  void SendLateCancels(const Rules& rules, Effects& effects);

  // The code has started a child under this id.
  bool HasChild(const std::string& workflow_id) const {
    return children_by_id_.contains(workflow_id);
  }
  // No child may be started under this id now.
  bool IsChildIdInUse(const std::string& workflow_id) const;

  // The build was told of an update, and will answer for it.
  void ExpectUpdate(const std::string& instance);
  // Accepts an update in place of code that has closed.
  void AcceptForClosed(const std::string& instance, Effects& effects);

  // Null if no such activity is open.
  LocalActivity* OpenLocal(uint32_t number);
  // The marker that records what became of it.
  void RecordLocal(const LocalActivity& local, Effects& effects);
  void RecordSideEffect(const Command& command, Effects& effects);

 private:
  template <class M, class... A>
  M& Own(A&&... arguments);
  void Push(Machine& machine, RequestKind kind, const std::vector<Place>& stack,
            Effects& effects);

  Status StartActivity(Command command, Effects& effects);
  void StartTimer(Command command, Effects& effects);
  Status StartChild(Command command, Effects& effects);
  void StartExternal(Command command, Effects& effects);
  void StartNexus(Command command, Effects& effects);
  Status Cancel(const Command& command, const Rules& rules, Effects& effects);
  void PushChildCancel(Child& child, const Rules& rules, Effects& effects);
  Status Answer(const Command& command, const Rules& rules, Effects& effects);

  Status OnActivityEvent(const history::Event& event, Effects& effects);
  Status OnTimerEvent(const history::Event& event, Effects& effects);
  Status OnChildEvent(const history::Event& event, Effects& effects);
  Child* FindChild(const history::Event& event, const std::string& id);
  Status OnExternalEvent(const history::Event& event, Effects& effects);
  Status OnNexusEvent(const history::Event& event, Effects& effects);

  Numbers* numbers_;
  std::string run_id_;
  std::vector<std::unique_ptr<Machine>> owned_;
  std::unordered_map<uint32_t, Activity*> activities_;  // by seq
  std::unordered_map<uint32_t, Timer*> timers_;
  std::unordered_map<uint32_t, Child*> children_;
  std::unordered_map<uint32_t, External*> signals_;
  std::unordered_map<uint32_t, Nexus*> nexus_;
  std::unordered_map<int64_t, Nexus*> nexus_by_number_;
  std::unordered_map<int64_t, Activity*> activities_by_number_;
  std::map<std::string, Activity*> activities_by_id_;  // the last of each
  std::map<std::string, Timer*> timers_by_id_;
  std::map<std::string, Child*> children_by_id_;  // the last of each
  std::unordered_map<int64_t, External*> externals_by_number_;
  // What answers to a request that history initiated, by its event.
  std::unordered_map<int64_t, External*> externals_by_event_;
  std::unordered_map<int64_t, Child*> cancels_by_event_;
  std::vector<Child*> started_;             // since the last SendLateCancels
  std::map<std::string, Update*> updates_;  // by instance
  std::unordered_map<uint32_t, LocalActivity> locals_;
};

}  // namespace lockstep::replay::go
