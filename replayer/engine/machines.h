// All machines of a run, found by what the code or an event calls them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "replayer/engine/machines/activity.h"
#include "replayer/engine/machines/child.h"
#include "replayer/engine/machines/close.h"
#include "replayer/engine/machines/external.h"
#include "replayer/engine/machines/local_activity.h"
#include "replayer/engine/machines/machine.h"
#include "replayer/engine/machines/nexus.h"
#include "replayer/engine/machines/patch.h"
#include "replayer/engine/machines/timer.h"
#include "replayer/engine/machines/update.h"
#include "replayer/engine/machines/upsert.h"
#include "replayer/engine/patches.h"

namespace lockstep::replay {

// What a patch command depends on.
struct PatchRules {
  bool replaying = true;
  bool upsert_flag = true;  // Core flag 2
};

class Machines {
 public:
  // Turns a command of the build into machines, requests and jobs. A Stop
  // means that the build contradicts itself.
  Status Apply(Command command, const PatchRules& rules, Effects& effects);

  // `event_id` is a command event of `machine`: later events link to it.
  void Index(int64_t event_id, Machine& machine);

  // Null if no machine has that event.
  Machine* ByEvent(int64_t event_id) const;

  Patches& patches() { return patches_; }

  // Null if the code has not started a local activity of that number.
  LocalActivityMachine* LocalActivity(uint32_t seq) const;

  // The update with which the code will answer for this instance.
  void ExpectUpdate(const std::string& instance);

 private:
  template <class M>
  M& Own(std::unique_ptr<M> machine);
  template <class M>
  void Start(std::unordered_map<uint32_t, M*>& machines, RequestKind kind,
             Command command, Effects& effects);
  template <class M>
  void Send(Command command, Effects& effects);
  Status Cancel(const Command& command, Effects& effects);
  Status Answer(const Command& command, Effects& effects);
  void SetPatch(Command command, const PatchRules& rules, Effects& effects);

  std::vector<std::unique_ptr<Machine>> owned_;
  std::unordered_map<uint32_t, ActivityMachine*> activities_;  // by seq
  std::unordered_map<uint32_t, TimerMachine*> timers_;
  std::unordered_map<uint32_t, ChildMachine*> children_;
  std::unordered_map<uint32_t, LocalActivityMachine*> local_activities_;
  std::unordered_map<uint32_t, ExternalMachine*> signals_;
  std::unordered_map<uint32_t, NexusMachine*> nexus_;
  std::map<std::string, UpdateMachine*> updates_;  // by instance
  std::vector<Machine*> by_event_;                 // index is the event id
  Patches patches_;
};

}  // namespace lockstep::replay
