#include "replayer/engine/explain.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "fmt/format.h"

namespace lockstep::replay {
namespace {

// The edit that turns the recorded list into the produced one, where they
// first part. Either side may be missing.
struct Edit {
  const Step* removed = nullptr;
  const Step* added = nullptr;
};

Edit FirstEdit(const std::vector<Step>& recorded,
               const std::vector<Step>& produced) {
  Edit edit;
  for (const Pairing& line : Align(recorded, produced)) {
    const bool same =
        line.recorded != Pairing::kNone && line.produced != Pairing::kNone;
    if (same && (edit.removed != nullptr || edit.added != nullptr)) break;
    if (same) continue;
    if (line.recorded != Pairing::kNone && edit.removed == nullptr) {
      edit.removed = &recorded[line.recorded];
    }
    if (line.produced != Pairing::kNone && edit.added == nullptr) {
      edit.added = &produced[line.produced];
    }
  }
  return edit;
}

bool Contains(const std::vector<Step>& steps, const std::string& key) {
  return std::any_of(steps.begin(), steps.end(), [&key](const Step& step) {
    return step.phrase.key == key;
  });
}

// The last word of "activity SendWelcome", or all of it.
std::string Target(const std::string& key) {
  const size_t space = key.rfind(' ');
  return space == std::string::npos ? key : key.substr(space + 1);
}

// "an activity, VerifyAge, was" or "a timer was".
std::string Subject(const std::string& key) {
  const std::string name = Target(key);
  if (key.starts_with("activity ")) return "an activity, " + name + ",";
  if (key.starts_with("child workflow ")) {
    return "a child workflow, " + name + ",";
  }
  if (key == "timer") return "a timer";
  if (key.starts_with("patch marker ")) return "the version gate " + name;
  return "the command \"" + key + "\"";
}

// How another step is mentioned: "SendWelcome", "a timer".
std::string Mention(const std::string& key) {
  if (key.starts_with("activity ") || key.starts_with("child workflow ")) {
    return Target(key);
  }
  if (key == "timer") return "a timer";
  return "\"" + key + "\"";
}

// "VerifyAge" -> "verify-age": an id for a gate.
std::string Kebab(const std::string& key) {
  const std::string name = Target(key);
  std::string id;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool upper = std::isupper(byte) != 0;
    if (std::isalnum(byte) == 0) {
      if (!id.empty() && id.back() != '-') id += '-';
      continue;
    }
    if (upper && !id.empty() && id.back() != '-') id += '-';
    id += static_cast<char>(std::tolower(byte));
  }
  return id;
}

std::string At(const Step& step) {
  if (step.request == nullptr || step.request->stack.empty()) return "";
  const Place& place = step.request->stack.front();
  return fmt::format("  ({}:{})", place.file, place.line);
}

std::string GateForAdded(const Step& added) {
  return fmt::format(
      "if (ctx.Patched(\"add-{}\")) {{\n  // {}, as it is now{}\n}}",
      Kebab(added.phrase.key), added.phrase.key, At(added));
}

std::string GateForRemoved(const Step& removed) {
  return fmt::format(
      "if (!ctx.Patched(\"remove-{}\")) {{\n  // {}, as it was\n}}",
      Kebab(removed.phrase.key), removed.phrase.key);
}

std::string GateForReplaced(const Step& removed, const Step& added) {
  return fmt::format(
      "if (ctx.Patched(\"use-{}\")) {{\n  // {}, as it is now{}\n}} else {{\n"
      "  // {}, as it was\n}}",
      Kebab(added.phrase.key), added.phrase.key, At(added), removed.phrase.key);
}

bool ClosesRun(const Step& step) {
  return step.request != nullptr &&
         (step.request->kind == RequestKind::kCompleteWorkflow ||
          step.request->kind == RequestKind::kFailWorkflow ||
          step.request->kind == RequestKind::kContinueAsNew ||
          step.request->kind == RequestKind::kCancelClose);
}

Explanation Added(const Step& added, const Step* before) {
  if (ClosesRun(added)) {
    return {fmt::format("the code ends the run (\"{}\") where it went on when "
                        "history was recorded",
                        added.phrase.key),
            fmt::format("if (ctx.Patched(\"end-here\")) {{\n  // {}{}\n}}",
                        added.phrase.key, At(added))};
  }
  const std::string where = before == nullptr
                                ? std::string()
                                : " before " + Mention(before->phrase.key);
  return {fmt::format("{} was added{} without a version gate",
                      Subject(added.phrase.key), where),
          GateForAdded(added)};
}

Explanation Removed(const Step& removed) {
  return {fmt::format("{} was removed, or moved, without a version gate",
                      Subject(removed.phrase.key)),
          GateForRemoved(removed)};
}

// Both lists go on differently at the same point.
Explanation Replaced(const Scene& scene, const Step& removed,
                     const Step& added) {
  const std::string& now = added.phrase.key;
  const std::string& then = removed.phrase.key;
  const bool now_comes_later = Contains(scene.later, now);
  const bool then_is_still_there = Contains(scene.produced, then);
  if (now_comes_later && !then_is_still_there && !ClosesRun(added)) {
    return Removed(removed);
  }
  if (!now_comes_later && !ClosesRun(added)) return Added(added, &removed);
  if (ClosesRun(added)) return Added(added, &removed);
  return {fmt::format("{} stands where {} was, without a version gate",
                      Subject(now), Mention(then)),
          GateForReplaced(removed, added)};
}

Explanation IdShift(const Difference& difference, const Scene& scene) {
  if (scene.recorded.empty() ||
      difference.field.find("id") == std::string::npos) {
    return {};
  }
  return {fmt::format("the {} is {} and was {}: ids count what was started "
                      "before, so something was added or removed earlier, or "
                      "the id itself was changed, without a version gate",
                      difference.field, difference.produced_value,
                      difference.recorded_value),
          ""};
}

Explanation MissingPatch(const Difference& difference) {
  const std::string id = Target(difference.recorded);
  return {fmt::format("the version gate {} was removed, or is reached later, "
                      "while runs that passed it are still replayed",
                      id),
          fmt::format("ctx.DeprecatePatch(\"{}\");  // where the gate stood, "
                      "until no open run has its marker",
                      id)};
}

Explanation StillWaiting(const Scene& scene) {
  Explanation explanation;
  const Edit edit = FirstEdit(scene.recorded, scene.produced);
  if (edit.removed != nullptr) explanation = Removed(*edit.removed);
  if (!scene.waiting.empty()) {
    explanation.cause += fmt::format("; the code waits for {} instead",
                                     scene.waiting.front().what);
  }
  return explanation;
}

Explanation FromEdit(const Scene& scene) {
  const Edit edit = FirstEdit(scene.recorded, scene.produced);
  if (edit.removed != nullptr && edit.added != nullptr) {
    return Replaced(scene, *edit.removed, *edit.added);
  }
  if (edit.removed != nullptr) return Removed(*edit.removed);
  if (edit.added == nullptr) return IdShift(scene.difference, scene);
  // What follows the added step is what it was put in front of.
  const auto next =
      std::find_if(scene.produced.begin(), scene.produced.end(),
                   [&edit](const Step& step) { return &step == edit.added; });
  const Step* before = nullptr;
  for (auto it = next; it != scene.produced.end(); ++it) {
    if (Contains(scene.recorded, it->phrase.key)) {
      before = &*it;
      break;
    }
  }
  return Added(*edit.added, before);
}

Explanation ForPair(const Difference& difference) {
  const std::string what = difference.field.empty() ? std::string("the command")
                                                    : "the " + difference.field;
  return {
      fmt::format("{} was changed from {} to {} without a version gate", what,
                  difference.recorded_value, difference.produced_value),
      ""};
}

}  // namespace

Explanation Explain(const Scene& scene) {
  const Difference& difference = scene.difference;
  if (difference.tier != Tier::kCompatible) return ForPair(difference);
  switch (difference.kind) {
    case DifferenceKind::kPatchMarkerUnhandled:
      return MissingPatch(difference);
    case DifferenceKind::kPatchIdMismatch:
      return {fmt::format("the version gates {} and {} changed places, or one "
                          "was renamed",
                          difference.recorded_value, difference.produced_value),
              ""};
    case DifferenceKind::kMissingCommand:
      return StillWaiting(scene);
    case DifferenceKind::kIllegalTransition:
    case DifferenceKind::kUnmatchedResolution:
      return {
          "the code cancels, starts or closes something else than it did "
          "when history was recorded, in this task or an earlier one",
          ""};
    case DifferenceKind::kExtraCommand:
    case DifferenceKind::kTypeMismatch:
    case DifferenceKind::kFieldMismatch:
    case DifferenceKind::kCloseMismatch:
      return FromEdit(scene);
  }
  return {};
}

}  // namespace lockstep::replay
