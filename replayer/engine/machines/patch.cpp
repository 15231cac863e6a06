#include "replayer/engine/machines/patch.h"

#include "fmt/format.h"
#include "history/patch_data.h"

namespace lockstep::replay {

using history::Event;
using history::EventType;

std::optional<PatchMarker> ReadPatchMarker(const Event& event) {
  const auto* marker = std::get_if<history::MarkerRecorded>(&event.attributes);
  if (marker == nullptr || marker->name != "core_patch") return std::nullopt;
  const std::optional<history::PatchData> data =
      history::ReadPatchData(*marker);
  if (!data) return PatchMarker{};
  return PatchMarker{data->id, data->deprecated};
}

bool IsChangeVersionUpsert(const Event& event) {
  if (event.type != EventType::kUpsertWorkflowSearchAttributes) return false;
  const auto& upsert = std::get<history::PropertiesModified>(event.attributes);
  return upsert.entries.contains(kChangeVersion);
}

Phrase PatchPhrase(const std::string& id, bool deprecated) {
  return PlainPhrase(
      fmt::format("{}patch marker {}", deprecated ? "deprecated " : "", id));
}

Phrase ChangeVersionPhrase() {
  return PlainPhrase(
      fmt::format("search attribute {} (of a patch)", kChangeVersion));
}

Status PatchMachine::OnCommandEvent(const Event& event, const MatchRules&,
                                    Effects&) {
  const std::optional<PatchMarker> marker = ReadPatchMarker(event);
  if (!marker) return DoesNotHandle(*this, event);
  if (marker->id == id()) return {};
  Difference difference =
      FieldDifference(Tier::kCompatible, "patch id", marker->id, id());
  difference.kind = DifferenceKind::kPatchIdMismatch;
  difference.engine_message = fmt::format(
      "Change id {} does not match expected id {}", marker->id, id());
  return StopWith(std::move(difference));
}

Phrase PatchMachine::Describe(RequestKind) const {
  return PatchPhrase(command_.id, command_.deprecated);
}

Status ChangeVersionMachine::OnCommandEvent(const Event& event,
                                            const MatchRules&, Effects&) {
  if (event.type == EventType::kUpsertWorkflowSearchAttributes) return {};
  return DoesNotHandle(*this, event);
}

Phrase ChangeVersionMachine::Describe(RequestKind) const {
  return ChangeVersionPhrase();
}

}  // namespace lockstep::replay
