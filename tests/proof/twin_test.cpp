// Broken twins: a program or workflow that was changed, named after the event
// where its replay must part from history. "T~inserted-at17": at event 17.
// "T~doubled-in9": with one command too many in the task that event 9 started.
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "replayer/engine/replay.h"
#include "tests/proof/fixture_set.h"

namespace lockstep::proof {
namespace {

using history::History;
using replay::Replay;
using replay::ReplayResult;
using replay::Verdict;

// History by name of all that `build` made.
std::map<std::string, History> HistoriesOf(const std::string& build) {
  std::map<std::string, History> histories;
  for (const FixtureHistory& each : FixtureHistories("core")) {
    if (each.build == build) {
      histories.emplace(each.name, Parse(each.text, each.name));
    }
  }
  return histories;
}

// With --strict: other targets count.
ReplayResult ReplayOn(const std::string& type, History history,
                      const LsBuild& build) {
  SetWorkflowType(type, history);
  replay::ReplayOptions strict;
  strict.strict_targets = true;
  return Replay(history, build, strict, nullptr);
}

// What the name says of itself: "at17" or "in9".
std::string PlaceInName(const std::string& twin) {
  static const std::regex kPlace(R"(.*~.*-((at|in)\d+))");
  std::smatch parts;
  return std::regex_match(twin, parts, kPlace) ? parts[1].str() : "";
}

std::string PlaceOf(const ReplayResult& result) {
  if (!result.divergence)
    return "nowhere: " + std::string(Name(result.verdict));
  const replay::Difference& difference = result.divergence->difference;
  return difference.event_id != 0
             ? "at" + std::to_string(difference.event_id)
             : "in" + std::to_string(difference.started_event_id);
}

void ExpectDivergence(const std::string& twin, const History& history,
                      const LsBuild& build) {
  const ReplayResult result = ReplayOn(twin, history, build);
  EXPECT_EQ(PlaceOf(result), PlaceInName(twin))
      << twin << " " << result.message;
  EXPECT_EQ(result.verdict, Verdict::kNondeterminism) << twin;
}

TEST(Twin, EditedProgramsPartWhereTheirNamesSay) {
  Json programs = FixturePrograms("core");
  const Json twins = Json::parse(
      ReadBytes(LOCKSTEP_SOURCE_DIR "/fixtures/oracle/core/twins.json"));
  for (const auto& [name, twin] : twins.items()) {
    const std::string base = name.substr(0, name.find('~'));
    programs[name] = programs.at(base).patch(twin.at("patch"));
  }
  Builds builds(programs);
  const auto histories = HistoriesOf("script");

  EXPECT_GT(twins.size(), 40u);
  for (const auto& [name, twin] : twins.items()) {
    ExpectDivergence(name, histories.at(twin.at("history")),
                     builds.Get("script"));
  }
}

// All of them on the one closed run of their workflow.
TEST(Twin, EditedWorkflowsPartWhereTheirNamesSay) {
  Builds builds(Json::object());
  const LsBuild& build = builds.Get("user_grant_twins");
  const History history = HistoriesOf("user_grant").at("user-grant-completed");

  EXPECT_GT(build.workflow_count, 5u);
  for (size_t i = 0; i < build.workflow_count; ++i) {
    const LsText name = build.workflows[i]->name;
    ExpectDivergence({name.data, name.size}, history, build);
  }
}

// Renames what the program calls that, everywhere.
void RenameType(const std::string& step, const std::string& type, Json& place) {
  if (place.is_object() && place.value("do", "") == step &&
      place.value("type", "") == type) {
    place["type"] = type + "x";
  }
  if (!place.is_structured()) return;
  for (auto& each : place.items()) RenameType(step, type, each.value());
}

// A step and the event that records it first, in one history.
struct Renamed {
  std::string history;
  std::string twin;
  std::string base;
  std::string step;
  std::string type;
};

std::vector<Renamed> FirstEvents(const std::string& history,
                                 const std::string& base,
                                 const Events& events) {
  std::vector<Renamed> renamed;
  std::set<std::string> seen;
  for (const Json& event : events) {
    const bool activity = Is(event, "ACTIVITY_TASK_SCHEDULED");
    const bool child = Is(event, "START_CHILD_WORKFLOW_EXECUTION_INITIATED");
    if (!activity && !child) continue;
    const char* const key = activity ? "activityType" : "workflowType";
    const std::string type = Attributes(event).at(key).at("name");
    if (!seen.insert(type).second) continue;
    const std::string id = event.at("eventId");
    renamed.push_back({history, base + "~" + history + "-" + type + "-at" + id,
                       base, activity ? "activity" : "child", type});
  }
  return renamed;
}

// A twin for each type of activity and child in each history: where it must
// part is read in the history.
TEST(Twin, ProgramsWithARenamedStepPartAtItsFirstEvent) {
  Json programs = FixturePrograms("core");
  std::vector<Renamed> twins;
  for (const FixtureHistory& each : FixtureHistories("core")) {
    if (each.build != "script") continue;
    const std::string base = WorkflowType(Parse(each.text, each.name));
    const auto found = FirstEvents(each.name, base, ParseEvents(each.text));
    twins.insert(twins.end(), found.begin(), found.end());
  }
  for (const Renamed& twin : twins) {
    programs[twin.twin] = programs.at(twin.base);
    RenameType(twin.step, twin.type, programs[twin.twin]);
  }
  Builds builds(programs);
  const auto histories = HistoriesOf("script");

  EXPECT_GT(twins.size(), 250u);
  for (const Renamed& twin : twins) {
    ExpectDivergence(twin.twin, histories.at(twin.history),
                     builds.Get("script"));
  }
}

}  // namespace
}  // namespace lockstep::proof
