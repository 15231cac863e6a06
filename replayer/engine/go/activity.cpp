#include "replayer/engine/go/activity.h"

#include "fmt/format.h"
#include "replayer/engine/go/identity.h"
#include "replayer/engine/machines/options.h"
#include "replayer/engine/machines/outcomes.h"

namespace lockstep::replay::go {

using history::ActivityScheduled;
using history::ActivityUpdate;
using history::Event;
using history::EventType;

bool Activity::Cancel() {
  if (cancel_sent_ || told_) return false;
  if (command_.cancellation_type != LS_CANCEL_WAIT) told_ = true;
  cancel_sent_ = command_.cancellation_type != LS_CANCEL_ABANDON;
  return cancel_sent_;
}

Status Activity::OnEvent(const Event& event, Effects& effects) {
  if (event.type == EventType::kActivityTaskScheduled) {
    return OnScheduled(event);
  }
  // The official engine does not look at it.
  if (event.type == EventType::kActivityTaskStarted) return {};
  if (state_ != State::kScheduled) {
    return IllegalTransition(*this, "not scheduled", event);
  }
  if (event.type != EventType::kActivityTaskCancelRequested) {
    return OnClosed(event, effects);
  }
  if (!cancel_sent_) return IllegalTransition(*this, "scheduled", event);
  return {};
}

Status Activity::OnScheduled(const Event& event) {
  const auto& scheduled = std::get<ActivityScheduled>(event.attributes);
  if (scheduled.activity_id != command_.id || state_ != State::kRequested) {
    return CompareIds("activity id", scheduled.activity_id, command_.id);
  }
  state_ = State::kScheduled;
  return {};
}

Status Activity::OnClosed(const Event& event, Effects& effects) {
  if (event.type == EventType::kActivityTaskCanceled && !cancel_sent_) {
    return IllegalTransition(*this, "scheduled", event);
  }
  state_ = State::kClosed;
  if (!told_) effects.jobs.push_back(ActivityOutcome(command_, event));
  told_ = true;
  return {};
}

Status Activity::OnCommandEvent(const Event& event, const MatchRules& rules,
                                Effects& effects) {
  if (event.type == EventType::kActivityTaskCancelRequested) {
    return CompareIds(
        "cancelled activity (scheduled event)",
        std::to_string(std::get<ActivityUpdate>(event.attributes).scheduled_id),
        std::to_string(number_));
  }
  const auto& scheduled = std::get<ActivityScheduled>(event.attributes);
  if (Status same = CompareTypes("activity type", scheduled.activity_type,
                                 command_.type, effects);
      !same) {
    return same;
  }
  if (Status same =
          CompareIds("activity id", scheduled.activity_id, command_.id);
      !same) {
    return same;
  }
  CompareActivityOptions(scheduled, command_, rules, effects);
  return {};
}

Phrase Activity::Describe(RequestKind kind) const {
  const char* verb = kind == RequestKind::kCancelActivity ? "cancel " : "";
  return IdPhrase(fmt::format("{}activity {}", verb, command_.type),
                  command_.id);
}

}  // namespace lockstep::replay::go
