#include "replayer/engine/machines/options.h"

#include <algorithm>

#include "replayer/engine/compare.h"
#include "replayer/engine/marshal.h"

namespace lockstep::replay {

void CompareActivityOptions(const history::ActivityScheduled& scheduled,
                            const Command& activity, const MatchRules& rules,
                            Effects& effects) {
  CompareTaskQueue(scheduled.task_queue, activity.task_queue, rules, effects);
  ComparePayloads("input", scheduled.input, activity.payloads, rules, effects);
  CompareDuration("schedule-to-close timeout", scheduled.schedule_to_close,
                  activity.schedule_to_close, effects);
  // The server shortens what schedule-to-close would not let happen.
  const auto shortened = [&activity](int64_t timeout) {
    const int64_t limit = activity.schedule_to_close;
    return limit == 0 ? timeout : std::min(timeout, limit);
  };
  CompareDuration("schedule-to-start timeout", scheduled.schedule_to_start,
                  shortened(activity.schedule_to_start), effects);
  CompareDuration("start-to-close timeout", scheduled.start_to_close,
                  shortened(activity.start_to_close), effects);
  CompareDuration("heartbeat timeout", scheduled.heartbeat, activity.heartbeat,
                  effects);
}

void CompareChildOptions(const history::ChildInitiated& initiated,
                         const Command& child, const MatchRules& rules,
                         Effects& effects) {
  CompareTaskQueue(initiated.task_queue, child.task_queue, rules, effects);
  ComparePayloads("input", initiated.input, child.payloads, rules, effects);
}

void CompareTimerDuration(const history::Timer& started, const Command& timer,
                          Effects& effects) {
  // Unlike CompareDuration's, a duration of 0 is set.
  const int64_t recorded = Nanoseconds(started.start_to_fire);
  if (recorded == timer.duration) return;
  effects.findings.push_back(FieldDifference(Tier::kValue, "duration",
                                             DurationText(recorded),
                                             DurationText(timer.duration)));
}

}  // namespace lockstep::replay
