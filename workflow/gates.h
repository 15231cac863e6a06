// Version gates of one run: Patched, DeprecatePatch, Version.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "lockstep/build_abi.h"
#include "lockstep/place.h"
#include "workflow/patches.h"

namespace lockstep::internal {

class CommandSink;
class Run;

class Gates {
 public:
  virtual ~Gates() = default;

  // A job about a gate that history has; false if it is of another profile.
  virtual bool Notify(const LsJob& job) = 0;
  virtual bool Patched(const std::string& id, const Place& place) = 0;
  virtual void Deprecate(const std::string& id, const Place& place) = 0;
  // What the run is on; if the range does not have it the task fails.
  virtual int Version(const std::string& id, VersionRange range,
                      const Place& place) = 0;
};

// Patch markers: a version n of change id is the patch "id:n".
class CoreGates final : public Gates {
 public:
  CoreGates(Run& run, CommandSink& sink) : run_(&run), sink_(&sink) {}

  bool Notify(const LsJob& job) override;
  bool Patched(const std::string& id, const Place& place) override;
  void Deprecate(const std::string& id, const Place& place) override;
  int Version(const std::string& id, VersionRange range,
              const Place& place) override;

 private:
  Patches::Record RecordAt(const Place& place);

  Run* run_;
  CommandSink* sink_;
  Patches patches_;
};

// Version markers. Every answer is kept, that of a replay without marker too;
// only a later marker writes over it. The host is told of every call: whether
// it makes an event is for the host to know.
class GoGates final : public Gates {
 public:
  GoGates(Run& run, CommandSink& sink) : run_(&run), sink_(&sink) {}

  bool Notify(const LsJob& job) override;
  bool Patched(const std::string& id, const Place& place) override;
  void Deprecate(const std::string& id, const Place& place) override;
  int Version(const std::string& id, VersionRange range,
              const Place& place) override;

 private:
  Run* run_;
  CommandSink* sink_;
  std::map<std::string, int> answers_;
};

std::unique_ptr<Gates> MakeGates(LsProfile profile, Run& run,
                                 CommandSink& sink);

}  // namespace lockstep::internal
