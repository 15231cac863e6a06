// The command line as a whole; each command's own flags have tests of theirs.
#include "history_fetch/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/history_fetch/commands/command_line.h"

namespace lockstep::fetch {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

struct Mistake {
  std::vector<std::string> arguments;
  const char* sentence;
};

TEST(Options, AnswerMistakesWithOneSentence) {
  const Mistake mistakes[] = {
      {{},
       "lockstep-fetch: the first word must be a command: config, export, "},
      {{"fetch"},
       "lockstep-fetch: the first word must be a command: config, export, "},
      {{"get"},
       "lockstep-fetch: --workflow-id is required; see lockstep-fetch get "
       "--help\n"},
      {{"get", "-w", "a", "--no-such=b"},
       "lockstep-fetch: --no-such: there is no such option here; see "
       "lockstep-fetch get --help\n"},
      {{"get", "-w", "a", "--color"},
       "lockstep-fetch: an option of the temporal CLI: 1 required TEXT "
       "missing; "
       "see lockstep-fetch get --help\n"},
      {{"get", "-w", "a", "b"},
       "lockstep-fetch: there is a word too many on the command line; see "
       "lockstep-fetch get --help\n"},
  };
  for (const Mistake& mistake : mistakes) {
    const CommandRun run = RunFetch(mistake.arguments);

    EXPECT_EQ(run.exit_code, 2);
    EXPECT_EQ(run.out, "");
    EXPECT_THAT(run.err, StartsWith(mistake.sentence));
  }
}

// A blank too many tears a secret from its flag.
TEST(Options, DoNotRepeatWhatMayBeASecret) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"get", "-w", "a", "--api-key", "x", "s3cret"},
        {"get", "-w", "a", "--apikey=s3cret"}}) {
    const CommandRun run = RunFetch(arguments);

    EXPECT_EQ(run.exit_code, 2);
    EXPECT_THAT(run.err, Not(HasSubstr("s3cret")));
  }
}

TEST(Options, HelpShowsEveryCommandAndTheExitCodes) {
  const CommandRun run = RunFetch({"--help"});

  EXPECT_EQ(run.exit_code, 0);
  for (const char* const part :
       {"config  ", "export  ", "get  ", "import  ", "list  ", "status  ",
        "verify  ", "Exit codes:"}) {
    EXPECT_THAT(run.out, HasSubstr(part));
  }
}

TEST(Options, HelpOfEachCommandHasItsExitCodes) {
  for (const char* command :
       {"config", "export", "get", "import", "list", "prune", "redact",
        "refresh", "status", "sync", "verify"}) {
    EXPECT_THAT(RunFetch({command, "--help"}).out, HasSubstr("Exit codes"))
        << command;
  }
}

TEST(Options, WhatIsNoNumberIsSaidInPlainWords) {
  EXPECT_THAT(RunFetch({"list", "--limit=abc"}).err,
              StartsWith("lockstep-fetch: --limit: 'abc' is no such number; "));
}

TEST(Options, ASeedAndATypeAreChecked) {
  for (const char* seed : {"-5", "99999999999999999999", "x", ""}) {
    const CommandRun run = RunFetch({"sync", "/no/such", "--seed", seed});
    EXPECT_EQ(run.exit_code, 2);
    EXPECT_THAT(run.err, AllOf(HasSubstr("--seed"),
                               HasSubstr("whole number from 0 to ")))
        << seed;
  }
  EXPECT_THAT(RunFetch({"sync", "/no/such", "--type", ""}).err,
              HasSubstr("--type: no type has an empty name"));
}

TEST(Options, HelpOfACommandShowsValuesAsOneWritesThem) {
  const CommandRun run = RunFetch({"get", "--help"});

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, HasSubstr("-o,--output,--format json|jsonl|none\n"));
  EXPECT_THAT(run.out, HasSubstr("--page-size 0..256 "));
  EXPECT_THAT(run.out, HasSubstr("--workflow-id TEXT (required)"));
  EXPECT_THAT(
      run.out,
      HasSubstr("instead of stdout (-); it appears when it is whole [-]"));
  EXPECT_THAT(run.out, HasSubstr("--grpc-meta KEY=VALUE"));
}

TEST(Options, HelpDoesNotShowWhatIsTakenAndIgnored) {
  EXPECT_THAT(RunFetch({"get", "--help"}).out, Not(HasSubstr("--log-level")));
}

// `temporal lockstep verify ... --color always` runs us so.
TEST(Options, FlagsOfTheTemporalCliMayStandBeforeTheCommand) {
  const std::vector<std::vector<std::string>> forms = {
      {"--log-level", "debug", "--color", "always", "verify", "/no/such"},
      {"--log-level=debug", "--no-json-shorthand-payloads", "verify",
       "/no/such"},
      {"-o", "json", "--env-file", "list", "verify", "/no/such"},
  };
  for (const std::vector<std::string>& words : forms) {
    const CommandRun run = RunFetch(words);
    EXPECT_EQ(run.exit_code, 2);
    EXPECT_THAT(run.err,
                StartsWith("lockstep-fetch: /no/such: there is no such "
                           "folder: "));
  }
  EXPECT_THAT(RunFetch({"-o", "xml", "verify", "/no/such"}).err,
              HasSubstr("--output"));
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"--color", "always"}, {"--color"}}) {
    EXPECT_THAT(RunFetch(words).err,
                StartsWith("lockstep-fetch: the first word must be a command"));
  }
  EXPECT_THAT(
      RunFetch({"--nonsense", "verify", "/no/such"}).err,
      StartsWith("lockstep-fetch: --nonsense: there is no such option"));
}

// As pflag, the library of the temporal CLI, does.
TEST(Options, AShortFlagMayHaveAnEqualsSign) {
  for (const char* word : {"-o=xml", "-oxml"}) {
    EXPECT_THAT(
        RunFetch({"verify", "/no/such", word}).err,
        AllOf(HasSubstr("--output"), HasSubstr("xml"), Not(HasSubstr("=xml"))));
  }
  EXPECT_THAT(RunFetch({"-n=orders", "-o=json", "verify", "/no/such"}).err,
              HasSubstr("there is no such folder"));
  EXPECT_THAT(RunFetch({"verify", "/no/such", "-o==xml"}).err,
              HasSubstr("=xml"));
  EXPECT_THAT(RunFetch({"verify", "--", "-o=x"}).err, HasSubstr("-o=x: "));
}

// What reads no server has no use for them, but a job passes them everywhere.
TEST(Options, EveryCommandTakesTheFlagsOfTheTemporalCli) {
  const std::vector<std::string> foreign = {"--color=never",
                                            "--log-level",
                                            "info",
                                            "--time-format",
                                            "iso",
                                            "--log-format",
                                            "json",
                                            "-n",
                                            "default",
                                            "--tls",
                                            "--address",
                                            "h:1",
                                            "--env",
                                            "x",
                                            "--api-key",
                                            "k",
                                            "--grpc-meta",
                                            "a=b",
                                            "--grpc-meta",
                                            "c=d",
                                            "--command-timeout",
                                            "3s",
                                            "--client-connect-timeout",
                                            "3s"};
  const std::vector<std::vector<std::string>> commands = {
      {"export", "/no/such"},
      {"prune", "/no/such"},
      {"verify", "/no/such"},
      {"import", "/no/such", "/no/file", "--now", "/no/time"},
      {"redact", "/no/such", "--to", "/no/other", "--policy", "/no/policy"},
  };
  for (std::vector<std::string> words : commands) {
    words.insert(words.end(), foreign.begin(), foreign.end());
    const CommandRun run = RunFetch(words);
    EXPECT_EQ(run.exit_code, 2) << run.err;
    EXPECT_THAT(run.err, HasSubstr("/no/")) << words[0];
    EXPECT_THAT(run.err, Not(HasSubstr("--help")));
    EXPECT_THAT(RunFetch({words[0], "--help"}).out,
                Not(HasSubstr("--time-format")));
  }
}

TEST(Options, ANumberThatIsNegativeIsRefusedInPlainWords) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"list", "--limit", "-1"},
        {"prune", "/no/such", "--keep-newest", "-1"},
        {"prune", "/no/such", "--max-histories=-1"},
        {"sync", "/no/such", "--max-histories", "-1"},
        {"sync", "/no/such", "--max-events=-1"}}) {
    const CommandRun run = RunFetch(words);
    EXPECT_EQ(run.exit_code, 2);
    EXPECT_THAT(run.err, HasSubstr("it must be 0 or more, not -1; see "))
        << words[0];
  }
}

TEST(Options, VersionIsPrinted) {
  const CommandRun run = RunFetch({"--version"});

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, StartsWith("lockstep-fetch "));
}

}  // namespace
}  // namespace lockstep::fetch
