// Which model decides about a call.
#include <gtest/gtest.h>

#include "linter/rules/model_condition.h"
#include "linter/rules/replacement.h"
#include "linter/rules/rule_book.h"
#include "tests/linter/rules/fake_call.h"

namespace lockstep::lint {
namespace {

Model Named(const std::string& name, const std::string& note) {
  Model model;
  model.names = {name};
  model.note = note;
  model.verdict = "pure";
  return model;
}

std::string NoteOf(const ModelTable& table, const std::string& name,
                   const FakeCall& call = {}) {
  const Model* model = table.Find(name, call);
  return model == nullptr ? "nothing" : model->note;
}

TEST(Patterns, AStarMatchesAnyText) {
  EXPECT_TRUE(MatchesPattern("std::sort", "std::sort"));
  EXPECT_FALSE(MatchesPattern("std::sort", "std::sor"));
  EXPECT_TRUE(MatchesPattern("std::chrono::now", "std::*"));
  EXPECT_TRUE(MatchesPattern("std::chrono::now", "*::now"));
  EXPECT_TRUE(MatchesPattern("a::b::c::b::d", "a::*b::d"));
  EXPECT_TRUE(MatchesPattern("", "*"));
  EXPECT_FALSE(MatchesPattern("", "a*"));
  EXPECT_FALSE(MatchesPattern("ab", "a*c"));
}

TEST(ModelTable, TheLongestLiteralTextWins) {
  ModelTable table;
  table.Add(Named("lib::*", "library"));
  table.Add(Named("lib::net::*", "folder"));
  table.Add(Named("*::now", "any now"));
  table.Add(Named("lib::net::now", "exact"));
  table.Seal();
  EXPECT_EQ(NoteOf(table, "lib::sum"), "library");
  EXPECT_EQ(NoteOf(table, "lib::net::send"), "folder");
  EXPECT_EQ(NoteOf(table, "lib::net::now"), "exact");
  EXPECT_EQ(NoteOf(table, "x::now"), "any now");
  EXPECT_EQ(NoteOf(table, "lib::now"), "any now");
  EXPECT_EQ(NoteOf(table, "other"), "nothing");
}

TEST(ModelTable, AFunctionOfCIsInStdTooUnlessStdHasItsOwn) {
  ModelTable table;
  for (const char* name : {"rand", "remove"}) {
    Model model = Named(name, "of C");
    model.library = "libc";
    table.Add(model);
  }
  table.Add(Named("bind", "of sockets"));
  table.Add(Named("std::remove", "an algorithm"));
  table.Add(Named("std::*", "of C++"));
  table.Seal();
  EXPECT_EQ(NoteOf(table, "std::rand"), "of C");
  EXPECT_EQ(NoteOf(table, "std::remove"), "an algorithm");
  EXPECT_EQ(NoteOf(table, "std::bind"), "of C++");
  EXPECT_EQ(NoteOf(table, "std::x::rand"), "of C++");
}

TEST(ModelTable, ConditionsWinAndTheLastOfEqualsWins) {
  ModelTable table;
  Model few = Named("f", "few");
  few.when.max_arguments = 1;
  table.Add(few);
  table.Add(Named("f", "built in"));
  table.Add(Named("f", "the user's"));
  table.Seal();
  FakeCall call;
  EXPECT_EQ(NoteOf(table, "f", call), "few");
  call.literals = {std::nullopt, "3"};
  EXPECT_EQ(NoteOf(table, "f", call), "the user's");
  EXPECT_EQ(table.Candidates("f").size(), 3u);
}

TEST(ModelTable, AClassStandsForItsConstructors) {
  ModelTable table;
  table.Add(Named("std::thread", "class"));
  table.Add(Named("std::*", "library"));
  table.Seal();
  EXPECT_EQ(NoteOf(table, "std::thread"), "class");
  EXPECT_EQ(NoteOf(table, "std::thread::thread"), "class");
  EXPECT_EQ(NoteOf(table, "std::thread::join"), "library");
  EXPECT_EQ(NoteOf(table, "std::thread::~thread"), "library");
}

TEST(Conditions, LiteralsAreWhatIsWritten) {
  ModelCondition when;
  when.literal_argument = 1;
  when.literals = {"C", "null"};
  FakeCall call;
  call.literals = {"6", "C"};
  EXPECT_TRUE(Holds(when, call));
  call.literals[1] = "de_DE";
  EXPECT_FALSE(Holds(when, call));
  when.not_literals = true;
  EXPECT_TRUE(Holds(when, call));
  call.literals[1] = std::nullopt;
  EXPECT_TRUE(Holds(when, call));
}

TEST(Conditions, TypesOfArgumentsCount) {
  ModelCondition when;
  when.template_argument = "pointer";
  FakeCall call;
  EXPECT_FALSE(Holds(when, call));
  call.kinds = {"floating", "pointer"};
  EXPECT_TRUE(Holds(when, call));
  when.template_index = 0;
  EXPECT_FALSE(Holds(when, call));
  when = {};
  when.first_argument_types = {"std::basic_*"};
  call.type = "std::basic_ifstream";
  EXPECT_TRUE(Holds(when, call));
}

TEST(Conditions, ConversionsOfFormats) {
  EXPECT_TRUE(HasConversion("%p", "%p"));
  EXPECT_TRUE(HasConversion("a %-20p", "%p"));
  EXPECT_TRUE(HasConversion("%5.2lf", "%f"));
  EXPECT_FALSE(HasConversion("100%%p", "%p"));
  EXPECT_FALSE(HasConversion("%d%%", "%p"));
  EXPECT_FALSE(HasConversion("%", "%p"));
  EXPECT_TRUE(HasConversion("%H:%M %Z", "%Z"));
  EXPECT_TRUE(HasConversion("{:p}", "{:p}"));
  EXPECT_TRUE(HasConversion("{0:>20p}", "{:p}"));
  EXPECT_FALSE(HasConversion("{{:p}}", "{:p}"));
  EXPECT_FALSE(HasConversion("{:d}p}", "{:p}"));
}

TEST(Replacements, AreSpelledByTheSdk) {
  SdkProfile sdk;
  sdk.replacement_now = "{context}.Now()";
  sdk.replacement_sleep = "co_await {context}.Sleep({0})";
  const ReplacedCall call{"ctx", {"f({now})"}};
  const auto text = [&](const char* replacement) {
    Model model;
    model.replacement = replacement;
    return ReplacementText(model, sdk, call);
  };
  EXPECT_EQ(text("{now}"), "ctx.Now()");
  EXPECT_EQ(text("ToTime({now})"), "ToTime(ctx.Now())");
  EXPECT_EQ(text("{sleep}"), "co_await ctx.Sleep(f({now}))");
  EXPECT_EQ(text("T{}({context})"), "T{}(ctx)");
  EXPECT_EQ(text("{uuid}"), "");
  EXPECT_EQ(text("{1}"), "");
  EXPECT_EQ(text(""), "");
}

}  // namespace
}  // namespace lockstep::lint
