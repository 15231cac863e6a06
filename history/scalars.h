// Times of a history, from JSON's texts (base/json_scalars.h).
#pragma once

#include <optional>
#include <string_view>

#include "base/json_scalars.h"
#include "history/values.h"

namespace lockstep::history {

inline std::optional<Duration> ReadDuration(std::string_view text) {
  const auto moment = ParseDuration(text);
  if (!moment) return std::nullopt;
  return Duration{moment->seconds, moment->nanos};
}

inline std::optional<Timestamp> ReadTimestamp(std::string_view text) {
  const auto moment = ParseTimestamp(text);
  if (!moment) return std::nullopt;
  return Timestamp{moment->seconds, moment->nanos};
}

}  // namespace lockstep::history
