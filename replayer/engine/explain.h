// From a difference to what an author can do with it: the likely cause in
// words, and the version gate that would keep old runs going.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "replayer/engine/diff.h"
#include "replayer/engine/result.h"

namespace lockstep::replay {

// What is known about the place where history and code part.
struct Scene {
  const Difference& difference;
  const std::vector<Step>& recorded;  // of the task
  const std::vector<Step>& produced;
  const std::vector<Step>& later;  // recorded in the tasks after it
  const std::vector<Waiting>& waiting;
  // Keys of recorded activities that the build does not register any more.
  const std::set<std::string>& unregistered;
};

struct Explanation {
  std::string cause;  // one sentence without a full stop
  std::string gate;   // code, several lines; empty if no gate would help
};

Explanation Explain(const Scene& scene);

}  // namespace lockstep::replay
