// The details of a `core_local_activity` marker (replay-semantics 4.7).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "history/event.h"

namespace lockstep::history {

struct LocalActivityData {
  uint32_t seq = 0;
  uint32_t attempt = 0;
  std::string activity_id;
  std::string activity_type;
  Timestamp complete_time;
  // Set: not a result, the attempt failed and is made again after this.
  std::optional<Duration> backoff;
  std::optional<Timestamp> original_schedule_time;
  // The activation of its task in which the result was delivered ([L-4.7]).
  std::optional<uint32_t> activation_index;
};

// Nothing if the marker is another one or cannot be read.
std::optional<LocalActivityData> ReadLocalActivityData(const Event& event);

}  // namespace lockstep::history
