// What a finding says, and that the answer is the same whatever the order.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "program_builder.h"

namespace lockstep::lint {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

std::vector<std::string> Texts(const std::vector<Hop>& chain) {
  std::vector<std::string> texts;
  for (const Hop& hop : chain) {
    texts.push_back(hop.place.file + ":" + std::to_string(hop.place.line) +
                    " " + hop.text);
  }
  return texts;
}

F Leaf() { return F("Leaf").Has("wall-clock", "now", {}, Into(Sink::kBranch)); }

TEST(Answer, TheMessageNamesSymbolFlowAndRule) {
  const RuleBook book = Book();
  const Linked linked = Link({UnitOf({Build({"Leaf"}), Leaf()})}, book, {});
  ASSERT_THAT(linked.findings, SizeIs(1));
  EXPECT_EQ(linked.findings[0].message,
            "'now' breaks wall-clock; its value decides a branch "
            "[lockstep-wall-clock]");
}

TEST(Answer, TheChainIsAShortestOne) {
  const RuleBook book = Book();
  const Linked linked =
      Link({UnitOf({Build({"A"}), F("A").Calls("B").Calls("Leaf"),
                    F("B").Calls("Leaf"), Leaf()})},
           book, {});
  ASSERT_THAT(linked.findings, SizeIs(1));
  EXPECT_THAT(
      Texts(linked.findings[0].chain),
      ElementsAre("/A.cpp:1 workflow 'A' starts here", "/A.cpp:3 calls 'Leaf'",
                  "/Leaf.cpp:2 'now' breaks wall-clock"));
  EXPECT_EQ(linked.findings[0].other_chains, 1U);
}

TEST(Answer, TheChainSaysWhereACallableWasStored) {
  const RuleBook book = Book();
  const Linked linked =
      Link({UnitOf({Build({"A"}), F("main").Stores("fp", Function("Leaf")),
                    F("A").CallsValue(Slot("fp")), Leaf()})},
           book, {});
  ASSERT_THAT(linked.findings, SizeIs(1));
  EXPECT_THAT(Texts(linked.findings[0].chain),
              ElementsAre("/A.cpp:1 workflow 'A' starts here",
                          "/A.cpp:2 calls 'fp', which may be 'Leaf'",
                          "/main.cpp:2 'Leaf' is stored here",
                          "/Leaf.cpp:2 'now' breaks wall-clock"));
}

TEST(Answer, OneFindingForAllWorkflowsThatReachTheCause) {
  const RuleBook book = Book();
  const Linked linked =
      Link({UnitOf({Build({"C", "B", "A"}), F("A").Calls("Leaf"),
                    F("B").Calls("Leaf"), F("C").Calls("Leaf"), Leaf()})},
           book, {});
  ASSERT_THAT(linked.findings, SizeIs(1));
  EXPECT_EQ(linked.findings[0].entry, "A");
  EXPECT_THAT(linked.findings[0].other_entries, ElementsAre("B", "C"));
  EXPECT_THAT(linked.findings[0].other_fingerprints, SizeIs(2));
}

// What a baseline holds.
std::vector<std::string> Prints(const Unit& unit) {
  const RuleBook book = Book();
  std::vector<std::string> prints;
  for (const Finding& finding : Link({unit}, book, {}).findings) {
    prints.push_back(finding.fingerprint);
    prints.insert(prints.end(), finding.other_fingerprints.begin(),
                  finding.other_fingerprints.end());
  }
  std::sort(prints.begin(), prints.end());
  return prints;
}

TEST(Fingerprint, SurvivesMovedLinesAndNewNamesOnTheWay) {
  const std::vector<std::string> before = Prints(
      UnitOf({Build({"A"}), F("A").Calls("B"), F("B").Calls("Leaf"), Leaf()}));
  F moved = F("Renamed").Calls("Other").Has("wall-clock", "now");
  EXPECT_EQ(before,
            Prints(UnitOf({Build({"A"}), F("A").Calls("Other").Calls("Renamed"),
                           F("Other"), moved})));
}

TEST(Fingerprint, ANewWorkflowThatReachesAnOldCauseIsNew) {
  const std::vector<std::string> before =
      Prints(UnitOf({Build({"B"}), F("B").Calls("Leaf"), Leaf()}));
  const std::vector<std::string> after = Prints(UnitOf(
      {Build({"A", "B"}), F("A").Calls("Leaf"), F("B").Calls("Leaf"), Leaf()}));
  EXPECT_THAT(after, SizeIs(2));
  EXPECT_TRUE(
      std::includes(after.begin(), after.end(), before.begin(), before.end()));
}

TEST(Fingerprint, EqualCausesAreNumbered) {
  const std::vector<std::string> prints = Prints(
      UnitOf({Build({"A"}), F("A").Has("wall-clock").Has("wall-clock")}));
  ASSERT_THAT(prints, SizeIs(2));
  EXPECT_NE(prints[0], prints[1]);
}

TEST(Answer, UnitsInAnyOrderGiveTheSame) {
  const RuleBook book = Book();
  std::vector<Unit> units = {
      UnitOf({Build({"A", "B"})}),
      UnitOf({F("A").Calls("B").Calls("Leaf").CallsValue(Slot("s"))}),
      UnitOf({F("B").Calls("A").Calls("Leaf").Stores("s", Function("Leaf"))}),
      UnitOf({Leaf()})};
  const auto render = [&] {
    std::string all;
    for (const Finding& finding : Link(units, book, {}).findings) {
      all += finding.message + finding.fingerprint + finding.entry;
      for (const std::string& text : Texts(finding.chain)) all += text;
    }
    return all;
  };
  const std::string expected = render();
  EXPECT_FALSE(expected.empty());
  std::sort(units.begin(), units.end(),
            [](const Unit& a, const Unit& b) { return a.path > b.path; });
  do {
    EXPECT_EQ(render(), expected);
    std::rotate(units.begin(), units.begin() + 1, units.end());
  } while (units[0].path != "/build.cpp");
}

TEST(Entries, OfShapesThatCallEachOtherTheSmallestKeyStands) {
  const RuleBook book = Book();
  const Linked linked =
      Link({UnitOf({F("A").Shape(Role::kWorkflow, true).Calls("B"),
                    F("B")
                        .Shape(Role::kWorkflow, true)
                        .Calls("A")
                        .Has("random-source")})},
           book, {});
  ASSERT_THAT(linked.findings, SizeIs(1));
  EXPECT_EQ(linked.findings[0].entry, "A");
  EXPECT_EQ(linked.coverage.entries, 1U);
}

TEST(Entries, AHandlerRegisteredByAWorkflowBelongsToIt) {
  const RuleBook book = Book();
  const Linked linked =
      Link({UnitOf({Build({"W"}),
                    F("W").Registers(Role::kQuery, Function("Q"), "status"),
                    F("Q").Has("random-source")})},
           book, {});
  ASSERT_THAT(linked.findings, SizeIs(1));
  EXPECT_EQ(linked.findings[0].entry, "W");
  EXPECT_EQ(linked.findings[0].role, Role::kQuery);
  EXPECT_EQ(linked.coverage.entries, 1U);
}

TEST(Merge, ABodyInTwoUnitsCountsOnce) {
  const RuleBook book = Book();
  const std::vector<Unit> units = {
      UnitOf({Build({"A"})}), UnitOf({F("A").Has("random-source"), F("Z")}),
      UnitOf({F("Y"), F("A").Has("random-source")})};
  EXPECT_THAT(Link(units, book, {}).findings, SizeIs(1));
}

TEST(Merge, BodiesThatDifferAreSaidAndBothJudged) {
  const RuleBook book = Book();
  F other("A");
  other.Has("wall-clock").facts().body_hash = 2;
  const std::vector<Unit> units = {UnitOf({Build({"A"})}),
                                   UnitOf({F("A").Has("random-source")}),
                                   UnitOf({F("Y"), other})};
  EXPECT_THAT(
      Summary(Link(units, book, {}).findings),
      ElementsAre("warning bodies-differ in A: A", "note wall-clock in A: now",
                  "error random-source in A: now"));
}

TEST(Options, OneArchitectureMakesHostFindingsNotes) {
  const RuleBook book = Book();
  const Unit unit = UnitOf({Build({"A"}), F("A").Has("environment", "cpuid")});
  LinkOptions options;
  options.one_architecture = true;
  EXPECT_THAT(Summary(Link({unit}, book, options).findings),
              ElementsAre("note environment in A: cpuid"));
}

TEST(Options, TheConfigurationHasTheLastWord) {
  const RuleBook book = Book();
  const Unit unit = UnitOf({Build({"A"}), F("A").Has("random-source")});
  LinkOptions options;
  options.severities = {{"random-source", Severity::kOff}};
  EXPECT_THAT(Link({unit}, book, options).findings, SizeIs(0));
}

TEST(Options, UnknownCalleesCanBeErrorsOrIgnored) {
  const RuleBook book = Book();
  const Unit unit = UnitOf({Build({"A"}), F("A").CallsLibrary("x::f", "x.h")});
  LinkOptions options;
  options.unknown = UnknownPolicy::kError;
  EXPECT_THAT(Summary(Link({unit}, book, options).findings),
              ElementsAre("error unknown-callee in A: x.h"));
  options.unknown = UnknownPolicy::kIgnore;
  EXPECT_THAT(Link({unit}, book, options).findings, SizeIs(0));
}

TEST(Units, AFlagIsOneFindingIfAUnitHoldsWorkflowCode) {
  const RuleBook book = Book();
  Unit a = UnitOf({Build({"A"}), F("A")});
  Unit b = UnitOf({F("main")});
  Unit c = UnitOf({F("C"), F("A")});
  Effect effect;
  effect.rule = "fast-math";
  effect.symbol = "-ffast-math";
  EXPECT_THAT(Link({a, b}, book, {}).findings, SizeIs(0));
  b.effects = {effect};
  EXPECT_THAT(Link({a, b}, book, {}).findings, SizeIs(0));
  a.effects = c.effects = {effect};
  EXPECT_THAT(Link({a, b, c}, book, {}).findings, SizeIs(1));
}

TEST(Coverage, CountsWhatWasFollowed) {
  const RuleBook book = Book();
  const Linked linked = Link({UnitOf({Build({"A"}),
                                      F("A")
                                          .Calls("B")
                                          .Model("sqrt")
                                          .CallsLibrary("x::f", "x.h")
                                          .CallsValue(Slot("none"))
                                          .Stores("s", Function("B"))
                                          .CallsValue(Slot("s")),
                                      F("B"), F("Unreached")})},
                             book, {});
  const Coverage& coverage = linked.coverage;
  EXPECT_EQ(coverage.functions, 2U);
  EXPECT_EQ(coverage.modelled, 1U);
  EXPECT_EQ(coverage.unknown, 1U);
  EXPECT_EQ(coverage.calls_resolved, 1U);
  EXPECT_EQ(coverage.calls_unresolved, 1U);
}

}  // namespace
}  // namespace lockstep::lint
