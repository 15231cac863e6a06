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
  if (key.starts_with("nexus operation ")) {
    return "a nexus operation, " + name + ",";
  }
  if (key == "timer") return "a timer";
  if (key.starts_with("patch marker ")) return "the version gate " + name;
  return "the command \"" + key + "\"";
}

// "activity", "child workflow", "timer": what kind of step a key names.
std::string KindOf(const std::string& key) {
  const size_t space = key.rfind(' ');
  return space == std::string::npos ? key : key.substr(0, space);
}

// How another step is mentioned: "SendWelcome", "a timer".
std::string Mention(const std::string& key) {
  if (key.starts_with("activity ") || key.starts_with("child workflow ") ||
      key.starts_with("nexus operation ")) {
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

// A part of a gate's id. Steps without a name of their own go by their number,
// so that two gates of a workflow are not called the same.
std::string GateName(const Phrase& phrase) {
  const std::string name = Kebab(phrase.key);
  const bool named = phrase.key.find(' ') != std::string::npos;
  if (!name.empty() && (named || phrase.id.empty())) return name;
  return (name.empty() ? "step" : name) + "-" + phrase.id;
}

std::string At(const Step& step) {
  if (step.request == nullptr || step.request->stack.empty()) return "";
  const Place& place = step.request->stack.front();
  return fmt::format("  ({}:{})", place.file, place.line);
}

// The shape that is right for every change: new code for new runs, the recorded
// one for those that are under way.
std::string Gate(const std::string& id, const std::string& now,
                 const std::string& then) {
  return fmt::format(
      "if (ctx.Patched(\"{}\")) {{\n  // as it is now: {}\n}} else {{\n"
      "  // as it was: {}\n}}",
      id, now, then);
}

std::string GateForAdded(const Step& added) {
  return fmt::format(
      "if (ctx.Patched(\"add-{}\")) {{\n  // {}, as it is now{}\n}}",
      GateName(added.phrase), added.phrase.key, At(added));
}

std::string GateForRemoved(const Step& removed) {
  return fmt::format(
      "if (!ctx.Patched(\"remove-{}\")) {{\n  // {}, as it was\n}}",
      GateName(removed.phrase), removed.phrase.key);
}

bool ClosesRun(const Step& step) {
  const std::string& key = step.phrase.key;
  return key == "complete workflow" || key == "fail workflow" ||
         key == "continue as new" || key == "close the workflow as canceled";
}

Explanation Added(const Step& added, const Step* before) {
  const std::string where = before == nullptr
                                ? std::string()
                                : " before " + Mention(before->phrase.key);
  return {fmt::format("{} was added{} without a version gate",
                      Subject(added.phrase.key), where),
          GateForAdded(added)};
}

Explanation Removed(const Step& removed) {
  return {fmt::format("{} was removed without a version gate",
                      Subject(removed.phrase.key)),
          GateForRemoved(removed)};
}

Explanation Moved(const Step& moved, const Step& before) {
  const std::string& was = moved.phrase.key;
  const std::string& now = before.phrase.key;
  return {fmt::format("{} now comes before {} without a version gate: {} was "
                      "moved back or removed",
                      Mention(now), Mention(was), Mention(was)),
          Gate("move-" + GateName(moved.phrase), now + " first" + At(before),
               was + " first")};
}

Explanation ReplacedBy(const Step& removed, const Step& added) {
  const std::string& then = removed.phrase.key;
  const std::string& now = added.phrase.key;
  return {fmt::format("{} was replaced by {} without a version gate",
                      Mention(then), Mention(now)),
          Gate("use-" + GateName(added.phrase), now + At(added), then)};
}

// The code closes the run where history goes on. If only one step is missing
// before the recorded close, that step was removed.
Explanation ClosesEarly(const Scene& scene, const Step& removed,
                        const Step& close) {
  const bool last_step = scene.later.size() == 1 &&
                         scene.later[0].phrase.key == close.phrase.key &&
                         scene.recorded.size() == 1;
  if (last_step) return Removed(removed);
  return {fmt::format("the code ends the run (\"{}\") where it asked for {} "
                      "when history was recorded",
                      close.phrase.key, removed.phrase.text),
          Gate("end-before-" + GateName(removed.phrase),
               close.phrase.key + At(close), removed.phrase.key)};
}

// Both lists go on differently at the same point.
Explanation Replaced(const Scene& scene, const Step& removed,
                     const Step& added) {
  const std::string& now = added.phrase.key;
  const std::string& then = removed.phrase.key;
  if (ClosesRun(removed) && ClosesRun(added)) {
    return ReplacedBy(removed, added);
  }
  if (ClosesRun(added)) return ClosesEarly(scene, removed, added);
  if (Contains(scene.later, now)) return Moved(removed, added);
  const bool same_kind = KindOf(now) == KindOf(then);
  if (same_kind && scene.unregistered.contains(then)) {
    return ReplacedBy(removed, added);
  }
  return Added(added, &removed);
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

// "pricing:3", as Version records it.
std::optional<std::pair<std::string, std::string>> VersionOf(
    const std::string& id) {
  const size_t colon = id.rfind(':');
  if (colon == std::string::npos || colon + 1 == id.size()) return {};
  const std::string number = id.substr(colon + 1);
  if (number.find_first_not_of("0123456789") != std::string::npos) return {};
  return {{id.substr(0, colon), number}};
}

Explanation MissingPatch(const Difference& difference) {
  const std::string id = Target(difference.recorded);
  if (const auto version = VersionOf(id)) {
    return {fmt::format("history is on version {} of {}, which the code does "
                        "not take here: its range ends before {}, or the call "
                        "of Version is gone",
                        version->second, version->first, version->second),
            fmt::format("ctx.Version(\"{}\", min, max);  // max at least {}, "
                        "where it stood",
                        version->first, version->second)};
  }
  return {fmt::format("history passed the version gate {} here, the code does "
                      "not: its call was removed, renamed, or comes at another "
                      "time",
                      id),
          fmt::format("if (ctx.Patched(\"{0}\")) {{  // back where it stood\n"
                      "  // the code behind it\n}}\n"
                      "// or, if only the old branch is gone:\n"
                      "ctx.DeprecatePatch(\"{0}\");",
                      id)};
}

Explanation MissingLocalActivity(const Difference& difference) {
  return {fmt::format("{} was removed, or is started later, without a version "
                      "gate",
                      difference.recorded),
          ""};
}

Explanation StillWaiting(const Scene& scene) {
  const Edit edit = FirstEdit(scene.recorded, scene.produced);
  if (edit.removed == nullptr) return {};
  if (scene.waiting.empty()) return Removed(*edit.removed);
  const Waiting& waiting = scene.waiting.front();
  const std::string& then = edit.removed->phrase.key;
  std::string place;
  if (!waiting.stack.empty()) {
    place = fmt::format("  ({}:{})", waiting.stack.front().file,
                        waiting.stack.front().line);
  }
  return {fmt::format("the code waits for {} where it asked for {}: a wait was "
                      "added before it, or it was removed, without a version "
                      "gate",
                      waiting.what, then),
          Gate("change-" + GateName(edit.removed->phrase),
               "waits for " + waiting.what + place, then)};
}

// The step of the recorded list that the added one was put in front of.
const Step* WhatFollows(const Scene& scene, const Step& added) {
  const auto index = static_cast<size_t>(&added - scene.produced.data());
  for (size_t i = index; i < scene.produced.size(); ++i) {
    if (Contains(scene.recorded, scene.produced[i].phrase.key)) {
      return &scene.produced[i];
    }
  }
  return nullptr;
}

// What took the place of a step that comes later now; null if the step is
// gone.
const Step* WhatCameBefore(const Scene& scene, const Step& removed) {
  if (!Contains(scene.produced, removed.phrase.key)) return nullptr;
  const auto index = static_cast<size_t>(&removed - scene.recorded.data());
  return index < scene.produced.size() ? &scene.produced[index] : nullptr;
}

Explanation FromEdit(const Scene& scene) {
  const Edit edit = FirstEdit(scene.recorded, scene.produced);
  if (edit.removed != nullptr && edit.added != nullptr) {
    return Replaced(scene, *edit.removed, *edit.added);
  }
  if (edit.removed != nullptr) {
    const Step* before = WhatCameBefore(scene, *edit.removed);
    return before == nullptr ? Removed(*edit.removed)
                             : Moved(*edit.removed, *before);
  }
  if (edit.added == nullptr) return IdShift(scene.difference, scene);
  if (ClosesRun(*edit.added)) {
    return {fmt::format("the code ends the run (\"{}\") where it went on when "
                        "history was recorded",
                        edit.added->phrase.key),
            GateForAdded(*edit.added)};
  }
  return Added(*edit.added, WhatFollows(scene, *edit.added));
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
    case DifferenceKind::kLocalActivityUnmatched:
      return MissingLocalActivity(difference);
    case DifferenceKind::kExtraCommand:
    case DifferenceKind::kTypeMismatch:
    case DifferenceKind::kFieldMismatch:
    case DifferenceKind::kCloseMismatch:
      return FromEdit(scene);
    case DifferenceKind::kVersionRange:
      return {
          "the code has dropped, or does not have yet, the branch of the "
          "version that this run is on",
          ""};
  }
  return {};
}

}  // namespace lockstep::replay
