// From the engine's values to the structs of the boundary. What is made lives
// as long as the Marshal and the values it was made of.
#pragma once

#include <array>
#include <cstddef>
#include <memory_resource>
#include <span>
#include <string>

#include "history/event.h"
#include "lockstep/build_abi.h"
#include "replayer/engine/job.h"

namespace lockstep::replay {

class Marshal {
 public:
  const LsPayloads* Payloads(const history::Payloads& payloads);
  const LsPayloadMap* Map(const history::PayloadMap& map);
  const LsFailure* Failure(const history::Failure& failure);
  const LsRetryPolicy* Retry(const history::RetryPolicy& policy);
  std::span<const LsJob* const> Jobs(const std::vector<Job>& jobs);

 private:
  template <class T>
  T* Array(size_t count);
  LsPayload One(const history::Payload& payload);

  // Most activations have one job: they fit without memory from the heap.
  alignas(std::max_align_t) std::array<std::byte, 2048> first_;
  std::pmr::monotonic_buffer_resource memory_{first_.data(), first_.size()};
};

LsText Text(const std::string& text);

// Nanoseconds; the times that servers write fit.
int64_t Nanoseconds(const history::Timestamp& time);
int64_t Nanoseconds(const history::Duration& duration);

}  // namespace lockstep::replay
