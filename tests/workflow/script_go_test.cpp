// How the workflow build `script_go` runs programs: section 6 of PROGRAM.md, as
// far as it is the interpreter's.
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "tests/workflow/go_profile.h"

using namespace lockstep::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

struct CloseLibrary {
  void operator()(void* library) const { dlclose(library); }
};

// A build of one program "P", and a run of it.
class ScriptGo {
 public:
  explicit ScriptGo(const std::string& program)
      : library_(Load(program)), run(BuildOf(library_.get()), "P", {"0"}) {}

 private:
  static void* Load(const std::string& program) {
    const std::string path = testing::TempDir() + "/lockstep-" +
                             std::to_string(getpid()) + "-go-programs.json";
    std::ofstream(path) << R"({"programs": {"P": )" + program + "}}";
    setenv("LOCKSTEP_PROGRAMS", path.c_str(), 1);
    void* const library =
        dlopen(LOCKSTEP_SCRIPT_GO_BUILD, RTLD_NOW | RTLD_LOCAL);
    BuildOf(library);  // reads the file
    std::filesystem::remove(path);
    return library;
  }
  static const LsBuild* BuildOf(void* library) {
    return reinterpret_cast<LsBuildFunction>(dlsym(library, LS_BUILD_SYMBOL))();
  }

  std::unique_ptr<void, CloseLibrary> library_;

 public:
  Instance run;
};

// Each handler tells by a timer that it ran: of so many milliseconds.
constexpr char kHandlers[] = R"({
  "main": [{"do": "wait", "until": {"ge": ["never", 1]}}],
  "signals": {"b": [{"do": "timer", "ms": 20}], "a": [{"do": "timer", "ms": 10}]},
  "updates": {"v": {"steps": [{"do": "timer", "ms": 2}]},
              "u": {"steps": [{"do": "timer", "ms": 1}]}},
  "onCancel": [{"do": "timer", "ms": 99}]})";

TEST(ScriptGo, IsOfTheGoProfile) {
  ScriptGo script(kHandlers);
  EXPECT_THAT(
      script.run.Activate({NotifyVersion("c", 1), Start()}, Replaying::kYes),
      ElementsAre());
}

TEST(ScriptGo, TakesUpdatesThenSignalsByNameThenTheCancellation) {
  ScriptGo script(kHandlers);
  script.run.Activate({Start()});

  EXPECT_THAT(script.run.Activate({CancelWorkflow(), Signal("b", {"0"}),
                                   Signal("a", {"0"}), Update("v", "i1", {"0"}),
                                   Signal("x", {"0"}), Signal("a", {"0"}),
                                   Update("u", "i2", {"0"})}),
              ElementsAre("ACCEPT i1", "ACCEPT i2", "START_TIMER 1 2ms",
                          "START_TIMER 2 1ms", "START_TIMER 3 10ms",
                          "START_TIMER 4 10ms", "START_TIMER 5 20ms",
                          "START_TIMER 6 99ms"));
}

TEST(ScriptGo, TakesUpdatesOfTheFirstPassByName) {
  ScriptGo script(kHandlers);

  EXPECT_THAT(script.run.Activate(
                  {Start(), Signal("b", {"0"}), Update("v", "i1", {"0"}),
                   Update("u", "i2", {"0"}), Update("v", "i3", {"0"})}),
              ElementsAre("ACCEPT i2", "ACCEPT i1", "ACCEPT i3",
                          "START_TIMER 1 1ms", "START_TIMER 2 2ms",
                          "START_TIMER 3 2ms", "START_TIMER 4 20ms"));
}

TEST(ScriptGo, CompletesUpdatesInOrderBeforeItCloses) {
  ScriptGo script(R"({
    "main": [{"do": "wait", "until": {"ge": ["n", 2]}},
             {"do": "return", "value": 7}],
    "updates": {"u": {"rejectIf": {"ge": ["n", 1]}, "steps": [
      {"do": "set", "var": "upd", "value": {"var": "sig"}},
      {"do": "add", "var": "n", "value": 1}]}}})");
  script.run.Activate({Start()});

  EXPECT_THAT(
      script.run.Activate({Update("u", "i1", {"5"}), Update("u", "i2", {"6"})}),
      ElementsAre("ACCEPT i1", "ACCEPT i2", "COMPLETE_UPDATE i1 5",
                  "COMPLETE_UPDATE i2 6", "COMPLETE 7"));
}

TEST(ScriptGo, RejectsOnlyWhatIsNew) {
  ScriptGo script(R"({
    "main": [{"do": "set", "var": "n", "value": 1},
             {"do": "wait", "until": {"ge": ["n", 9]}}],
    "updates": {"u": {"rejectIf": {"ge": ["n", 1]}, "steps": []}}})");
  script.run.Activate({Start()});

  EXPECT_THAT(script.run.Activate({Accepted(Update("u", "i1", {"5"})),
                                   Update("u", "i2", {"6"})}),
              ElementsAre(StartsWith("REJECT i2"), "ACCEPT i1",
                          "COMPLETE_UPDATE i1 0"));
}

TEST(ScriptGo, AsksForVersionsPatchesAndSideEffects) {
  ScriptGo script(R"({"main": [
    {"do": "version", "id": "c", "min": -1, "max": 3, "to": "v"},
    {"do": "sideEffect", "value": {"var": "v"}, "to": "s"},
    {"do": "patch", "id": "p", "then": [{"do": "add", "var": "s", "value": 10}]},
    {"do": "deprecatePatch", "id": "p"},
    {"do": "return", "value": {"var": "s"}}]})");

  EXPECT_THAT(
      script.run.Activate({Start()}),
      ElementsAre("RECORD_VERSION c min=-1 max=3 answer=3 new",
                  "RECORD_SIDE_EFFECT 1 3",
                  "RECORD_VERSION p min=-1 max=1 answer=1 new",
                  "RECORD_VERSION p min=1 max=1 answer=1", "COMPLETE 13"));
}

TEST(ScriptGo, SeesACancelledThingDoneInTheNextStep) {
  ScriptGo script(R"({"main": [
    {"do": "start", "as": "a", "step":
      {"do": "activity", "type": "A", "opts": {"cancelType": "abandon"}}},
    {"do": "cancel", "handle": "a"},
    {"do": "join", "handle": "a", "to": "x"},
    {"do": "return", "value": {"var": "x"}}]})");

  EXPECT_THAT(script.run.Activate({Start()}),
              ElementsAre(HasSubstr("SCHEDULE_ACTIVITY 1 A"),
                          "CANCEL_ACTIVITY 1", "COMPLETE -2"));
}

TEST(ScriptGo, SeesAChildUnderAnIdInUseFailed) {
  ScriptGo script(R"({"main": [
    {"do": "child", "type": "C", "id": "k", "to": "x"},
    {"do": "return", "value": {"var": "x"}}]})");
  script.run.child_ids_in_use = {"/k"};

  EXPECT_THAT(script.run.Activate({Start()}), ElementsAre("COMPLETE -1"));
}

}  // namespace
