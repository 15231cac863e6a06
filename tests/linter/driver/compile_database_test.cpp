#include "linter/collect/driver/compile_database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "project.h"

namespace lockstep::lint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CompileDatabaseTest : public testing::Test {
 protected:
  Result<Commands> Find(std::vector<std::string> sources = {},
                        const std::string& database = "") {
    return FindCommands(
        {std::move(sources), OtherUnits::kNone, database, {}, project_.root()});
  }
  std::vector<std::string> Files(const Result<Commands>& commands) {
    std::vector<std::string> files;
    if (!commands) return {commands.error().message};
    for (const auto& command : commands->commands) {
      files.push_back(command.file);
    }
    return files;
  }
  Project project_;
};

TEST_F(CompileDatabaseTest, IsFoundInTheUsualPlaces) {
  const auto source = project_.Write("src/deep/a.cpp", "");
  project_.Write("CMakePresets.json",
                 R"({"configurePresets": [{"name": "x",
                    "binaryDir": "${sourceDir}/bin/${presetName}"}]})");
  int64_t second = 1000;
  for (const char* place :
       {"bin/x", "cmake-build-debug", "out/b", "build", "build/dev"}) {
    const auto file =
        project_.Database(std::string(place) + "/compile_commands.json",
                          {source}, "c++", ++second);
    const auto commands = Find({source});
    ASSERT_TRUE(commands) << commands.error().message;
    EXPECT_EQ(commands->database, file);
  }
  EXPECT_THAT(Find({source})->remarks,
              ElementsAre(HasSubstr("newest of 5 compile databases")));
  const auto top = project_.Database("compile_commands.json", {source});
  EXPECT_EQ(Find({source})->database, top);
  EXPECT_THAT(Find({source})->remarks, IsEmpty());
}

TEST_F(CompileDatabaseTest, MayBeNamedAsFolderOrFile) {
  const auto source = project_.Write("a.cpp", "");
  const auto file = project_.Database("x/compile_commands.json", {source});
  EXPECT_THAT(Files(Find({}, "x")), ElementsAre(source));
  EXPECT_THAT(Files(Find({}, file)), ElementsAre(source));
  EXPECT_THAT(Find({}, "y").error().message,
              HasSubstr("there is no compile database"));
}

TEST_F(CompileDatabaseTest, MayBeASymlink) {
  const auto source = project_.Write("a.cpp", "");
  std::filesystem::create_symlink(
      project_.Database("x/compile_commands.json", {source}),
      project_.Path("compile_commands.json"));
  EXPECT_THAT(Files(Find()), ElementsAre(source));
}

TEST_F(CompileDatabaseTest, IsRefusedWhenItIsNone) {
  project_.Write("compile_commands.json", "{\"a\": ");
  EXPECT_THAT(Find().error().message, HasSubstr("cannot be read"));
  project_.Write("compile_commands.json", "[]");
  EXPECT_THAT(Find().error().message, HasSubstr("names no C++ source"));
  project_.Write(".git/HEAD", "");
  std::filesystem::remove(project_.Path("compile_commands.json"));
  EXPECT_THAT(Find().error().message, HasSubstr("no compile_commands.json"));
}

TEST_F(CompileDatabaseTest, FilesThatAreGoneAreFailures) {
  const auto source = project_.Write("a.cpp", "");
  project_.Database("compile_commands.json", {source, project_.Path("b.cpp")});
  const auto commands = Find();
  EXPECT_THAT(Files(commands), ElementsAre(source));
  ASSERT_EQ(commands->failures.size(), 1);
  EXPECT_EQ(commands->failures[0].path, project_.Path("b.cpp"));
  EXPECT_THAT(commands->failures[0].message,
              HasSubstr("make the database anew"));
}

TEST_F(CompileDatabaseTest, TheFirstOfTwoEntriesCounts) {
  const auto source = project_.Write("a.cpp", "");
  project_.Write(
      "compile_commands.json",
      nlohmann::json::array({{{"directory", project_.root()},
                              {"file", "a.cpp"},
                              {"arguments", {"c++", "-DFIRST", "a.cpp"}}},
                             {{"directory", project_.root()},
                              {"file", source},
                              {"arguments", {"c++", "-DSECOND", "a.cpp"}}}})
          .dump());
  const auto commands = Find();
  ASSERT_EQ(Files(commands), std::vector{source});
  EXPECT_EQ(commands->commands[0].arguments[1], "-DFIRST");
}

TEST_F(CompileDatabaseTest, OtherLanguagesAreLeftOut) {
  const auto source = project_.Write("a.cpp", "");
  project_.Database("compile_commands.json", {source, project_.Write("b.c", ""),
                                              project_.Write("c.S", "")});
  EXPECT_THAT(Files(Find()), ElementsAre(source));
}

TEST_F(CompileDatabaseTest, AHeaderStandsForAUnitThatIncludesIt) {
  project_.Write("include/deep.h", "");
  const auto header = project_.Write("include/own.h", "#include \"deep.h\"\n");
  const auto other = project_.Write("a.cpp", "#include <own.h>\n");
  const auto own = project_.Write("own.cpp", " # include \"include/own.h\"\n");
  project_.Database("compile_commands.json", {other, own}, "c++ -Iinclude");
  EXPECT_THAT(Files(Find({header})), ElementsAre(own));
  EXPECT_THAT(Files(Find({"include/deep.h"})), ElementsAre(other));
  project_.Write("lonely.h", "");
  const auto commands = Find({"lonely.h"});
  ASSERT_EQ(commands->failures.size(), 1);
  EXPECT_THAT(commands->failures[0].message, HasSubstr("includes this header"));
}

TEST_F(CompileDatabaseTest, UnknownSourcesAreFailures) {
  const auto source = project_.Write("a.cpp", "");
  project_.Write("b.cpp", "");
  project_.Database("compile_commands.json", {source});
  const auto commands = Find({"b.cpp", "c.cpp"});
  ASSERT_EQ(commands->failures.size(), 2);
  EXPECT_THAT(commands->failures[0].message, HasSubstr("it is not in"));
  EXPECT_THAT(commands->failures[1].message, HasSubstr("no such file"));
}

TEST_F(CompileDatabaseTest, FlagsNeedNoDatabase) {
  const auto source = project_.Write("a.cpp", "");
  const auto commands = FindCommands(
      {{"a.cpp"}, OtherUnits::kNone, "", {{"-DX"}}, project_.root()});
  ASSERT_THAT(Files(commands), ElementsAre(source));
  EXPECT_THAT(commands->commands[0].arguments,
              ElementsAre("clang++", "-DX", source));
  EXPECT_FALSE(
      FindCommands({{}, OtherUnits::kNone, "", {{"-DX"}}, project_.root()}));
}

// As CMake fills CXX_CLANG_TIDY's place.
TEST_F(CompileDatabaseTest, FlagsMayBeAWholeCommand) {
  const auto source = project_.Write("a.cpp", "");
  const auto commands = FindCommands({{source},
                                      OtherUnits::kNone,
                                      "",
                                      {{"/usr/bin/g++", "-DX", "-c", source}},
                                      project_.root()});
  ASSERT_THAT(Files(commands), ElementsAre(source));
  EXPECT_EQ(commands->commands[0].arguments[0], "/usr/bin/g++");
}

}  // namespace
}  // namespace lockstep::lint
