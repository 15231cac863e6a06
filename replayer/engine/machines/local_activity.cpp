#include "replayer/engine/machines/local_activity.h"

#include <utility>

#include "replayer/engine/compare.h"
#include "replayer/engine/machines/outcomes.h"
#include "replayer/engine/marshal.h"

namespace lockstep::replay {

using history::Event;

std::optional<LocalMarker> ReadLocalMarker(const Event& event) {
  auto data = history::ReadLocalActivityData(event);
  if (!data) return std::nullopt;
  return LocalMarker{*std::move(data),
                     &std::get<history::MarkerRecorded>(event.attributes)};
}

void LocalActivityMachine::Tell(const LocalMarker& marker, Effects& effects) {
  if (state_ != State::kRunning) return;
  state_ = State::kTold;
  const auto& recorded = *marker.recorded;
  const auto result = recorded.details.find("result");
  Job job = LocalActivityOutcome(
      command_, result == recorded.details.end() ? nullptr : &result->second,
      recorded.failure ? &*recorded.failure : nullptr);
  if (marker.data.backoff) {
    job.number = static_cast<uint64_t>(Nanoseconds(*marker.data.backoff));
    job.attempt = marker.data.attempt;
    if (marker.data.original_schedule_time) {
      job.first_scheduled = Nanoseconds(*marker.data.original_schedule_time);
    }
  }
  effects.jobs.push_back(std::move(job));
}

Status LocalActivityMachine::OnMarker(const Event& event,
                                      const LocalMarker& marker,
                                      const MatchRules& rules,
                                      Effects& effects) {
  if (state_ == State::kDone) return IllegalTransition(*this, "done", event);
  Status same =
      CompareIdentity({{"activity id", marker.data.activity_id, command_.id,
                        rules.check_identity},
                       {"activity type", marker.data.activity_type,
                        command_.type, rules.check_identity}},
                      {"recorded marker", "local activity command"}, effects);
  if (!same) return same;
  // Its activity was started later than the task that recorded it, or behind
  // one that never was: the result is told in the next activation.
  Tell(marker, effects);
  state_ = State::kDone;
  return {};
}

Status LocalActivityMachine::OnCommandEvent(const Event& event,
                                            const MatchRules&, Effects&) {
  return DoesNotHandle(*this, event);
}

Phrase LocalActivityMachine::Describe(RequestKind) const {
  return LocalActivityPhrase(command_.type, command_.id);
}

Phrase LocalActivityPhrase(const std::string& type, const std::string& id) {
  return IdPhrase("local activity " + type, id);
}

}  // namespace lockstep::replay
