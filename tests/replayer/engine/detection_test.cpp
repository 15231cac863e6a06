// Whether the official engine would see a divergence, and where.
#include "replayer/engine/detection.h"

#include <gtest/gtest.h>

#include "replayer/engine/replay.h"
#include "tests/replayer/engine/history_text.h"
#include "tests/replayer/engine/scripted_build.h"

namespace lockstep::replay {
namespace {

struct Detected {
  Detection when;
  int64_t event_id;
  bool replayed;  // a second replay was needed
  bool operator==(const Detected&) const = default;
};

ReplayResult Once(const std::string& history, const std::string& script,
                  const ReplayOptions& options) {
  const ScriptedBuild build(script);
  return Replay(HistoryOf(history), build.build(), options, nullptr);
}

// As BuildWork asks.
Detected DetectedIn(const std::string& history, const std::string& script,
                    const ReplayOptions& options = {}) {
  ReplayResult result = Once(history, script, options);
  const bool again = NeedsCoreReplay(result);
  if (again) {
    SetDetection(Once(history, script, {.core_compatible = true}), result);
  }
  EXPECT_TRUE(result.divergence) << history;
  const Divergence divergence = result.divergence.value_or(Divergence{});
  return {divergence.detected_by_core, divergence.detected_event_id, again};
}

TEST(Detection, AnEventThatIsNotMetIsSeenWhereItIs) {
  EXPECT_EQ(DetectedIn("started;task;activity 1 A", "timer 1"),
            (Detected{Detection::kHere, 5, false}));
  EXPECT_EQ(DetectedIn("started;task;activity 1 A", ""),
            (Detected{Detection::kHere, 5, false}));
}

TEST(Detection, AnExtraCommandIsSeenWhenAnEventMeetsIt) {
  EXPECT_EQ(DetectedIn("started;task;activity 1 A;signal go;task;activity 2 B",
                       "activity 1 A,timer 1|activity 2 B"),
            (Detected{Detection::kLater, 10, true}));
}

TEST(Detection, AnExtraCommandThatNothingMeetsIsNeverSeen) {  // S-51
  EXPECT_EQ(DetectedIn("started;task;activity 1 A", "activity 1 A,timer 1"),
            (Detected{Detection::kNever, 0, true}));
}

TEST(Detection, TargetsAreNeverSeenUnlessTheyComeOut) {
  EXPECT_EQ(
      DetectedIn("started;task;timer 2", "timer 1", {.strict_targets = true}),
      (Detected{Detection::kNever, 0, true}));
  EXPECT_EQ(DetectedIn("started;task;timer 2;timer-fired 5 2;task;complete",
                       "timer 1|complete", {.strict_targets = true}),
            (Detected{Detection::kLater, 6, true}));
}

TEST(Detection, IsAskedOfDivergencesOfTheCoreEngineOnly) {
  ReplayResult ok = Once("started;task;complete", "complete", {});
  EXPECT_FALSE(NeedsCoreReplay(ok));
  ReplayResult go = Once("started;task;timer 1", "", {});
  go.flavour = "go";
  EXPECT_FALSE(NeedsCoreReplay(go));
  EXPECT_EQ(go.divergence->detected_by_core, Detection::kUnknown);
}

}  // namespace
}  // namespace lockstep::replay
