// What a history exercises, for choosing few that exercise much
// (history-download 6.2).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "history/event.h"

namespace lockstep::fetch {

// Numbers, each once and sorted.
using Features = std::vector<uint32_t>;

// Gives features their numbers: equal features have equal ones.
class FeatureNumbers {
 public:
  // Of one workflow type: pairs of event types that follow each other, change
  // versions, types of activities and of local ones.
  Features Of(const std::vector<history::Event>& events);

  size_t size() const { return numbers_.size(); }

 private:
  uint32_t NumberOf(const std::string& feature);

  std::map<std::string, uint32_t> numbers_;
};

}  // namespace lockstep::fetch
