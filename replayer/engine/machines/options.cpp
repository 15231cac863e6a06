#include "replayer/engine/machines/options.h"

#include "replayer/engine/compare.h"
#include "replayer/engine/marshal.h"

namespace lockstep::replay {

void CompareActivityOptions(const history::ActivityScheduled& scheduled,
                            const Command& activity, const MatchRules& rules,
                            Effects& effects) {
  CompareTaskQueue(scheduled.task_queue, activity.task_queue, rules, effects);
  ComparePayloads("input", scheduled.input, activity.payloads, rules, effects);
  const int64_t whole = Nanoseconds(scheduled.schedule_to_close);
  const int64_t attempt = Nanoseconds(scheduled.start_to_close);
  const int64_t run = rules.run_timeout;
  CompareTimeout("schedule-to-close timeout", scheduled.schedule_to_close,
                 activity.schedule_to_close, {run}, effects);
  CompareTimeout("schedule-to-start timeout", scheduled.schedule_to_start,
                 activity.schedule_to_start, {whole, run}, effects);
  CompareTimeout("start-to-close timeout", scheduled.start_to_close,
                 activity.start_to_close, {whole, run}, effects);
  CompareTimeout("heartbeat timeout", scheduled.heartbeat, activity.heartbeat,
                 {attempt, whole, run}, effects);
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
