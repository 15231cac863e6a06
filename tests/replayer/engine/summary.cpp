#include "tests/replayer/engine/summary.h"

namespace lockstep::replay {

std::string Summary(const ReplayResult& result) {
  std::string text(Name(result.verdict));
  if (result.open) text += " open";
  if (result.divergence) {
    const Difference& difference = result.divergence->difference;
    text += " " + std::string(Name(difference.kind));
    if (!difference.field.empty()) text += " (" + difference.field + ")";
    text += " task " + std::to_string(difference.task) + " event " +
            std::to_string(difference.event_id);
  }
  for (const Difference& finding : result.findings) {
    text += "; " + std::string(Name(finding.tier)) + " " + finding.field;
  }
  return text;
}

}  // namespace lockstep::replay
