#include "replayer/engine/local_results.h"

#include <utility>

namespace lockstep::replay {

std::vector<LocalMarker> LocalResults::Take(
    uint32_t number, bool alone, const std::function<bool(uint32_t)>& started) {
  std::vector<LocalMarker> taken;
  const auto take_while = [&](const auto& due) {
    while (!markers_.empty() && started(markers_.front().data.seq) &&
           due(markers_.front().data)) {
      taken.push_back(std::move(markers_.front()));
      markers_.pop_front();
    }
  };
  take_while([number](const history::LocalActivityData& data) {
    return !data.activation_index || *data.activation_index <= number;
  });
  // An activation with nothing in it does not happen: what comes next, comes.
  if (alone && taken.empty()) {
    take_while([](const history::LocalActivityData&) { return true; });
  }
  return taken;
}

}  // namespace lockstep::replay
