#include "replayer/engine/go/identity.h"

#include "replayer/engine/compare.h"

namespace lockstep::replay::go {
namespace {

std::string_view LastPart(std::string_view type) {
  const size_t dot = type.rfind('.');
  return dot == std::string_view::npos ? type : type.substr(dot + 1);
}

}  // namespace

Status CompareIds(const std::string& field, const std::string& recorded,
                  const std::string& produced) {
  if (recorded == produced) return {};
  Difference difference =
      FieldDifference(Tier::kCompatible, field, recorded, produced);
  difference.engine_message =
      "nondeterministic workflow: history event and replay command differ";
  return StopWith(std::move(difference));
}

Status CompareTypes(const std::string& field, const std::string& recorded,
                    const std::string& produced, Effects& effects) {
  if (LastPart(recorded) != LastPart(produced)) {
    return CompareIds(field, recorded, produced);
  }
  CompareTarget(field, recorded, produced, effects);
  return {};
}

std::string DefaultChildId(const std::string& run_id, int64_t number) {
  return run_id + "_" + std::to_string(number);
}

tl::unexpected<Stop> NotExpected(const std::string& words) {
  Difference difference;
  difference.kind = DifferenceKind::kUnmatchedResolution;
  difference.engine_message = words;
  return StopWith(std::move(difference));
}

}  // namespace lockstep::replay::go
