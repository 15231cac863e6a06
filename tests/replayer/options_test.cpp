#include "replayer/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lockstep::replay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

tl::expected<Options, NoWork> Parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "lockstep-replay");
  return ParseOptions(static_cast<int>(arguments.size()), arguments.data());
}

RunOptions ParseRun(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), {"run", "a.so", "b.json"});
  const auto options = Parse(std::move(arguments));
  EXPECT_TRUE(options) << options.error().text;
  return std::get<RunOptions>(*options);
}

std::string MistakeIn(const std::vector<const char*>& arguments) {
  const auto options = Parse(arguments);
  EXPECT_FALSE(options);
  if (options) return "";
  EXPECT_EQ(options.error().code, ExitCode::kUsage);
  return options.error().text;
}

TEST(Options, HaveTheDefaultsOfTheManual) {
  const RunOptions run = ParseRun({});

  EXPECT_EQ(run.build, "a.so");
  EXPECT_THAT(run.paths, ElementsAre("b.json"));
  EXPECT_GE(run.jobs, 1u);
  EXPECT_EQ(run.deadlock_timeout_s, 10);
  EXPECT_EQ(run.timeout_s, 300);
  EXPECT_EQ(run.load_timeout_s, 30);
  EXPECT_EQ(run.memory_limit_mib, 4096);
  EXPECT_EQ(run.format, Format::kText);
  EXPECT_EQ(run.colour, ColourChoice::kAuto);
  EXPECT_EQ(run.verbosity, Verbosity::kNormal);
  EXPECT_FALSE(run.fail_fast);
  EXPECT_FALSE(run.replay.trace);
  EXPECT_FALSE(run.reverse_order);
  EXPECT_EQ(run.last_event_id, std::nullopt);
  EXPECT_FALSE(run.replay.strict_targets || run.replay.strict_values ||
               run.replay.core_compatible || run.replay.stop_at_last_completed);
}

TEST(Options, CanAllBeSet) {
  const RunOptions run = ParseRun({"c.json",
                                   "--files-from",
                                   "list",
                                   "--type",
                                   "A",
                                   "--type",
                                   "B",
                                   "--workflow-id",
                                   "id",
                                   "--last-event-id",
                                   "7",
                                   "--reverse-order",
                                   "--compat=core",
                                   "--stop-at-last-completed",
                                   "--fail-fast",
                                   "--trace",
                                   "-j3",
                                   "--deadlock-timeout",
                                   "0.5",
                                   "--timeout",
                                   "2",
                                   "--load-timeout",
                                   "3",
                                   "--memory-limit",
                                   "64",
                                   "--format",
                                   "json",
                                   "--color=always",
                                   "-q"});

  EXPECT_THAT(run.paths, ElementsAre("b.json", "c.json"));
  EXPECT_EQ(run.files_from, "list");
  EXPECT_THAT(run.types, ElementsAre("A", "B"));
  EXPECT_EQ(run.workflow_id, "id");
  EXPECT_EQ(run.last_event_id, 7);
  EXPECT_TRUE(run.reverse_order);
  EXPECT_TRUE(run.replay.core_compatible);
  EXPECT_TRUE(run.replay.stop_at_last_completed);
  EXPECT_TRUE(run.fail_fast);
  EXPECT_TRUE(run.replay.trace);
  EXPECT_EQ(run.jobs, 3u);
  EXPECT_EQ(run.deadlock_timeout_s, 0.5);
  EXPECT_EQ(run.timeout_s, 2);
  EXPECT_EQ(run.load_timeout_s, 3);
  EXPECT_EQ(run.memory_limit_mib, 64);
  EXPECT_EQ(run.format, Format::kJson);
  EXPECT_EQ(run.colour, ColourChoice::kAlways);
  EXPECT_EQ(run.verbosity, Verbosity::kQuiet);
}

TEST(Options, StrictMeansTargetsUnlessItSaysValues) {
  const ReplayOptions targets = ParseRun({"--strict"}).replay;
  EXPECT_TRUE(targets.strict_targets);
  EXPECT_FALSE(targets.strict_values);

  const ReplayOptions values = ParseRun({"--strict=values"}).replay;
  EXPECT_TRUE(values.strict_targets);
  EXPECT_TRUE(values.strict_values);
}

TEST(Options, CompatNamesAnOfficialEngine) {
  const ReplayOptions none = ParseRun({}).replay;
  EXPECT_FALSE(none.core_compatible);
  EXPECT_FALSE(none.go_compatible);

  const ReplayOptions core = ParseRun({"--compat=core"}).replay;
  EXPECT_TRUE(core.core_compatible);
  EXPECT_FALSE(core.go_compatible);

  const ReplayOptions go = ParseRun({"--compat=go"}).replay;
  EXPECT_FALSE(go.core_compatible);
  EXPECT_TRUE(go.go_compatible);
}

TEST(Options, ProfileNamesAnEngine) {
  EXPECT_EQ(ParseRun({}).replay.profile, std::nullopt);
  EXPECT_EQ(ParseRun({"--profile=core"}).replay.profile, LS_PROFILE_CORE);
  EXPECT_EQ(ParseRun({"--profile=go"}).replay.profile, LS_PROFILE_GO);
}

TEST(Options, StrictDoesNotSwallowAPath) {
  EXPECT_THAT(ParseRun({"--strict", "values"}).paths,
              ElementsAre("b.json", "values"));
}

TEST(Options, MistakesGetASentence) {
  EXPECT_THAT(MistakeIn({}), HasSubstr("subcommand is required"));
  EXPECT_THAT(MistakeIn({"run"}), HasSubstr("BUILD is required"));
  EXPECT_THAT(MistakeIn({"run", "a.so"}), HasSubstr("run needs histories"));
  EXPECT_THAT(MistakeIn({"run", "a.so", "b", "--bogus"}), HasSubstr("--bogus"));
  EXPECT_THAT(MistakeIn({"run", "a.so", "b", "--trace"}),
              HasSubstr("--trace is a part of the JSON result: add --format "
                        "json"));
  EXPECT_THAT(MistakeIn({"run", "a.so", "b", "-j0"}), HasSubstr("--jobs"));
  EXPECT_THAT(MistakeIn({"run", "a.so", "b", "--format", "xml"}),
              HasSubstr("--format"));
  EXPECT_THAT(MistakeIn({"run", "a.so", "b", "--strict=maybe"}),
              HasSubstr("--strict"));
  EXPECT_THAT(MistakeIn({"run", "a.so", "b", "--compat", "java"}),
              HasSubstr("--compat"));
  EXPECT_THAT(MistakeIn({"run", "a.so", "b", "--profile", "java"}),
              HasSubstr("--profile"));
  EXPECT_THAT(MistakeIn({"run", "a.so", "b", "--timeout", "soon"}),
              HasSubstr("--timeout"));
  EXPECT_THAT(MistakeIn({"run", "a.so", "b", "--last-event-id", "0"}),
              HasSubstr("--last-event-id"));
  EXPECT_THAT(MistakeIn({"run", "a.so", "-", "--files-from", "-"}),
              HasSubstr("stdin is either"));
  EXPECT_THAT(MistakeIn({"describe", "a.so", "b.so"}), HasSubstr("b.so"));
  EXPECT_THAT(MistakeIn({"frobnicate"}),
              HasSubstr("'frobnicate' is no command; there are run, describe "
                        "and show"));
  EXPECT_THAT(MistakeIn({"run", "a.so", "b", "--format", "xml"}),
              HasSubstr("'xml' is not text or json"));
  EXPECT_THAT(MistakeIn({"run", "a.so", "b", "--color", "x"}),
              HasSubstr("'x' is not auto, always or never"));
  EXPECT_THAT(MistakeIn({"run", "a.so", "b", "--timeout", "nan"}),
              HasSubstr("'nan' is not a number of seconds from 0 to"));
  EXPECT_THAT(MistakeIn({"run", "a.so", "b", "--last-event-id", "0"}),
              HasSubstr("'0' is not an event id, a whole number from 1"));
}

TEST(Options, MistakesAreOneLine) {
  const std::string text = MistakeIn({"run", "a.so", "b", "--format", "xml"});

  EXPECT_EQ(text.find('\n'), text.npos);
  EXPECT_THAT(text, HasSubstr("see lockstep-replay --help"));
}

TEST(Options, HelpHasExamplesAndExitCodes) {
  const auto help = Parse({"run", "--help"});

  ASSERT_FALSE(help);
  EXPECT_EQ(help.error().code, ExitCode::kOk);
  EXPECT_THAT(help.error().text, HasSubstr("Usage: lockstep-replay run"));
  EXPECT_THAT(help.error().text, HasSubstr("Examples:"));
  EXPECT_THAT(help.error().text, HasSubstr("Exit codes"));
}

TEST(Options, ShowAndDescribeHaveTheirOwn) {
  const auto show = Parse({"show", "a.json", "--reverse-order"});
  ASSERT_TRUE(show);
  EXPECT_TRUE(std::get<ShowOptions>(*show).reverse_order);

  const auto describe = Parse({"describe", "a.so", "--format", "json"});
  ASSERT_TRUE(describe);
  EXPECT_EQ(std::get<DescribeOptions>(*describe).format, Format::kJson);
}

}  // namespace
}  // namespace lockstep::replay
