#include "history_fetch/select/stratum_rule.h"

#include <algorithm>

namespace lockstep::fetch {

bool CountsFor(const Plan& plan, const Stratum& stratum,
               const CountedHistory& history) {
  if (!Covers(stratum, history.workflow_type, history.source)) return false;
  const auto has = [&](std::string_view status) {
    return std::find(stratum.statuses.begin(), stratum.statuses.end(),
                     status) != stratum.statuses.end();
  };
  // By default all are wanted; and with those that are open, the paused.
  const bool wanted = stratum.statuses == Stratum().statuses ||
                      has(history.status) ||
                      (!history.closed && has("Running"));
  if (!wanted) return false;
  const auto source = std::find_if(
      plan.sources.begin(), plan.sources.end(),
      [&](const Source& other) { return other.name == stratum.source; });
  // "" is not known here; and an import that does not know says "default".
  return source == plan.sources.end() || source->name_space.empty() ||
         source->name_space == history.name_space ||
         (history.source == "import" && history.name_space == "default");
}

}  // namespace lockstep::fetch
