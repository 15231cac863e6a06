// A program by hand in, one line a finding out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "program_builder.h"

namespace lockstep::lint {
namespace {

using testing::ElementsAreArray;
using testing::PrintToString;
using Kind = Action::Kind;
using Storage = VariableFacts::Storage;

struct Law {
  std::string name;
  Unit unit;
  std::vector<std::string> findings;
};

void PrintTo(const Law& law, std::ostream* out) { *out << law.name; }

class LinkLaw : public testing::TestWithParam<Law> {};

TEST_P(LinkLaw, Holds) {
  const RuleBook book = Book();
  const Linked linked = Link({GetParam().unit}, book, {});
  EXPECT_THAT(Summary(linked.findings), ElementsAreArray(GetParam().findings));
}

std::string NameOf(const testing::TestParamInfo<Law>& info) {
  return info.param.name;
}

const std::string kClock = "error wall-clock in Leaf: now";

F Leaf() { return F("Leaf").Has("wall-clock", "now", {}, Into(Sink::kBranch)); }

INSTANTIATE_TEST_SUITE_P(
    Reach, LinkLaw,
    testing::Values(
        Law{"AnEffectInAWorkflowIsAFinding",
            UnitOf({Build({"A"}), F("A").Has("random-source", "rand")}),
            {"error random-source in A: rand"}},
        Law{"AnEffectIsFoundThroughCalls",
            UnitOf({Build({"A"}), F("A").Calls("B"), F("B").Calls("Leaf"),
                    Leaf()}),
            {kClock}},
        Law{"WhatNoWorkflowReachesIsSilent",
            UnitOf({Build({"A"}), F("A"), F("main").Calls("Leaf"), Leaf()}),
            {}},
        Law{"CyclesEnd",
            UnitOf({Build({"A"}), F("A").Calls("B"),
                    F("B").Calls("A").Calls("B").Calls("Leaf"), Leaf()}),
            {kClock}},
        Law{"AShapeWithoutRegistrationIsAnEntry",
            UnitOf({F("A").Shape(Role::kWorkflow, true).Calls("Leaf"), Leaf()}),
            {kClock}},
        Law{"AFunctionForActivitiesIsNoEntryByShape",
            UnitOf({F("build").Registers(Role::kActivity, Function("A")),
                    F("A").Shape(Role::kWorkflow, true).Calls("Leaf"), Leaf()}),
            {}},
        Law{"DeterministicByAnnotationIsNotFollowed",
            [] {
              F leaf = Leaf();
              leaf.facts().annotation = "deterministic";
              return UnitOf({Build({"A"}), F("A").Calls("Leaf"), leaf});
            }(),
            {}},
        Law{"NondeterministicByAnnotationIsAFindingAtTheCall",
            [] {
              F leaf("Leaf");
              leaf.facts().annotation = "nondeterministic: asks the scheduler";
              return UnitOf({Build({"A"}), F("A").Calls("Leaf"), leaf});
            }(),
            {"error declared-nondeterministic in A: Leaf"}},
        Law{"AnUnknownLibraryIsOneNote",
            UnitOf({Build({"A"}), F("A")
                                      .CallsLibrary("x::f", "x.h")
                                      .CallsLibrary("x::g", "x.h")
                                      .Model("sqrt")}),
            {"note unknown-callee in A: x.h"}},
        Law{"ATakenAddressIsAWeakCall",
            UnitOf({Build({"A"}), F("A").Refers("Leaf"), Leaf()}),
            {"warning wall-clock in Leaf: now"}},
        Law{"ARegisteredCaptureOutlivesTheRun",
            UnitOf({F("build").Registers(Role::kWorkflow, Function("A"), "A",
                                         "cache"),
                    F("A")}),
            {"error registered-capture in A: cache"}}),
    NameOf);

INSTANTIATE_TEST_SUITE_P(Callables, LinkLaw,
                         testing::
                             Values(Law{"AVariableHoldsWhatIsStoredInIt",
                                        UnitOf({Build({"A"}),
                                                F("A")
                                                    .Stores("fp",
                                                            Function("Leaf"))
                                                    .CallsValue(Slot("fp")),
                                                Leaf()}),
                                        {kClock}},
                                    Law{"OnlyStoredIsSilent",
                                        UnitOf({Build({"A"}),
                                                F("A").Stores("fp",
                                                              Function("Leaf")),
                                                Leaf()}),
                                        {}},
                                    Law{"AMemberMayBeSetByMain",
                                        UnitOf({Build({"A"}),
                                                F("main").CallsWith(
                                                    "Set", Function("Leaf")),
                                                F("Set").Stores("T::f",
                                                                Parameter(0)),
                                                F("A").CallsValue(Slot("T::f")),
                                                Leaf()}),
                                        {kClock}},
                                    Law{"VariablesPassCallablesOn",
                                        UnitOf({Build({"A"}),
                                                F("A")
                                                    .Stores("a",
                                                            Function("Leaf"))
                                                    .Stores("b", Slot("a"))
                                                    .CallsValue(Slot("b")),
                                                Leaf()}),
                                        {kClock}},
                                    Law{"AResultMayBeCalled",
                                        UnitOf(
                                            {Build({"A"}),
                                             F("A").CallsValue(
                                                 Returned("Make")),
                                             F("Make").Stores("return:Make",
                                                              Function("Leaf")),
                                             Leaf()}),
                                        {kClock}},
                                    Law{"AParameterIsCalledForItsCallerOnly",
                                        UnitOf(
                                            {Build({"A"}),
                                             F("A").CallsWith("Each",
                                                              Function("Fine")),
                                             F("main").CallsWith(
                                                 "Each", Function("Leaf")),
                                             F("Each").CallsValue(Parameter(0)),
                                             F("Fine"), Leaf()}),
                                        {}},
                                    Law{"AParameterIsCalledTwoLevelsDown",
                                        UnitOf({Build({"A"}),
                                                F("A").CallsWith(
                                                    "Outer", Function("Leaf")),
                                                F("Outer").CallsWith(
                                                    "Inner", Parameter(0)),
                                                F("Inner").CallsValue(
                                                    Parameter(0)),
                                                Leaf()}),
                                        {kClock}},
                                    Law{"AParameterThatIsNotUsedIsSilent",
                                        UnitOf({Build({"A"}),
                                                F("A").CallsWith(
                                                    "Drop",
                                                    Function("Leaf")),
                                                F("Drop"), Leaf()}),
                                        {}},
                                    Law{"AHelperThatForwardsToSideEffectInherit"
                                        "sItsRole",
                                        UnitOf({Build({"A"}),
                                                F("A").CallsWith(
                                                    "Mine",
                                                    Function("Leaf")),
                                                F("Mine")
                                                    .Registers(Role::
                                                                   kSideEffect,
                                                               Parameter(0)),
                                                Leaf()}),
                                        {}},
                                    Law{"AHelperThatAlsoCallsItDoesNot",
                                        UnitOf({Build({"A"}),
                                                F("A").CallsWith(
                                                    "Mine",
                                                    Function("Leaf")),
                                                F("Mine")
                                                    .Registers(Role::
                                                                   kSideEffect,
                                                               Parameter(0))
                                                    .CallsValue(Parameter(0)),
                                                Leaf()}),
                                        {kClock}},
                                    Law{"AnUnknownLibraryCallsWhatItIsGiven",
                                        [] {
                                          F a("A");
                                          a.CallsWith("x::f", Function("Leaf"));
                                          a.facts().calls[0].modelled = true;
                                          return UnitOf(
                                              {Build({"A"}), a, Leaf()});
                                        }(),
                                        {kClock}},
                                    Law{"NothingStoredIsUnknown",
                                        UnitOf({Build({"A"}),
                                                F("A").CallsValue(Slot("fp"))}),
                                        {"note unknown-callee in A: fp"}}),
                         NameOf);

std::vector<ClassFacts> Shapes() {
  return {{"Shape", "Shape", {}, {{"Shape::Area", {}}}},
          {"Circle", "Circle", {"Shape"}, {{"Leaf", {"Shape::Area"}}}},
          {"Disc", "Disc", {"Circle"}, {}}};
}

Unit Drawing(const std::string& constructed) {
  F main("main");
  main.facts().constructs = {constructed};
  return UnitOf(
      {Build({"A"}), F("A").CallsVirtual("Shape::Area"), Leaf(), main}, {},
      Shapes());
}

INSTANTIATE_TEST_SUITE_P(
    Virtual, LinkLaw,
    testing::Values(
        Law{"AnOverriderIsCalled", Drawing("Circle"), {kClock}},
        Law{"AnOverriderIsCalledForADerivedObject", Drawing("Disc"), {kClock}},
        Law{"AClassThatNobodyConstructsIsAWarning",
            Drawing("Shape"),
            {"warning wall-clock in Leaf: now"}}),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    Roles, LinkLaw,
    testing::Values(
        Law{"ASideEffectMayReadTheClock",
            UnitOf({Build({"A"}),
                    F("A").Registers(Role::kSideEffect, Function("Leaf")),
                    Leaf()}),
            {}},
        Law{"APredicateMayNot",
            UnitOf({Build({"A"}),
                    F("A").Registers(Role::kPredicate, Function("Leaf")),
                    Leaf()}),
            {kClock}},
        Law{"AThreadIsOutOfReach",
            UnitOf({Build({"A"}),
                    F("A").Registers(Role::kDetached, Function("Leaf")),
                    Leaf()}),
            {}},
        Law{"ACommandInASideEffect",
            UnitOf({Build({"A"}),
                    F("A").Registers(Role::kSideEffect, Function("L")),
                    F("L").Does(Kind::kCommand)}),
            {"error command-in-side-effect in L: ctx.Activity"}},
        Law{"ACaptureWrittenInASideEffect",
            UnitOf({Build({"A"}),
                    F("A").Registers(Role::kSideEffect, Function("lambda")),
                    F("lambda").Does(Kind::kStateWrite, "total")}),
            {"error capture-write in lambda: total"}},
        Law{"AnActivityCalledDirectly",
            UnitOf({F("build")
                        .Registers(Role::kWorkflow, Function("A"), "A")
                        .Registers(Role::kActivity, Function("Leaf")),
                    F("A").Calls("Leaf"), Leaf()}),
            {"error direct-activity-call in A: Leaf"}},
        Law{"ASharedFunctionIsCleanThroughTheActivity",
            UnitOf({F("build")
                        .Registers(Role::kWorkflow, Function("A"), "A")
                        .Registers(Role::kActivity, Function("Act")),
                    F("A").Refers("Act"), F("Act").Calls("Leaf"), Leaf()}),
            {}},
        Law{"AQueryThatWrites",
            UnitOf({F("build").Registers(Role::kQuery, Function("Q")),
                    F("Q").Does(Kind::kStateWrite, "count_")}),
            {"error query-mutation in Q: count_"}},
        Law{"AQueryThatMakesACommand",
            UnitOf({F("build").Registers(Role::kQuery, Function("Q")),
                    F("Q").Does(Kind::kCommand)}),
            {"error query-mutation in Q: ctx.Activity"}},
        Law{"AQueryThatWritesInAMethodOfItsObject",
            UnitOf({F("build").Registers(Role::kQuery, Function("Q")),
                    F("Q").CallsOnThis("Add"),
                    F("Add").Does(Kind::kStateWrite, "count_")}),
            {"error query-mutation in Add: count_"}},
        Law{"AQueryMayBuildAnObjectOfItsOwn",
            UnitOf({F("build").Registers(Role::kQuery, Function("Q")),
                    F("Q").Calls("Add"), F("Add").CallsOnThis("Grow"),
                    F("Grow").Does(Kind::kStateWrite, "count_")}),
            {}},
        Law{"AQueryMayWriteWhatItsLambdasCapture",
            UnitOf({F("build").Registers(Role::kQuery, Function("Q")),
                    F("Q").CallsValue(Function("lambda")),
                    F("lambda").In("Q").WritesCapture("sum")}),
            {}},
        Law{"AQueryThatIsALambdaMayNot",
            UnitOf({Build({"A"}),
                    F("A").Registers(Role::kQuery, Function("lambda")),
                    F("lambda").In("A").WritesCapture("sum")}),
            {"error query-mutation in lambda: sum"}},
        Law{"AWorkflowMayWrite",
            UnitOf({Build({"A"}), F("A").Does(Kind::kStateWrite, "count_")}),
            {}}),
    NameOf);

Unit Decided(Region says, Region region) {
  F helper("Replaying");
  helper.facts().replay_predicate.region = says;
  return UnitOf({Build({"A"}),
                 F("A").Has("wall-clock", "now", {region, "Replaying"}),
                 helper});
}

INSTANTIATE_TEST_SUITE_P(
    Guards, LinkLaw,
    testing::Values(
        Law{"LogsInAGuardMayReadTheClock",
            UnitOf({Build({"A"}), F("A").Has("wall-clock", "now", Live())}),
            {}},
        Law{"AlsoInWhatTheyCall",
            UnitOf({Build({"A"}), F("A").Calls("Leaf", Live()), Leaf()}),
            {}},
        Law{"OneUnguardedCallerIsEnough",
            UnitOf({Build({"A"}), F("A").Calls("Leaf", Live()).Calls("Leaf"),
                    Leaf()}),
            {kClock}},
        Law{"AHelperMayDecide",
            Decided(Region::kReplayOnly, Region::kLiveOnly),
            {}},
        Law{"AHelperThatSaysNothingIsNoGuard",
            Decided(Region::kAlways, Region::kLiveOnly),
            {"note wall-clock in A: now"}},
        Law{"ACommandInAGuard",
            UnitOf({Build({"A"}),
                    F("A").Does(Kind::kCommand, "ctx.Sleep", Live())}),
            {"error replay-branch in A: ctx.Sleep"}},
        Law{"ARandomDrawInAReplay",
            UnitOf({Build({"A"}),
                    F("A").Does(Kind::kRandomDraw, "ctx.Uuid", ReplayOnly())}),
            {"error replay-branch in A: ctx.Uuid"}},
        Law{"ACommandBehindACallInAGuardIsReportedAtTheGuard",
            UnitOf({Build({"A"}), F("A").Calls("B", Live()), F("B").Calls("C"),
                    F("C").Does(Kind::kCommand)}),
            {"error replay-branch in A: B"}},
        Law{"AWriteInAGuardThatMatters",
            UnitOf({Build({"A"}),
                    F("A").Does(Kind::kStateWrite, "seen_", Live(), true)}),
            {"error replay-branch in A: seen_"}},
        Law{"AWriteInAGuardThatDoesNotMatter",
            UnitOf({Build({"A"}),
                    F("A").Does(Kind::kStateWrite, "seen_", Live())}),
            {}}),
    NameOf);

Unit Flow(const ValueFlow& result) {
  return UnitOf(
      {Build({"A"}), F("A").Calls("Leaf", {}, result),
       F("Leaf").Has("wall-clock", "now", {}, Into(Sink::kReturned))});
}

INSTANTIATE_TEST_SUITE_P(
    Flows, LinkLaw,
    testing::Values(
        Law{"AReturnedValueCountsWhereTheCallerPutsIt",
            Flow(Into(Sink::kBranch)),
            {kClock}},
        Law{"IntoAPayload",
            Flow(Into(Sink::kPayload)),
            {"warning wall-clock in Leaf: now"}},
        Law{"IntoALog",
            Flow(Into(Sink::kLog)),
            {"note wall-clock in Leaf: now"}},
        Law{"TheResultOfTheWorkflowIsAPayload",
            Flow(Into(Sink::kReturned)),
            {"warning wall-clock in Leaf: now"}},
        Law{"TheWorstCallerCounts",
            UnitOf({Build({"A"}),
                    F("A").Calls("Leaf", {}, Into(Sink::kLog)).Calls("B"),
                    F("B").Calls("Leaf", {}, Into(Sink::kBranch)),
                    F("Leaf").Has("wall-clock", "now", {},
                                  Into(Sink::kReturned))}),
            {kClock}},
        Law{"WhatCountsOnlyIfItMattersIsSilentInAPayload",
            UnitOf({Build({"A"}),
                    F("A")
                        .Has("wall-clock", "now", {}, Into(Sink::kPayload))
                        .Gated("matters")}),
            {}},
        Law{"WhatCountsOnlyIfItMattersIsAFindingInABranch",
            UnitOf({Build({"A"}),
                    F("A")
                        .Has("wall-clock", "now", {}, Into(Sink::kBranch))
                        .Gated("matters")}),
            {"error wall-clock in A: now"}},
        Law{"AGateThatNobodyArms",
            UnitOf({Build({"A"}),
                    F("A").Has("environment", "strtod").Gated("c-locale")}),
            {}},
        Law{"AGateThatMainArms",
            UnitOf({Build({"A"}),
                    F("A").Has("environment", "strtod").Gated("c-locale"),
                    F("main").Does(Kind::kArmsGate, "c-locale")}),
            {"error environment in A: strtod"}}),
    NameOf);

constexpr auto kRead = Access::Kind::kRead;
constexpr auto kWrite = Access::Kind::kWrite;

VariableFacts Engine() {
  VariableFacts facts = Variable("g");
  facts.random_engine = true;
  return facts;
}
VariableFacts Local() {
  VariableFacts facts = Variable("g");
  facts.thread_local_storage = true;
  return facts;
}

INSTANTIATE_TEST_SUITE_P(
    State, LinkLaw,
    testing::Values(
        Law{"AGlobalThatRunsChange",
            UnitOf({Build({"A"}), F("A").Uses("g", kWrite)}, {Variable("g")}),
            {"error mutable-global in A: g"}},
        Law{"ATableThatNobodyChanges",
            UnitOf({Build({"A"}), F("A").Uses("g", kRead)}, {Variable("g")}),
            {}},
        Law{"ATableThatOnlyMainFills",
            UnitOf({Build({"A"}), F("A").Uses("g", kRead),
                    F("main").Uses("g", kWrite)},
                   {Variable("g")}),
            {"note mutable-global in A: g"}},
        Law{"AGlobalThatAnActivityChanges",
            UnitOf({F("build")
                        .Registers(Role::kWorkflow, Function("A"), "A")
                        .Registers(Role::kActivity, Function("Act")),
                    F("A").Uses("g", kRead), F("Act").Uses("g", kWrite)},
                   {Variable("g")}),
            {"error mutable-global in A: g"}},
        Law{"AStaticLocalThatRunsChange",
            UnitOf({Build({"A"}), F("A").Uses("g", kWrite)},
                   {Variable("g", Storage::kStaticLocal)}),
            {"error static-local in A: g"}},
        Law{"AScratchBufferIsAWarning",
            UnitOf({Build({"A"}),
                    F("A").Uses("g", kWrite).Uses("g", kRead, true)},
                   {Variable("g", Storage::kStaticLocal)}),
            {"warning static-local in A: g"}},
        Law{"ASingletonHandsItselfOut",
            UnitOf({Build({"A"}), F("A").Calls("Instance"),
                    F("Instance").Uses("g", Access::Kind::kEscape)},
                   {Variable("g", Storage::kStaticLocal)}),
            {"warning singleton in Instance: g"}},
        Law{"WhatCallersDoWithASingleton",
            UnitOf({Build({"A"}),
                    F("A").Calls("Instance", {}, Into(Sink::kBranch)),
                    F("Instance")
                        .Uses("g", Access::Kind::kEscape, false,
                              Into(Sink::kReturned))},
                   {Variable("g", Storage::kStaticLocal)}),
            {"error singleton in Instance: g"}},
        Law{"WhereTheReadOfAnInitialisedVariableGoes",
            UnitOf({Build({"A"}),
                    F("A").Calls("init:g").Uses("g", kRead, false,
                                                Into(Sink::kBranch)),
                    F("init:g").Calls("Leaf"), Leaf()},
                   {Variable("g")}),
            {"error dynamic-initializer in A: g"}},
        Law{"AThreadLocalIsAboutTheThread",
            UnitOf({Build({"A"}), F("A").Uses("g", kRead)}, {Local()}),
            {"error thread-identity in A: g"}},
        Law{"ASharedEngine",
            UnitOf({Build({"A"}), F("A").Uses("g", kWrite)}, {Engine()}),
            {"error shared-engine in A: g"}},
        Law{"AnInitialiserThatReadsTheClock",
            UnitOf({Build({"A"}), F("A").Calls("init:g"),
                    F("init:g").Calls("Leaf"), Leaf()},
                   {Variable("g")}),
            {"warning dynamic-initializer in A: g"}},
        Law{"AnInitialiserOfAStaticLocal",
            UnitOf({Build({"A"}), F("A").Calls("init:g"),
                    F("init:g").Calls("Leaf"), Leaf()},
                   {Variable("g", Storage::kStaticLocal)}),
            {"error static-local in A: g"}},
        Law{"AnInitialiserThatIsPure",
            UnitOf({Build({"A"}), F("A").Calls("init:g"), F("init:g")},
                   {Variable("g")}),
            {}}),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    Order, LinkLaw,
    testing::Values(
        Law{"TwoEffectfulPartsAreUnordered",
            UnitOf({Build({"A"}),
                    F("A").Parts({{{}, "co_await", {}}, {{}, "", {"B"}}}),
                    F("B").Calls("C"), F("C").Does(Kind::kRandomDraw)}),
            {"error unsequenced-effects in A: operands of +"}},
        Law{"OneEffectfulPartIsFine",
            UnitOf({Build({"A"}),
                    F("A").Parts({{{}, "co_await", {}}, {{}, "", {"B"}}}),
                    F("B")}),
            {}},
        Law{"ACommandInADestructor",
            [] {
              F gone("~Guard");
              gone.Calls("Undo").facts().destructor = true;
              return UnitOf({Build({"A"}), F("A").Calls("~Guard"), gone,
                             F("Undo").Does(Kind::kCommand)});
            }(),
            {"warning command-in-destructor in ~Guard: ~Guard"}}),
    NameOf);

}  // namespace
}  // namespace lockstep::lint
