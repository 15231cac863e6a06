#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "tests/history_fetch/commands/command_line.h"
#include "tests/history_fetch/corpus/scratch.h"
#include "tests/history_fetch/real_histories.h"

namespace lockstep::fetch {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr char kKey[] = "a-key-of-16-bytes";

class RedactCommand : public testing::Test {
 protected:
  RedactCommand() {
    unsetenv("LOCKSTEP_REDACT_KEY");
    MakeCorpus(from_, {FixtureText("user-grant/user-grant-completed")});
    WriteFile(policy_, "version = 1\n");
    WriteFile(key_, std::string(kKey) + "\n");
  }
  ~RedactCommand() override { unsetenv("LOCKSTEP_REDACT_KEY"); }

  CommandRun Redact(std::vector<std::string> more) {
    std::vector<std::string> arguments = {"redact", from_,      "--to",
                                          to_,      "--policy", policy_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunFetch(arguments);
  }

  Scratch scratch_;
  const std::string from_ = scratch_ / "corpus";
  const std::string to_ = scratch_ / "public";
  const std::string policy_ = scratch_ / "redact.toml";
  const std::string key_ = scratch_ / "key";
};

TEST_F(RedactCommand, ExitsWith0AndSaysWhatItDid) {
  const CommandRun run = Redact({"--key-file", key_});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.out,
            "not verified: give --build to replay both corpora with it\n" +
                from_ + ": 1 of 1 history redacted to " + to_ + "\n");
  EXPECT_EQ(run.err, "");
  EXPECT_EQ(RunFetch({"verify", to_}).exit_code, 0);
}

TEST_F(RedactCommand, TakesTheKeyFromTheEnvironmentToo) {
  ASSERT_EQ(Redact({"--key-file", key_}).exit_code, 0);
  const std::string by_file = ReadFile(to_ + "/manifest.jsonl");
  setenv("LOCKSTEP_REDACT_KEY", kKey, 1);
  EXPECT_EQ(Redact({}).exit_code, 0);
  EXPECT_EQ(ReadFile(to_ + "/manifest.jsonl"), by_file);
}

TEST_F(RedactCommand, WritesJson) {
  for (const char* flag : {"-o", "--output", "--format"}) {
    EXPECT_THAT(Redact({"--key-file", key_, flag, "json"}).out,
                StartsWith("{\n  \"format\": 1,\n  \"command\": \""));
  }
}

TEST_F(RedactCommand, KeepsIdentitiesOnRequest) {
  Redact({"--key-file", key_});
  const std::string scrubbed = ReadFile(to_ + "/manifest.jsonl");
  Redact({"--key-file", key_, "--no-scrub-identities"});
  EXPECT_NE(ReadFile(to_ + "/manifest.jsonl"), scrubbed);
}

struct Mistake {
  std::vector<std::string> arguments;
  std::string message;
};

TEST_F(RedactCommand, ExitsWith2ForMistakes) {
  WriteFile(scratch_ / "short", "secret");
  WriteFile(scratch_ / "wrong.toml", "version = 1\npayload = 1\n");
  const std::vector<Mistake> mistakes = {
      {{},
       "redact needs a key: name its file with --key-file, or set "
       "LOCKSTEP_REDACT_KEY"},
      {{"--key-file", scratch_ / "none"},
       "cannot be read (No such file or directory)"},
      {{"--key-file", scratch_ / "short"}, "the key has 6 bytes"},
      {{"--key-file", key_, "--descriptors", scratch_ / "none"}, "none"},
      {{"--key-file", key_, "-o", "xml"}, "xml"},
      {{"--key-file", key_, "--build", "b.so", "--replay-program",
        scratch_ / "none"},
       "cannot be started"},
  };
  for (const Mistake& mistake : mistakes) {
    const CommandRun run = Redact(mistake.arguments);
    EXPECT_EQ(run.exit_code, 2) << mistake.message;
    EXPECT_EQ(run.out, "");
    EXPECT_THAT(run.err, HasSubstr(mistake.message));
    EXPECT_THAT(run.err, Not(HasSubstr("secret")));
  }
  const CommandRun run =
      RunFetch({"redact", from_, "--to", to_, "--policy",
                scratch_ / "wrong.toml", "--key-file", key_});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("wrong.toml:2: a policy has no key"));
  EXPECT_EQ(RunFetch({"redact", from_, "--to", to_}).exit_code, 2);
  EXPECT_EQ(RunFetch({"redact", from_, "--policy", policy_}).exit_code, 2);
}

TEST_F(RedactCommand, NeverShowsTheKey) {
  const CommandRun run = Redact({"--key-file", key_, "-o", "json"});
  EXPECT_THAT(run.out + run.err, Not(HasSubstr(kKey)));
  for (const std::string& file : FilesIn(to_)) {
    EXPECT_THAT(ReadFile(to_ + "/" + file), Not(HasSubstr(kKey)));
  }
}

TEST_F(RedactCommand, ExitsWith6IfAHistoryIsLeftOut) {
  WriteFile(policy_, "version = 1\nstrings = \"keep\"\n");
  const std::string key = "AKIA" + std::string(16, 'Q');
  {
    auto corpus = Corpus::Open(from_, Corpus::Access::kWrite);
    ASSERT_TRUE(corpus.has_value());
    PutHistory(*corpus,
               HistoryText("run-9", {{"WorkflowExecutionSignaled",
                                      R"("signalName":")" + key + "\""}}));
    ASSERT_TRUE(corpus->Finish({.complete = true}).has_value());
  }
  const CommandRun run = Redact({"--key-file", key_});
  EXPECT_EQ(run.exit_code, 6);
  EXPECT_THAT(run.out, StartsWith("aws-access-key: histories/Order/"));
  EXPECT_THAT(run.out, HasSubstr("left out: histories/Order/"));
  EXPECT_THAT(run.out,
              EndsWith(": 1 of 2 histories redacted to " + to_ + "\n"));
  EXPECT_THAT(run.out, Not(HasSubstr(key)));

  const CommandRun allowed =
      Redact({"--key-file", key_, "--allow-secrets", "it is made up"});
  EXPECT_EQ(allowed.exit_code, 0);
  EXPECT_THAT(allowed.out, HasSubstr("stored all the same: it is made up"));
}

}  // namespace
}  // namespace lockstep::fetch
