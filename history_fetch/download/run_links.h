// The other runs that a history names: what its chain and its children are.
#pragma once

#include <string>
#include <vector>

#include "history/event.h"
#include "rpc/client/service.h"

namespace lockstep::fetch {

struct StartedChild {
  std::string name_space;  // empty: an old server
  std::string workflow_type;
  rpc::Execution execution;
  bool operator==(const StartedChild&) const = default;
};

struct RunLinks {
  // The runs of its continue-as-new chain before and after it. Not those of a
  // cron or of a retry, which would be all there are: empty.
  std::string before;
  std::string after;
  std::vector<StartedChild> children;  // in the order of their starts
  bool operator==(const RunLinks&) const = default;
};

// Events come in order.
void AddLinks(const history::Event& event, RunLinks& links);

}  // namespace lockstep::fetch
