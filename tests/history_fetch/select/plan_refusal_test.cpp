// What is no plan, and why.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/history_fetch/select/parsed_plan.h"

namespace lockstep::fetch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// ---- Refusals ----

struct Mistake {
  const char* lines;     // after [[stratum]] and its type, so from line 3 on
  const char* sentence;  // all of the message after the file's name
};

constexpr Mistake kStratumMistakes[] = {
    {"wamt = 5", ":3: [[stratum]] has no key 'wamt'; did you mean 'want'?"},
    {"want = \"5\"",
     ":3: 'want' must be a whole number, without quotes, not a string"},
    {"want = 5.0",
     ":3: 'want' must be a whole number, without quotes, not a number with a "
     "point"},
    {"want = 0", ":3: 'want' is 0; it must be 1 or more"},
    {"oldest = -1", ":3: 'oldest' is -1; it must be 0 or more"},
    {"longest = -1", ":3: 'longest' is -1; it must be 0 or more"},
    {"max_per_chain = -1", ":3: 'max_per_chain' is -1; it must be 0 or more"},
    {"max_per_schedule = true",
     ":3: 'max_per_schedule' must be a whole number, without quotes, not true "
     "or false"},
    {"min_histories = [1]",
     ":3: 'min_histories' must be a whole number, without quotes, not a list"},
    {"min_running = 1979-05-27",
     ":3: 'min_running' must be a whole number, without quotes, not a date or "
     "a time"},
    {"min_distinct_shapes = {}",
     ":3: 'min_distinct_shapes' must be a whole number, without quotes, not a "
     "table"},
    {"chains = \"yes\"",
     ":3: 'chains' must be true or false, without quotes, not a string"},
    {"children = 1",
     ":3: 'children' must be true or false, without quotes, not an integer"},
    {"name = \"\"", ":3: 'name' is empty; give it a value or leave it out"},
    {"name = 3", ":3: 'name' must be a string, not an integer"},
    {"name = \"a\\nb\"",
     ":3: 'name' holds a line end or another control character; write it on "
     "one line"},
    {"statuses = \"Running\"",
     ":3: 'statuses' must be a list of strings, [\"...\"], not a string"},
    {"statuses = []",
     ":3: 'statuses' is empty; name one at least, or leave it out for all"},
    {"statuses = [\"Running\", 1]",
     ":3: 'statuses' must be a string, not an integer"},
    {"statuses = [\"Cancelled\"]",
     ":3: 'Cancelled' is no status; did you mean 'Canceled'?"},
    {"statuses = [\"Open\"]",
     ":3: 'Open' is no status; it is one of Running, Paused, Completed, "
     "Failed, Canceled, Terminated, ContinuedAsNew, TimedOut"},
    {"statuses = [\"Failed\",\n \"Failed\"]",
     ":4: 'statuses' names 'Failed' twice; remove one of them"},
    {"age_buckets = []",
     ":3: 'age_buckets' is empty; write [\"retention\"] for a single one, or "
     "leave it out"},
    {"age_buckets = [\"retention\", \"1d\"]",
     ":3: 'retention' must be the last of 'age_buckets'"},
    {"age_buckets = [\"7d\", \"1d\"]",
     ":3: '1d' in 'age_buckets' is not longer than the one before it; write "
     "them from the shortest to the longest"},
    {"age_buckets = [\"7d\", \"1w\"]",
     ":3: '1w' in 'age_buckets' is not longer than the one before it; write "
     "them from the shortest to the longest"},
    {"split_by = [\"a' OR 1=1\"]",
     ":3: 'a' OR 1=1' in 'split_by' is not the name of a search attribute; "
     "only letters, digits and '_' may be in it"},
    {"split_by = [\"1st\"]",
     ":3: '1st' in 'split_by' is not the name of a search attribute; only "
     "letters, digits and '_' may be in it"},
    {"include = [\"a = 'x\"]",
     ":3: the query 'a = 'x' in 'include' has a quote or a parenthesis that is "
     "not closed; close it"},
    {"include = [\"a = 1) OR (b = 1\"]",
     ":3: the query 'a = 1) OR (b = 1' in 'include' has a quote or a "
     "parenthesis that is not closed; close it"},
    {"source = \"prod\"",
     ":1: the stratum 'Order' names the source 'prod', which is not in the "
     "plan; add [source.prod], or name 'default'"},
    {"statuses = [\"Failed\"]\nmin_running = 2",
     ":1: the stratum 'Order' needs 2 running histories, but its statuses are "
     "without \"Running\"; add it"},
    {"[[stratum]]\nworkflow_type = \"Order\"",
     ":3: the stratum 'Order' is already in line 1; give one of them another "
     "name = \"...\""},
    {"[[stratum]]\nwant = 1",
     ":3: this [[stratum]] has no workflow_type; add workflow_type = \"...\""},
    {"[corpus]\nseed = -1", ":4: 'seed' is -1; it must be 0 or more"},
    {"[corpus]\nmax_histories = -1",
     ":4: 'max_histories' is -1; it must be 0 or more"},
    {"[corpus]\nmax_events = \"many\"",
     ":4: 'max_events' must be a whole number, without quotes, not a string"},
    {"[corpus]\nmax_bytes = -1", ":4: 'max_bytes' is -1; it must be 0 or more"},
    {"[corpus]\nmax_bytes = 1.5",
     ":4: 'max_bytes' must be a number of bytes or a text like \"500MB\", not "
     "a number with a point"},
    {"[corpus]\nmax_bytes = \"5 MB\"",
     ":4: 'max_bytes' is '5 MB', which is no size; write a whole number and "
     "one of B, KB, MB, GB, KiB, MiB, GiB, as in \"500MB\""},
    {"[corpus]\nmax_bytes = \"99999999999999999999GB\"",
     ":4: 'max_bytes' is '99999999999999999999GB', which is no size; write a "
     "whole number and one of B, KB, MB, GB, KiB, MiB, GiB, as in \"500MB\""},
    {"[corpus]\nsed = 1",
     ":4: [corpus] has no key 'sed'; did you mean 'seed'?"},
    {"[corpus]\ncolour = 1",
     ":4: [corpus] has no key 'colour'; it is one of max_bytes, max_events, "
     "max_histories, seed"},
    {"[[corpus]]", ":3: 'corpus' must be a table, [corpus], not a list"},
    {"[strata]\nwant = 1",
     ":3: a plan has no 'strata'; did you mean 'stratum'?"},
    {"[profile.prod]\naddress = \"x\"",
     ":3: a plan has no 'profile'; it is one of corpus, source, stratum"},
    {"[source]\nprofile = \"prod\"",
     ":4: a source is a table with a name; write [source.prod] and under it "
     "profile = \"prod\""},
    {"[[source]]",
     ":3: a source is a table with a name; write [source.prod] and under it "
     "profile = \"prod\""},
    {"[source.prod]\nprofil = \"x\"",
     ":4: [source.prod] has no key 'profil'; did you mean 'profile'?"},
    {"[source.prod]\nprofile = 1",
     ":4: 'profile' must be a string, not an integer"},
    {"[source.prod]\napi_key = \"sentinel\"",
     ":4: 'api_key' does not belong into a plan, which is shared and holds no "
     "secrets; put it into a profile of temporal.toml and name that with "
     "profile = \"...\""},
    {"[source.\"a b\"]",
     ":3: 'source' is 'a b', but only letters, digits, '_' and '-' may be in "
     "it"},
    {"[source.a]\n[source.b]",
     ":1: the stratum 'Order' does not say its source, and there is more than "
     "one; add source = \"a\""},
    {"min_distinct_shapes = 6\n[corpus]\nmax_histories = 5",
     ":1: the minima of the strata come to 6 histories, but max_histories is "
     "5; raise it or lower a minimum"},
};

TEST(Plan, EveryMistakeIsOneSentenceWithItsPlaceAndARemedy) {
  for (const auto& [lines, sentence] : kStratumMistakes) {
    EXPECT_EQ(Refusal("[[stratum]]\nworkflow_type = \"Order\"\n" +
                      std::string(lines) + "\n"),
              kFile + std::string(sentence));
  }
}

TEST(Plan, AgesThatAreNoneAreRefused) {
  for (const char* age : {"1", "d", "1 d", "-1d", "0d", "1y", "1dd",
                          "99999999999999999999d", "36501d", "Retention"}) {
    EXPECT_THAT(
        Refusal("[[stratum]]\nworkflow_type = \"Order\"\nage_buckets = [\"" +
                std::string(age) + "\"]\n"),
        HasSubstr(":3: '" + std::string(age) +
                  "' in 'age_buckets' is no age; write one such as \"12h\", "
                  "\"7d\" or \"2w\", or \"retention\" as the last"))
        << age;
  }
}

// Servers take any name for one.
TEST(Plan, ATypeMayHaveAnyCharacter) {
  const Plan plan = Parsed(
      R"([[stratum]]
workflow_type = "a\nb\t\u0001\u007f\"\\'\U0001F600"
[[stratum]]
workflow_type = """
line 1
line 2"""
)");

  EXPECT_EQ(plan.strata[0].workflow_type,
            "a\nb\t\x01\x7f\"\\'\xF0\x9F\x98\x80");
  EXPECT_EQ(plan.strata[0].name, plan.strata[0].workflow_type);
  EXPECT_EQ(plan.strata[1].workflow_type, "line 1\nline 2");
}

TEST(Plan, WhatATypeIsCalledReachesNoTerminalRaw) {
  const std::string odd = "[[stratum]]\nworkflow_type = \"a\\nb\"\n";
  for (const std::string& plan :
       {odd + odd, odd + "source = \"x\"\n",
        odd + "min_running = 1\nstatuses = [\"Failed\"]\n",
        "[source.a]\n[source.b]\n" + odd}) {
    EXPECT_THAT(Refusal(plan), HasSubstr("the stratum 'a\\x0ab' "));
  }
}

TEST(Plan, QueriesWhoseQuotesHoldParenthesesAreTaken) {
  const Stratum stratum = StratumWith(
      R"x(include = ["a = '(' AND (b = \")\")", "`c(` = 'it\\'s'"])x"
      "\n");

  EXPECT_THAT(stratum.include,
              ElementsAre("a = '(' AND (b = \")\")", "`c(` = 'it\\'s'"));
}

TEST(Plan, WithoutAStratumItIsRefused) {
  for (const char* toml : {"", "[corpus]\nseed = 1\n", "stratum = []\n"}) {
    EXPECT_EQ(Refusal(toml),
              "lockstep.corpus.toml:1: the plan selects nothing; add a "
              "[[stratum]] with workflow_type = \"...\" for each workflow type")
        << toml;
  }
}

TEST(Plan, ATableInPlaceOfAListOfStrataIsRefused) {
  for (const char* toml : {"\n[stratum]\nworkflow_type = \"Order\"\n",
                           "\nstratum = 3\n", "\nstratum = [1]\n"}) {
    EXPECT_EQ(Refusal(toml),
              "lockstep.corpus.toml:2: strata are tables of a list; write "
              "[[stratum]] with two brackets");
  }
}

TEST(Plan, TextThatIsNotTomlIsRefusedWithItsLine) {
  EXPECT_THAT(Refusal("[[stratum]]\nworkflow_type = Order\n"),
              HasSubstr("lockstep.corpus.toml:2: this is not TOML: "));
}

TEST(Plan, AFileThatIsNotThereIsRefusedWithARemedy) {
  const Result<Plan> plan = LoadPlan("/nowhere/lockstep.corpus.toml");

  EXPECT_EQ(plan.error().message,
            "the plan /nowhere/lockstep.corpus.toml cannot be read (No such "
            "file or directory); write one with a [[stratum]] for each "
            "workflow type, or name another file");
}

TEST(Plan, AFolderIsNoPlan) {
  const Result<Plan> plan = LoadPlan("/");

  EXPECT_THAT(plan.error().message,
              HasSubstr("the plan / cannot be read (Is a directory); "));
}

TEST(Plan, AFileIsReadAndNamedInMessages) {
  const std::string path = testing::TempDir() + "plan_test.toml";
  std::ofstream(path) << "[[stratum]]\nworkflow_type = 3\n";

  const Result<Plan> plan = LoadPlan(path);

  EXPECT_EQ(plan.error().message,
            path + ":2: 'workflow_type' must be a string, not an integer");
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace lockstep::fetch
