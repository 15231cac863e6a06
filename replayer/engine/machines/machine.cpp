#include "replayer/engine/machines/machine.h"

#include "fmt/format.h"
#include "replayer/engine/compare.h"

namespace lockstep::replay {
namespace {

std::string EventName(const history::Event& event) {
  const std::string_view name = event.type == history::EventType::kUnspecified
                                    ? std::string_view(event.unknown_type)
                                    : history::Name(event.type);
  return fmt::format("HistoryEvent(id: {}, {})", event.id, name);
}

}  // namespace

Phrase PlainPhrase(const std::string& text) { return {text, "", text}; }

Phrase IdPhrase(const std::string& key, const std::string& id) {
  return {key, id, fmt::format("{} (id {})", key, id)};
}

Phrase TimerPhrase(int64_t duration, const std::string& id) {
  return {"timer", id,
          fmt::format("timer of {} (id {})", DurationText(duration), id)};
}

Status Machine::OnLinkedEvent(const history::Event& event, Effects&) {
  return DoesNotHandle(*this, event);
}

tl::unexpected<Stop> DoesNotHandle(const Machine& machine,
                                   const history::Event& event) {
  Difference difference;
  difference.kind = DifferenceKind::kTypeMismatch;
  difference.engine_message =
      fmt::format("{} {}", machine.Refusal(), EventName(event));
  return StopWith(std::move(difference));
}

tl::unexpected<Stop> IllegalTransition(const Machine& machine,
                                       const std::string& state,
                                       const history::Event& event) {
  Difference difference;
  difference.kind = DifferenceKind::kIllegalTransition;
  difference.engine_message = fmt::format(
      "{} in state {} says the transition is invalid during event {}",
      machine.Name(), state, EventName(event));
  return StopWith(std::move(difference));
}

Difference FieldDifference(Tier tier, const std::string& field,
                           const std::string& recorded,
                           const std::string& produced) {
  Difference difference;
  difference.kind = DifferenceKind::kFieldMismatch;
  difference.tier = tier;
  difference.field = field;
  difference.recorded_value = recorded;
  difference.produced_value = produced;
  return difference;
}

}  // namespace lockstep::replay
