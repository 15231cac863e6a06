// Markers of the Go engine (replay-semantics 4.5, 4.7). Each reader returns
// nothing for another marker, and for one that it cannot read: their values go
// through the user's codec.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "history/event.h"

namespace lockstep::history {

inline constexpr std::string_view kGoVersionMarker = "Version";
inline constexpr std::string_view kGoSideEffectMarker = "SideEffect";
inline constexpr std::string_view kGoMutableMarker = "MutableSideEffect";
inline constexpr std::string_view kGoLocalActivityMarker = "LocalActivity";

struct GoVersion {
  std::string change_id;
  int64_t version = 0;
  // An upsert of TemporalChangeVersion follows the marker.
  bool upserted = true;
};

struct GoSideEffect {
  uint64_t number = 0;  // from 1 in a run
  const Payloads* value = nullptr;
};

struct GoMutableSideEffect {
  std::string id;
  uint64_t call = 0;  // which call of this id, from 1
  Payloads value;
  int64_t event_id = 0;
};

struct GoLocalActivity {
  // From 1 in a run; 0: the marker names none that an engine would count.
  uint32_t number = 0;
  std::string type;
  Timestamp replay_time;  // the clock of the code that gets the result
  uint32_t attempt = 0;
  int64_t backoff = 0;  // ns; above 0: no result, made again after this
  const Payloads* result = nullptr;
  const Failure* failure = nullptr;
};

std::optional<GoVersion> ReadGoVersion(const Event& event);
std::optional<GoSideEffect> ReadGoSideEffect(const Event& event);
std::optional<GoMutableSideEffect> ReadGoMutableSideEffect(const Event& event);
std::optional<GoLocalActivity> ReadGoLocalActivity(const Event& event);

// The marker's name; empty for other events.
std::string_view MarkerName(const Event& event);

}  // namespace lockstep::history
