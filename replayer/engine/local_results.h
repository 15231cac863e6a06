// In which activation of its task each result of a local activity is told
// ([L-4.7]).
#pragma once

#include <deque>
#include <functional>
#include <vector>

#include "replayer/engine/machines/local_activity.h"

namespace lockstep::replay {

class LocalResults {
 public:
  // The markers that the task at hand recorded, in order.
  void Begin(std::vector<LocalMarker> markers) {
    markers_.assign(std::make_move_iterator(markers.begin()),
                    std::make_move_iterator(markers.end()));
  }

  // Those to be told in activation `number` (from 0) of the task. `started`
  // says whether the code has started the activity of that number; `alone`,
  // that the activation would have no job without them.
  std::vector<LocalMarker> Take(uint32_t number, bool alone,
                                const std::function<bool(uint32_t)>& started);

 private:
  std::deque<LocalMarker> markers_;
};

}  // namespace lockstep::replay
