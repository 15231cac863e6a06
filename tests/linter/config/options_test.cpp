#include "linter/config/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "linter/config/arguments.h"

namespace lockstep::lint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

LintOptions Parse(const std::vector<std::string>& args) {
  const auto command = ParseOptions(args);
  EXPECT_TRUE(command) << command.error().text;
  return command ? command->options : LintOptions();
}

TEST(Options, AcceptWhatCMakePutsIntoTheClangTidySlot) {
  const LintOptions options =
      Parse({"--extra-arg-before=--driver-mode=g++", "-p=build", "a.cpp", "--",
             "/usr/bin/c++", "-std=c++20", "-o", "a.o", "-c", "a.cpp"});
  EXPECT_THAT(options.units.files, ElementsAre("a.cpp"));
  EXPECT_EQ(options.units.build_path, "build");
  EXPECT_THAT(options.units.extra_args_before,
              ElementsAre("--driver-mode=g++"));
  ASSERT_TRUE(options.units.flags);
  EXPECT_EQ(options.units.flags->front(), "/usr/bin/c++");
}

TEST(Options, AcceptClangTidysWaysOfWriting) {
  struct Row {
    std::vector<std::string> args;
    std::vector<std::string> checks;
  };
  const Row rows[] = {{{"--checks=-*,LS101"}, {"-*,LS101"}},
                      {{"-checks=-*,LS101"}, {"-*,LS101"}},
                      {{"--checks", "-*,LS101"}, {"-*,LS101"}},
                      {{"--checks=-*", "--checks=LS101"}, {"-*", "LS101"}}};
  for (const Row& row : rows) {
    EXPECT_EQ(Parse(row.args).judgement.checks, row.checks);
  }
  EXPECT_EQ(Parse({"-line-filter=[]", "-quiet", "a.cpp"}).line_filter, "[]");
  EXPECT_EQ(Parse({"-header-filter=.*"}).judgement.header_filter, ".*");
}

TEST(Options, AFixIsForAllOrForOne) {
  EXPECT_TRUE(Parse({"--fix", "a.cpp"}).fix);
  EXPECT_THAT(Parse({"--fix", "a.cpp"}).units.files, ElementsAre("a.cpp"));
  const LintOptions one = Parse({"--fix=LS101@a.cpp:3"});
  EXPECT_FALSE(one.fix);
  EXPECT_EQ(one.fix_one, "LS101@a.cpp:3");
}

TEST(Options, AnOutputHasAFormatOfItsOwn) {
  const LintOptions options =
      Parse({"--output", "sarif=l.sarif", "--output=json=l.json"});
  EXPECT_TRUE(options.to_stdout);
  ASSERT_EQ(options.outputs.size(), 2u);
  EXPECT_EQ(options.outputs[0].format, Format::kSarif);
  EXPECT_EQ(options.outputs[0].path, "l.sarif");
  EXPECT_EQ(options.outputs[1].format, Format::kJson);
}

TEST(Options, AnOutputWithoutOneTakesTheReportOfStdout) {
  const LintOptions options = Parse({"--format=github", "--output", "x=y.txt"});
  EXPECT_FALSE(options.to_stdout);
  EXPECT_EQ(options.outputs[0].format, Format::kGithub);
  EXPECT_EQ(options.outputs[0].path, "x=y.txt");
}

TEST(Options, VerifyIsForTheProgramOrForEachFile) {
  EXPECT_EQ(Parse({"a.cpp"}).verify, VerifyMode::kOff);
  EXPECT_EQ(Parse({"--verify", "a.cpp"}).verify, VerifyMode::kProgram);
  EXPECT_EQ(Parse({"--verify=each", "a.cpp"}).verify, VerifyMode::kEach);
}

TEST(Options, KnowTheirVerbs) {
  const auto explain = ParseOptions({"explain", "LS101"});
  ASSERT_TRUE(explain);
  EXPECT_EQ(explain->verb, Verb::kExplain);
  EXPECT_EQ(explain->subject, "LS101");
  for (const auto& [word, verb] : {std::pair{"list-rules", Verb::kListRules},
                                   {"--list-rules", Verb::kListRules},
                                   {"--list-checks", Verb::kListRules},
                                   {"dump-config", Verb::kDumpConfig},
                                   {"--dump-config", Verb::kDumpConfig},
                                   {"doctor", Verb::kDoctor}}) {
    const auto command = ParseOptions({word});
    ASSERT_TRUE(command) << word;
    EXPECT_EQ(command->verb, verb) << word;
  }
}

TEST(Options, MistakesAreOneSentence) {
  for (const std::vector<std::string>& args :
       std::vector<std::vector<std::string>>{{"--nonsense"},
                                             {"--format=xml"},
                                             {"--unknown=loud"},
                                             {"--toolchain=two"},
                                             {"--color=red"},
                                             {"-j", "0"},
                                             {"--verify=all"},
                                             {"--fix", "--fix-one=a@b:1"},
                                             {"--", "-DX"},
                                             {"--today", "tomorrow"},
                                             {"a.cpp", "--write-baseline=b"},
                                             {"--diff=A", "--write-baseline=b"},
                                             {"explain"}}) {
    const auto command = ParseOptions(args);
    ASSERT_FALSE(command) << args[0];
    EXPECT_TRUE(command.error().mistake);
    EXPECT_THAT(command.error().text, HasSubstr("see lockstep-lint --help"));
  }
}

TEST(Options, HelpIsNoMistake) {
  for (const char* option : {"--help", "--version"}) {
    const auto command = ParseOptions({option});
    ASSERT_FALSE(command);
    EXPECT_FALSE(command.error().mistake);
    EXPECT_THAT(command.error().text, HasSubstr("lockstep-lint"));
  }
}

}  // namespace
}  // namespace lockstep::lint
