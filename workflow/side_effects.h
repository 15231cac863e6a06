// Side effects of one run: values of functions that a replay does not call.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "lockstep/build_abi.h"
#include "lockstep/impl/arguments.h"
#include "lockstep/place.h"
#include "lockstep/side_effect.h"

namespace lockstep::internal {

class CommandSink;
class LocalActivities;
class Run;

class SideEffects {
 public:
  virtual ~SideEffects() = default;

  // A job with a value that history has; false if it is of another profile.
  virtual bool Notify(const LsJob& job) = 0;
  virtual Ref<ResultState> Call(const MakeValue& function,
                                const Place& place) = 0;
  virtual Payload CallMutable(const std::string& id, const MakeValue& function,
                              const SameValue& same, const Place& place) = 0;
};

// A local activity that the host resolves with a value it was given.
class CoreSideEffects final : public SideEffects {
 public:
  CoreSideEffects(Run& run, LocalActivities& local_activities)
      : run_(&run), local_activities_(&local_activities) {}

  bool Notify(const LsJob&) override { return false; }
  Ref<ResultState> Call(const MakeValue& function, const Place& place) override;
  [[noreturn]] Payload CallMutable(const std::string& id,
                                   const MakeValue& function,
                                   const SameValue& same,
                                   const Place& place) override;

 private:
  Run* run_;
  LocalActivities* local_activities_;
};

// Markers, by the number of the call.
class GoSideEffects final : public SideEffects {
 public:
  GoSideEffects(Run& run, CommandSink& sink) : run_(&run), sink_(&sink) {}

  bool Notify(const LsJob& job) override;
  Ref<ResultState> Call(const MakeValue& function, const Place& place) override;
  Payload CallMutable(const std::string& id, const MakeValue& function,
                      const SameValue& same, const Place& place) override;

 private:
  using Values = std::map<uint32_t, Payload>;  // by the number of the call
  struct Mutable {
    uint32_t calls = 0;
    Values values;  // those that were new
  };
  void Record(LsCommandKind kind, uint32_t number, const std::string& id,
              const Payload* value, const Place& place);

  Run* run_;
  CommandSink* sink_;
  uint32_t calls_ = 0;
  Values values_;
  std::map<std::string, Mutable> mutables_;
};

std::unique_ptr<SideEffects> MakeSideEffects(LsProfile profile, Run& run,
                                             CommandSink& sink,
                                             LocalActivities& local_activities);

}  // namespace lockstep::internal
