// A loaded workflow build.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "base/result.h"
#include "lockstep/build_abi.h"
#include "replayer/process/shared_slots.h"

namespace lockstep::replay {

// Closes the library when it goes. Make one in child processes only: loading
// runs code of the build, which may crash, hang or exit (toolchain-facts F4).
class WorkflowBuild {
 public:
  // `stage` says how far it got, to a supervisor that finds us dead. Each
  // failure is one sentence with the path and a remedy.
  static Result<WorkflowBuild> Load(const std::string& path,
                                    std::atomic<LoadStage>& stage);

  const LsBuild& get() const { return *build_; }

 private:
  struct CloseLibrary {
    void operator()(void* library) const;
  };
  using Library = std::unique_ptr<void, CloseLibrary>;

  WorkflowBuild(Library library, const LsBuild* build)
      : library_(std::move(library)), build_(build) {}

  Library library_;
  const LsBuild* build_;
};

// Why this host cannot use the build; `build` may be null.
Result<void> CheckBuild(const LsBuild* build);

// What dlerror() said, as a sentence with a remedy.
std::string ExplainLoadError(const std::string& path, const std::string& said);

}  // namespace lockstep::replay
