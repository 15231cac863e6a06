// What tests of the Go profile need beside the fake host.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "tests/workflow/fake_host.h"

namespace lockstep::test {

// The build of the Go profile whose only workflow is `function`, as "W".
template <auto function>
void RegisterOnlyForGo(Build& build) {
  build.Profile(Profile::kGo);
  build.Workflow("W", function);
}
template <auto function>
const LsBuild* OnlyGo() {
  return internal::BuildOf<&RegisterOnlyForGo<function>>::Get();
}

inline Job NotifyVersion(std::string id, int version) {
  Job job;
  job.kind = LS_JOB_NOTIFY_VERSION;
  job.name = std::move(id);
  job.number = static_cast<uint64_t>(version);
  return job;
}
inline Job NotifySideEffect(uint64_t number, std::string value) {
  Job job;
  job.kind = LS_JOB_NOTIFY_SIDE_EFFECT;
  job.number = number;
  job.arguments = {std::move(value)};
  return job;
}
inline Job NotifyMutable(std::string id, uint64_t call, std::string value) {
  Job job = NotifySideEffect(call, std::move(value));
  job.kind = LS_JOB_NOTIFY_MUTABLE_SIDE_EFFECT;
  job.name = std::move(id);
  return job;
}

// Has the activations of a run say that this SDK flag is in force; null: none.
inline void SetFlag(Instance& run, const uint32_t* flag) {
  run.more = [flag](LsActivation& activation) {
    activation.sdk_flags = flag;
    activation.sdk_flag_count = flag == nullptr ? 0 : 1;
  };
}

}  // namespace lockstep::test
