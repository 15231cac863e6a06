// How a step of the engine says that the replay ends here.
#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "replayer/engine/result.h"

namespace lockstep::replay {

// An answer other than `ok`: a difference, or a verdict with a sentence.
struct Stop {
  Verdict verdict = Verdict::kNondeterminism;
  std::string message;
  std::optional<Difference> difference;  // kNondeterminism
  std::vector<Place> stack;              // task failures: where
};

using Status = tl::expected<void, Stop>;

inline tl::unexpected<Stop> StopWith(Difference difference) {
  Stop stop;
  stop.difference = std::move(difference);
  return tl::unexpected<Stop>(std::move(stop));
}

inline tl::unexpected<Stop> StopWith(Verdict verdict, std::string message) {
  Stop stop;
  stop.verdict = verdict;
  stop.message = std::move(message);
  return tl::unexpected<Stop>(std::move(stop));
}

}  // namespace lockstep::replay
