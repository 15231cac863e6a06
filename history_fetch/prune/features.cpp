#include "history_fetch/prune/features.h"

#include <fmt/format.h>

#include <set>

#include "history/facts.h"
#include "history/go_markers.h"
#include "history/local_activity_data.h"

namespace lockstep::fetch {
namespace {

using history::Event;

// Empty: none.
std::string ActivityType(const Event& event) {
  const auto* scheduled =
      std::get_if<history::ActivityScheduled>(&event.attributes);
  if (scheduled != nullptr) return scheduled->activity_type;
  if (const auto local = history::ReadLocalActivityData(event)) {
    return local->activity_type;
  }
  const auto local = history::ReadGoLocalActivity(event);
  return local ? local->type : "";
}

}  // namespace

Features FeatureNumbers::Of(const std::vector<Event>& events) {
  history::Facts facts;
  for (const Event& event : events) history::AddFacts(event, facts);
  // The same pair in another workflow is other code.
  const std::string prefix =
      fmt::format("{}:{}", facts.workflow_type.size(), facts.workflow_type);
  std::set<uint32_t> found;
  for (size_t i = 0; i < events.size(); ++i) {
    if (i > 0) {
      found.insert(NumberOf(fmt::format("{}pair {} {}", prefix,
                                        static_cast<int>(events[i - 1].type),
                                        static_cast<int>(events[i].type))));
    }
    const std::string activity = ActivityType(events[i]);
    if (activity.empty()) continue;
    found.insert(NumberOf(fmt::format("{}activity {}", prefix, activity)));
  }
  for (const std::string& change : facts.change_versions) {
    found.insert(NumberOf(fmt::format("{}change {}", prefix, change)));
  }
  return {found.begin(), found.end()};
}

uint32_t FeatureNumbers::NumberOf(const std::string& feature) {
  return numbers_.emplace(feature, static_cast<uint32_t>(numbers_.size()))
      .first->second;
}

}  // namespace lockstep::fetch
