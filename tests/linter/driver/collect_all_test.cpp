#include "linter/collect/driver/collect_all.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "project.h"

namespace lockstep::lint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class CollectAllTest : public testing::Test {
 protected:
  void Add(const std::string& name, const std::string& text,
           const std::vector<std::string>& flags = {}) {
    UnitCommand command;
    command.directory = project_.root();
    command.file = project_.Write(name, text);
    command.arguments = {"c++", "-std=c++20"};
    command.arguments.insert(command.arguments.end(), flags.begin(),
                             flags.end());
    command.arguments.push_back(name);
    commands_.push_back(std::move(command));
  }

  CollectResult Collect(CollectOptions options = {}) {
    return CollectAll(commands_, RuleBook{}, options);
  }
  CollectOptions Cached() {
    CollectOptions options;
    options.cache_directory = project_.Path("cache");
    return options;
  }

  static CollectOptions Jobs(unsigned jobs) {
    CollectOptions options;
    options.jobs = jobs;
    return options;
  }
  static CollectOptions Plain() {
    CollectOptions options;
    options.umbrella = false;
    return options;
  }

  static std::vector<std::string> Names(const CollectResult& result) {
    std::vector<std::string> names;
    for (const Unit& unit : result.units) {
      for (const auto& function : unit.functions) names.push_back(function.key);
    }
    return names;
  }

  Project project_;
  std::vector<UnitCommand> commands_;
};

// Enough units for an umbrella.
class UmbrellaTest : public CollectAllTest {
 protected:
  UmbrellaTest() {
    for (const char* name : {"u1", "u2", "u3", "u4", "u5"}) {
      Add(std::string(name) + ".cpp",
          "#include <string>\n#include <vector>\nstd::string " +
              std::string(name) + "() { return {}; }\n");
    }
  }
};

TEST_F(CollectAllTest, TheAnswerIsTheSameForAnyOrderAndNumberOfJobs) {
  project_.Write("shared.h", "inline void Shared() {}\n");
  for (const char* name : {"c", "a", "d", "b", "e"}) {
    Add(std::string(name) + ".cpp",
        "#include \"shared.h\"\nvoid f_" + std::string(name) + "() {}\n");
  }
  const CollectResult one = Collect(Jobs(1));
  EXPECT_THAT(Names(one),
              ElementsAre("Shared", "f_a", "f_b", "f_c", "f_d", "f_e"));
  std::reverse(commands_.begin(), commands_.end());
  const CollectResult four = Collect(Jobs(4));
  EXPECT_EQ(one.units, four.units);
  EXPECT_EQ(one.units, Collect(Plain()).units);
  EXPECT_EQ(one.units, Collect(Cached()).units);
  EXPECT_EQ(one.units, Collect(Cached()).units);
}

TEST_F(CollectAllTest, FilesOfAUnitAreTheUsersOwn) {
  project_.Write("inc/own.h", "#include <vector>\n");
  Add("a.cpp", "#include \"own.h\"\n", {"-Iinc"});
  EXPECT_THAT(Collect().units[0].files,
              ElementsAre(project_.Path("a.cpp"), project_.Path("inc/own.h")));
}

TEST_F(CollectAllTest, AUnitWithAnErrorIsNamedAndAnalysedAsFarAsItGoes) {
  Add("bad.cpp", "void f() {}\nvoid g() { x; }\nvoid h() {}\n");
  Add("good.cpp", "void good() {}\n");
  Add("missing.cpp", "#include \"none.h\"\nvoid m() {}\n");
  const CollectResult result = Collect(Cached());
  ASSERT_EQ(result.failures.size(), 2);
  EXPECT_EQ(result.failures[0].path, project_.Path("bad.cpp"));
  EXPECT_THAT(result.failures[0].message,
              HasSubstr("bad.cpp:2: use of undeclared identifier 'x'; "));
  EXPECT_THAT(result.failures[1].message,
              HasSubstr("missing.cpp:1: 'none.h' file not found; give its"));
  EXPECT_THAT(Names(result), ElementsAre("f", "g", "h", "good", "m"));
  // They are not kept.
  EXPECT_EQ(Collect(Cached()).cached, 1);
  EXPECT_EQ(Collect(Cached()).failures.size(), 2);
}

TEST_F(CollectAllTest, FlagsOfAnotherCompilerDoNoHarm) {
  Add("a.cpp", "void f() {}\n",
      {"-fconcepts", "-fanalyzer", "-fmodules-ts", "-Werror", "-fcoroutines",
       "-mno-such-thing", "-flto=auto", "-fno-gnu-unique"});
  const CollectResult result = Collect();
  EXPECT_THAT(result.failures, IsEmpty());
  EXPECT_THAT(Names(result), ElementsAre("f"));
}

TEST_F(CollectAllTest, FlagsThatChangeNumbersAreAnEffect) {
  Add("a.cpp", "void f() {}\n", {"-ffast-math"});
  const CollectResult result = Collect();
  ASSERT_EQ(result.units[0].effects.size(), 1);
  EXPECT_EQ(result.units[0].effects[0].rule, "fast-math");
}

TEST_F(CollectAllTest, OnlyWhatChangedIsParsedAgain) {
  project_.Write("a.h", "");
  Add("a.cpp", "#include \"a.h\"\nvoid f() {}\n");
  Add("b.cpp", "void g() {}\n");
  EXPECT_EQ(Collect(Cached()).cached, 0);
  EXPECT_EQ(Collect(Cached()).cached, 2);
  project_.Write("a.h", "void k() {}\n");
  const CollectResult result = Collect(Cached());
  EXPECT_EQ(result.cached, 1);
  EXPECT_THAT(Names(result), ElementsAre("f", "k", "g"));
}

TEST_F(CollectAllTest, OtherFlagsAreAnotherUnit) {
  Add("a.cpp", "#ifdef X\nvoid f() {}\n#endif\n");
  EXPECT_THAT(Names(Collect(Cached())), IsEmpty());
  commands_[0].arguments.insert(commands_[0].arguments.begin() + 1, "-DX");
  EXPECT_THAT(Names(Collect(Cached())), ElementsAre("f"));
}

TEST_F(UmbrellaTest, UnitsThatShareHeadersShareAnUmbrella) {
  const CollectResult result = Collect();
  EXPECT_EQ(result.with_umbrella, 5);
  EXPECT_THAT(result.failures, IsEmpty());
  EXPECT_THAT(Names(result), ElementsAre("u1", "u2", "u3", "u4", "u5"));
}

TEST_F(UmbrellaTest, OneChangedUnitUsesTheUmbrellaThatIsThere) {
  Collect(Cached());
  project_.Write("u2.cpp", "#include <string>\nstd::string other;\n");
  const CollectResult result = Collect(Cached());
  EXPECT_EQ(result.cached, 4);
  EXPECT_EQ(result.with_umbrella, 1);
}

// Each would say something else under the umbrella than it says to a compiler.
TEST_F(UmbrellaTest, IsLeftOutWhereItWouldMislead) {
  Add("v1.cpp", "#include <bit>\nint x = std::popcount(1u);\n");
  Add("v2.cpp", "#ifdef __cpp_lib_bitops\nvoid wrong() {}\n#endif\n");
  Add("v3.cpp",
      "#if defined(__cpp_lib_bitops) && 1\nvoid wrong() {}\n#endif\n");
  Add("v4.cpp", "#if __cpp_lib_bitops > 1\nvoid wrong() {}\n#endif\n");
  Add("v5.cpp", "#ifndef __cpp_lib_bitops\nvoid right() {}\n#endif\n");
  Add("v6.cpp", "#include <regex>\nusing namespace std;\nint y;\n");
  Add("v7.cpp",
      "namespace own { struct regex {}; } using namespace own; namespace std "
      "{} "
      "using namespace std; regex fine() { return {}; }\n");
  const CollectResult result = Collect();
  EXPECT_THAT(result.failures, IsEmpty());
  EXPECT_THAT(Names(result),
              ElementsAre("u1", "u2", "u3", "u4", "u5", "right", "fine"));
  EXPECT_EQ(result.with_umbrella, 7);
}

TEST_F(UmbrellaTest, StaysWhereTheUnitIncludedTheHeaderItself) {
  Add("v1.cpp",
      "#include <bit>\n#ifdef __cpp_lib_bitops\nvoid right() {}\n#endif\n");
  const CollectResult result = Collect();
  EXPECT_EQ(result.with_umbrella, 6);
  EXPECT_THAT(Names(result), testing::Contains("right"));
}

TEST_F(UmbrellaTest, ADamagedUmbrellaIsDoneWithout) {
  Collect(Cached());
  for (const auto& entry :
       std::filesystem::directory_iterator(project_.Path("cache/umbrella"))) {
    if (entry.path().extension() == ".pch") {
      std::ofstream(entry.path()) << "no header at all";
    }
  }
  project_.Write("u2.cpp",
                 "#include <string>\nstd::string other() {return {};}");
  const CollectResult result = Collect(Cached());
  EXPECT_EQ(result.with_umbrella, 0);
  EXPECT_THAT(result.failures, IsEmpty());
  EXPECT_THAT(Names(result), testing::Contains("other"));
}

TEST_F(UmbrellaTest, AHeaderOfTheUsersByAStandardNameIsNoPartOfIt) {
  project_.Write("own/queue", "inline void Own() {}\n");
  Add("w1.cpp", "#include <queue>\nvoid w() { Own(); }\n", {"-Iown"});
  const CollectResult result = Collect();
  EXPECT_THAT(result.failures, IsEmpty());
  EXPECT_THAT(Names(result), testing::Contains("Own"));
}

// A named file is linked with what the cache has: that never costs a parse.
TEST_F(CollectAllTest, OnlyCachedUnitsAreLeftOutOrTakenFromTheCache) {
  Add("a.cpp", "void A() {}\n");
  Add("b.cpp", "void B() {}\n");
  commands_[1].only_cached = true;
  const CollectResult cold = Collect(Cached());
  EXPECT_EQ(cold.units.size(), 1u);
  EXPECT_EQ(cold.left_out, 1u);

  commands_[1].only_cached = false;
  Collect(Cached());

  commands_[1].only_cached = true;
  const CollectResult warm = Collect(Cached());
  EXPECT_EQ(warm.units.size(), 2u);
  EXPECT_EQ(warm.left_out, 0u);
}

}  // namespace
}  // namespace lockstep::lint
