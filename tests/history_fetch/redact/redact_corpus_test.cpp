#include "history_fetch/redact/redact_corpus.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/redact/entry_redaction.h"
#include "history_fetch/redact/redact_report.h"
#include "history_fetch/redact/replay_comparison.h"
#include "rpc/codec/payload.h"
#include "tests/history_fetch/corpus/scratch.h"
#include "tests/history_fetch/real_histories.h"
#include "tests/history_fetch/redact/history_builder.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr char kKey[] = "0123456789abcdef";

std::string InputOf(const std::string& json) {
  return "\"signalName\":\"s\",\"input\":" +
         Payloads({JsonPayload(json)}).dump();
}

// A run that was sent a signal with this JSON.
std::string Signalled(const std::string& run_id, const std::string& json) {
  return HistoryText(run_id, {{"WorkflowExecutionSignaled", InputOf(json)}});
}

class RedactingCorpus : public testing::Test {
 protected:
  // Redacts `from_` to `to_`.
  Outcome<RedactReport> Redact(const std::string& policy = "",
                               const std::string& allow_secrets = "",
                               const std::string& key = kKey) {
    const Result<Policy> parsed = ParsePolicy("version = 1\n" + policy, "p");
    EXPECT_TRUE(parsed.has_value());
    const Pseudonyms pseudonyms(rpc::Secret(key), Sizes::kClass);
    RedactOptions options;
    options.from = from_;
    options.to = to_;
    options.allow_secrets = allow_secrets;
    options.build = build_;
    options.program = program_;
    options.context = {&*parsed, &pseudonyms, &TestSchema(),
                       Identities::kScrub};
    return RedactCorpus(options);
  }

  RedactReport MustRedact(const std::string& policy = "",
                          const std::string& allow_secrets = "") {
    const Outcome<RedactReport> report = Redact(policy, allow_secrets);
    EXPECT_TRUE(report.has_value())
        << (report ? std::string() : report.error().message);
    return report.value_or(RedactReport{});
  }

  std::string FailureOf(const Outcome<RedactReport>& report) {
    EXPECT_FALSE(report.has_value());
    return report ? "" : report.error().message;
  }

  Corpus Open(const std::string& folder) {
    auto corpus = Corpus::Open(folder, Corpus::Access::kRead);
    EXPECT_TRUE(corpus.has_value())
        << (corpus ? std::string() : corpus.error().message);
    return *std::move(corpus);
  }

  std::vector<Entry> Entries(const std::string& folder) {
    std::vector<Entry> entries;
    const Corpus corpus = Open(folder);
    const auto read = corpus.ForEach([&](const Entry& entry) -> Outcome<void> {
      entries.push_back(entry);
      return {};
    });
    EXPECT_TRUE(read.has_value());
    ExpectSound(corpus);
    return entries;
  }

  std::string AllTexts(const std::string& folder) {
    std::string texts = ReadFile(folder + "/manifest.jsonl");
    const Corpus corpus = Open(folder);
    for (const Entry& entry : Entries(folder)) {
      texts += ReadHistoryText(corpus, entry).value_or("?");
    }
    return texts;
  }

  // Everything but what is not for git.
  std::vector<std::string> Bytes(const std::string& folder) {
    std::vector<std::string> files;
    for (const std::string& name : FilesIn(folder)) {
      if (name.starts_with("state/")) continue;
      files.push_back(name + "\n" + ReadFile(folder + "/" + name));
    }
    return files;
  }

  Scratch scratch_;
  std::string from_ = scratch_ / "from";
  std::string to_ = scratch_ / "to";
  std::string build_;
  std::string program_;
};

TEST_F(RedactingCorpus, EveryHistoryIsThereAndSaysThatItIsRedacted) {
  MakeCorpus(from_, {Signalled("run-1", R"({"name":"Amy"})"),
                     Signalled("run-2", R"({"name":"Ben"})")});
  const RedactReport report = MustRedact("payloads = \"inbound\"");

  EXPECT_EQ(report.histories, 2);
  EXPECT_EQ(report.stored, 2);
  EXPECT_THAT(report.left_out, IsEmpty());
  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  const std::vector<Entry> before = Entries(from_);
  const std::vector<Entry> after = Entries(to_);
  ASSERT_EQ(after.size(), 2u);
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(after[i].run_id, before[i].run_id);
    EXPECT_EQ(after[i].workflow_id, before[i].workflow_id);
    EXPECT_EQ(after[i].shape, before[i].shape);
    EXPECT_NE(after[i].sha256, before[i].sha256);
    EXPECT_EQ(after[i].redaction.size(), 64u);
    EXPECT_EQ(after[i].payloads, "inbound");
  }
  EXPECT_EQ(Open(to_).state(), Open(from_).state());
  EXPECT_THAT(AllTexts(to_), Not(HasSubstr(Base64(R"({"name":"Amy"})"))));
}

TEST_F(RedactingCorpus, TheSameValueHasTheSameTokenInEveryFile) {
  MakeCorpus(from_, {Signalled("run-1", R"("alice@example.com")"),
                     Signalled("run-2", R"("alice@example.com")")});
  MustRedact();
  const Pseudonyms pseudonyms(rpc::Secret(kKey), Sizes::kClass);
  const std::string token =
      Base64("\"" + pseudonyms.Text("alice@example.com") + "\"");
  const Corpus corpus = Open(to_);
  for (const Entry& entry : Entries(to_)) {
    EXPECT_THAT(ReadHistoryText(corpus, entry).value_or(""), HasSubstr(token));
  }
}

TEST_F(RedactingCorpus, WithoutTheKeyTheTokensAreOthers) {
  MakeCorpus(from_, {Signalled("run-1", R"("alice@example.com")")});
  MustRedact();
  const std::string first = AllTexts(to_);
  to_ = scratch_ / "other";
  ASSERT_TRUE(Redact("", "", "another key, 16+ bytes").has_value());
  EXPECT_NE(AllTexts(to_), first);
  EXPECT_THAT(first, Not(HasSubstr(kKey)));
}

TEST_F(RedactingCorpus, TwiceGivesTheSameBytes) {
  MakeCorpus(from_, {Signalled("run-1", R"({"n":4711,"name":"Amy"})")});
  const std::string policy = "[[rule]]\ndeny = [\"$.n\"]";
  MustRedact(policy);
  const auto once = Bytes(to_);
  MustRedact(policy);
  EXPECT_EQ(Bytes(to_), once) << "again, over what is there";

  from_ = to_;
  to_ = scratch_ / "twice";
  const RedactReport report = MustRedact(policy);
  EXPECT_EQ(report.unchanged, 1);
  EXPECT_EQ(Bytes(to_), once) << "of what is redacted";
}

TEST_F(RedactingCorpus, WorkflowIdsLeaveTheManifestToo) {
  std::string text = HistoryText("run-1", {});
  const std::string type = R"("workflowType")";
  text.replace(text.find(type), type.size(),
               R"("parentWorkflowExecution":{"workflowId":"parent-of-amy",)"
               R"("runId":"r"},"workflowType")");
  {
    auto corpus = Corpus::Open(from_, Corpus::Access::kWrite);
    ASSERT_TRUE(corpus.has_value());
    PutHistory(*corpus, text);
    Entry entry = *corpus->Read("default", "run-1");
    entry.query = "WorkflowId = 'w-run-1'";
    entry.scheduled_by = "amys-schedule";
    ASSERT_TRUE(corpus->Update(entry).has_value());
    ASSERT_TRUE(corpus->Finish({.complete = true}).has_value());
  }
  MustRedact("workflow_ids = \"pseudonym\"");

  const Pseudonyms pseudonyms(rpc::Secret(kKey), Sizes::kClass);
  const Entry entry = Entries(to_).at(0);
  EXPECT_EQ(entry.workflow_id, pseudonyms.Text("w-run-1"));
  EXPECT_EQ(entry.parent_workflow_id, pseudonyms.Text("parent-of-amy"));
  EXPECT_EQ(entry.scheduled_by, pseudonyms.Text("amys-schedule"));
  EXPECT_EQ(entry.query, "");
  const std::string all = AllTexts(to_);
  for (const char* id : {"w-run-1", "parent-of-amy", "amys-schedule"}) {
    EXPECT_THAT(all, Not(HasSubstr(id)));
  }
}

TEST_F(RedactingCorpus, WhatIsNoLongerInTheOriginalGoes) {
  MakeCorpus(from_, {Signalled("run-1", "1"), Signalled("run-2", "2")});
  MustRedact();
  {
    auto corpus = Corpus::Open(from_, Corpus::Access::kWrite);
    ASSERT_TRUE(corpus->Remove("default", "run-1").has_value());
    ASSERT_TRUE(corpus->Finish({.complete = true}).has_value());
  }
  MustRedact();
  ASSERT_EQ(Entries(to_).size(), 1u);
  EXPECT_EQ(Entries(to_)[0].run_id, "run-2");
}

TEST_F(RedactingCorpus, AnIncompleteCorpusStaysIncomplete) {
  MakeCorpus(from_, {Signalled("run-1", "1")});
  {
    auto corpus = Corpus::Open(from_, Corpus::Access::kWrite);
    ASSERT_TRUE(
        corpus->BeginChange("workflow amy-smith is missing").has_value());
    ASSERT_TRUE(corpus
                    ->Finish({.reason = "workflow amy-smith is missing",
                              .left_out = {"in/amy-smith.json"}})
                    .has_value());
  }
  MustRedact();
  EXPECT_FALSE(Open(to_).state().complete);
  EXPECT_EQ(Open(to_).state().reason,
            "redacted from an incomplete corpus: complete that one, and redact "
            "it again");
  EXPECT_THAT(AllTexts(to_), Not(HasSubstr("amy-smith")));
}

TEST_F(RedactingCorpus, AnEmptyCorpusIsNoSuccess) {
  MakeCorpus(from_, {});
  EXPECT_EQ(CodeOf(MustRedact()), ExitCode::kMinima);
}

// ---- Targets ----

TEST_F(RedactingCorpus, TheOriginalIsNeverTheTarget) {
  MakeCorpus(from_, {Signalled("run-1", "1")});
  const auto before = Bytes(from_);
  to_ = from_ + "/.";
  const auto report = Redact();
  EXPECT_EQ(report.error().code, ExitCode::kUsage);
  EXPECT_THAT(FailureOf(report), HasSubstr("is the corpus itself"));
  EXPECT_EQ(Bytes(from_), before);
}

TEST_F(RedactingCorpus, ACorpusOfOriginalsIsNoTarget) {
  MakeCorpus(from_, {Signalled("run-1", "1")});
  MakeCorpus(to_, {Signalled("run-2", "2")});
  const auto before = Bytes(to_);
  const auto report = Redact();
  EXPECT_EQ(report.error().code, ExitCode::kUsage);
  EXPECT_THAT(FailureOf(report),
              HasSubstr("holds histories that are not redacted"));
  EXPECT_EQ(Bytes(to_), before);
}

// ---- What is left out ----

TEST_F(RedactingCorpus, CredentialsAreFoundAndLeftOut) {
  const std::string key = "AKIA" + std::string(16, 'Q');
  MakeCorpus(from_, {Signalled("run-1", "{\"k\":\"" + key + "\"}"),
                     Signalled("run-2", "2")});
  const std::string policy = "[[rule]]\nallow = [\"$.k\"]";
  const RedactReport report = MustRedact(policy);

  EXPECT_EQ(CodeOf(report), ExitCode::kIntegrity);
  ASSERT_EQ(report.secrets.size(), 1u);
  EXPECT_EQ(report.secrets[0].kind, "aws-access-key");
  EXPECT_EQ(report.secrets[0].place.event_id, 5);
  EXPECT_EQ(report.secrets[0].place.path,
            "workflowExecutionSignaledEventAttributes.input");
  ASSERT_EQ(report.left_out.size(), 1u);
  EXPECT_EQ(report.left_out[0].file, report.secrets[0].file);
  EXPECT_EQ(Entries(to_).size(), 1u);
  EXPECT_FALSE(Open(to_).state().complete);
  EXPECT_THAT(Open(to_).state().reason,
              HasSubstr("redact left out 1 of 2 histories"));
  for (const std::string& text : {RedactText(report), RedactJson(report)}) {
    EXPECT_THAT(text, HasSubstr("aws-access-key"));
    EXPECT_THAT(text, Not(HasSubstr(key))) << "a report never shows it";
  }
}

TEST_F(RedactingCorpus, CredentialsInTheManifestAreFoundToo) {
  {
    auto corpus = Corpus::Open(from_, Corpus::Access::kWrite);
    ASSERT_TRUE(corpus.has_value());
    PutHistory(*corpus, Signalled("run-1", "1"));
    Entry entry = *corpus->Read("default", "run-1");
    entry.query = "Key = 'AKIA" + std::string(16, 'Q') + "'";
    ASSERT_TRUE(corpus->Update(entry).has_value());
    ASSERT_TRUE(corpus->Finish({.complete = true}).has_value());
  }
  const RedactReport report = MustRedact();
  ASSERT_EQ(report.secrets.size(), 1u);
  EXPECT_EQ(report.secrets[0].place.path, "manifest");
  EXPECT_THAT(RedactText(report), HasSubstr(".json.gz: manifest\n"));
  EXPECT_EQ(report.left_out.size(), 1u);
  EXPECT_EQ(MustRedact("", "a reason").stored, 1);
}

TEST_F(RedactingCorpus, CredentialsMayBeAllowedForAReason) {
  const std::string key = "AKIA" + std::string(16, 'Q');
  MakeCorpus(from_, {Signalled("run-1", "{\"k\":\"" + key + "\"}")});
  const RedactReport report =
      MustRedact("[[rule]]\nallow = [\"$.k\"]", "a sample key");
  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  EXPECT_EQ(report.secrets.size(), 1u);
  EXPECT_EQ(report.stored, 1);
  EXPECT_THAT(RedactText(report),
              HasSubstr("stored all the same: a sample key"));
}

TEST_F(RedactingCorpus, WhatThePolicyRefusesIsLeftOut) {
  const std::string bytes =
      "\"input\":" + Payloads({BytesPayload("binary/plain", "x")}).dump();
  MakeCorpus(from_,
             {HistoryText("run-1", {{"WorkflowExecutionSignaled", bytes}})});
  EXPECT_EQ(MustRedact().opaque.at("binary/plain"), 1);
  const RedactReport report = MustRedact("opaque = \"refuse\"");
  ASSERT_EQ(report.left_out.size(), 1u);
  EXPECT_THAT(report.left_out[0].why,
              HasSubstr("workflowExecutionSignaledEventAttributes.input "
                        "(binary/plain)"));
  EXPECT_EQ(CodeOf(report), ExitCode::kIntegrity);
  EXPECT_THAT(Entries(to_), IsEmpty()) << "what was there before goes";
}

TEST_F(RedactingCorpus, AFileThatIsDamagedIsLeftOut) {
  MakeCorpus(from_, {Signalled("run-1", "1"), Signalled("run-2", "2")});
  const std::string file = Entries(from_).at(0).file;
  WriteFile(from_ + "/" + file, "damaged");
  const RedactReport report = MustRedact();
  ASSERT_EQ(report.left_out.size(), 1u);
  EXPECT_EQ(report.left_out[0].file, file);
  EXPECT_EQ(report.stored, 1);
}

// ---- What cannot be read at the moment ----

// Its damage would be known; of this one nothing is.
TEST_F(RedactingCorpus, AHistoryThatCannotBeReadNowKeepsItsEarlierRedaction) {
  MakeCorpus(from_, {Signalled("run-1", "1"), Signalled("run-2", "2")});
  for (const char* policy : {"", "workflow_ids = \"pseudonym\""}) {
    SCOPED_TRACE(policy);
    fs::remove_all(to_);
    MustRedact(policy);
    const auto before = FilesIn(to_ + "/histories");
    const std::string slug =
        fs::path(Entries(from_).at(0).file).parent_path().filename();
    const std::string folder = from_ + "/histories/" + slug;
    fs::rename(folder, scratch_ / "away");
    WriteFile(folder, "no folder");

    const auto report = Redact(policy);
    fs::remove(folder);
    fs::rename(scratch_ / "away", folder);

    ASSERT_FALSE(report.has_value());
    EXPECT_EQ(report.error().code, ExitCode::kUsage);
    EXPECT_THAT(report.error().message,
                HasSubstr(": cannot be read (Not a directory): "));
    EXPECT_EQ(FilesIn(to_ + "/histories"), before);
    EXPECT_EQ(Entries(to_).size(), 2u);
    EXPECT_FALSE(Open(to_).state().complete);
  }
}

TEST_F(RedactingCorpus, AHistoryThatWasReplacedMeanwhileIsAskedForAgain) {
  MakeCorpus(from_, {Signalled("run-1", "1")});
  const Corpus from = Open(from_);
  const Entry entry = Entries(from_).at(0);
  fs::remove(from_ + "/" + entry.file);
  ASSERT_TRUE(Corpus::Open(from_, Corpus::Access::kWrite)
                  ->BeginChange("another one writes"));
  Corpus to = Corpus::Open(to_, Corpus::Access::kWrite).value();
  const Result<Policy> policy = ParsePolicy("version = 1", "p");
  const Pseudonyms pseudonyms(rpc::Secret(kKey), Sizes::kClass);
  const RedactionContext context = {&*policy, &pseudonyms, &TestSchema(),
                                    Identities::kScrub};
  const EntryRedaction redaction(context, from, to,
                                 EntryRedaction::Secrets::kLeaveOut);

  EXPECT_EQ(redaction.Redact(entry).error().code, ExitCode::kPartial);
  EXPECT_EQ(redaction.MadeIds(entry).error().code, ExitCode::kPartial);
}

// ---- Verification ----

std::string ResultJson(const std::string& history, const std::string& more) {
  return R"({"history":")" + history +
         R"(","verdict":"ok","open":false,"workflow_type":"Order",)"
         R"("events":5,"tasks":1,"commands":2,"message":"",)"
         R"("differences":{"compatible":0,"target":0,"value":1},)"
         R"("divergence":null,"findings":[])" +
         more + "}";
}

ReplayOutcome OutcomeOf(const std::string& more) {
  const auto read = ReadReplay(
      R"({"format":1,"results":[)" + ResultJson("/c/histories/x", more) + "]}",
      "/c");
  EXPECT_TRUE(read.has_value()) << (read ? "" : read.error().message);
  return read ? read->at("histories/x") : ReplayOutcome{};
}

TEST(ReplayComparison, SeesEveryDifferenceButThoseOfValues) {
  const ReplayOutcome original = OutcomeOf("");
  EXPECT_EQ(original.value_differences, 1);
  const std::string finding =
      R"(,"findings":[{"kind":"field-mismatch","tier":"TIER","field":"f",)"
      R"("task":1,"started_event_id":3,"event_id":5,"recorded":"a",)"
      R"("produced":"b"}])";
  const auto of_tier = [&finding](const std::string& tier) {
    std::string text = finding;
    return text.replace(text.find("TIER"), 4, tier);
  };
  for (const std::string& same :
       {std::string(), std::string(R"(,"message":"other")"),
        std::string(R"(,"workflow_id":"r-x")"), of_tier("value")}) {
    EXPECT_EQ(WhyDifferent(original, OutcomeOf(same)), "") << same;
  }
  for (const std::string& other :
       {std::string(R"(,"open":true)"), std::string(R"(,"commands":3)"),
        std::string(R"(,"tasks":2)"),
        std::string(R"(,"live_edge":{"ran":true,"commands":1})"),
        std::string(R"(,"failed_in":{"task":1})"), of_tier("target")}) {
    EXPECT_EQ(WhyDifferent(original, OutcomeOf(other)),
              "its verdict is ok like the original's, but it gets there in "
              "another way")
        << other;
  }
  EXPECT_EQ(
      WhyDifferent(original, OutcomeOf(R"(,"verdict":"nondeterminism",)"
                                       R"("message":"a timer is missing",)"
                                       R"("divergence":{"difference":{}})")),
      "its verdict is nondeterminism where the original's is ok: a timer "
      "is missing");
}

TEST(ReplayComparison, SeesWhereTheCommandsPart) {
  const auto asked = [](const std::string& second) {
    return OutcomeOf(R"(,"trace":[{"task":1,"kind":"start-timer","name":"",)"
                     R"("place":{"file":"a.cpp","line":3,"function":"F"}})" +
                     second + "]");
  };
  const auto command = [](const char* kind, const char* name, int line,
                          int task) {
    return fmt::format(
        R"(,{{"task":{},"kind":"{}","name":"{}",)"
        R"("place":{{"file":"a.cpp","line":{},"function":"F"}}}})",
        task, kind, name, line);
  };
  const ReplayOutcome original =
      asked(command("schedule-activity", "Vip", 7, 0));
  EXPECT_EQ(WhyDifferent(original, original), "");
  const std::string begin = "its verdict is ok like the original's, but ";
  const std::string end =
      " where the original's asks for schedule-activity Vip at a.cpp:7 in the "
      "task in flight";
  EXPECT_EQ(
      WhyDifferent(original, asked(command("schedule-activity", "All", 9, 2))),
      begin + "the code asks for schedule-activity All at a.cpp:9 in task 2" +
          end);
  EXPECT_EQ(
      WhyDifferent(original, asked(command("schedule-activity", "Vip", 9, 0))),
      begin +
          "the code asks for schedule-activity Vip at a.cpp:9 in the task in "
          "flight" +
          end);
  EXPECT_EQ(WhyDifferent(original, asked("")),
            begin + "the code asks for nothing" + end);
}

TEST(ReplayComparison, ThePlaceOfADivergenceCounts) {
  const auto divergence = [](int event) {
    return OutcomeOf(R"(,"verdict":"nondeterminism","message":"m",)"
                     R"("divergence":{"difference":{"kind":"k","event_id":)" +
                     std::to_string(event) + R"(,"recorded":"x"}})");
  };
  EXPECT_EQ(WhyDifferent(divergence(5), divergence(5)), "");
  EXPECT_NE(WhyDifferent(divergence(5), divergence(6)), "");
}

TEST(ReplayComparison, RefusesWhatIsNoResult) {
  for (const char* text : {"", "x", "[]", "{}", R"({"format":2,"results":[]})",
                           R"({"format":1})"}) {
    EXPECT_FALSE(ReadReplay(text, "/c").has_value()) << text;
  }
}

// A program that answers as lockstep-replay would.
void WriteProgram(const std::string& path, const std::string& script) {
  WriteFile(path, "#!/bin/sh\n" + script);
  fs::permissions(path, fs::perms::owner_all);
}

TEST_F(RedactingCorpus, WhatDoesNotReplayAlikeIsLeftOut) {
  MakeCorpus(from_, {Signalled("run-1", "1"), Signalled("run-2", "2")});
  program_ = scratch_ / "replay.sh";
  build_ = "b.so";
  // All are ok but the last of the redacted ones.
  WriteProgram(program_, "echo \"$@\" >> " + (scratch_ / "calls") + R"(
results=
for file in $3/histories/*/*; do
  case $3 in */from) verdict=ok;; *) verdict=${verdict+nondeterminism};; esac
  verdict=${verdict:-ok}
  results="$results${results:+,}{\"history\":\"$file\",\"verdict\":\"$verdict\"}"
done
echo "{\"format\":1,\"results\":[$results]}"
)");
  const RedactReport report = MustRedact();

  EXPECT_EQ(CodeOf(report), ExitCode::kIntegrity);
  EXPECT_TRUE(report.verified);
  EXPECT_EQ(report.verification.compared, 2);
  ASSERT_EQ(report.left_out.size(), 1u);
  EXPECT_THAT(report.left_out[0].why,
              HasSubstr("its verdict is nondeterminism where the original's"));
  ASSERT_EQ(Entries(to_).size(), 1u);
  EXPECT_FALSE(Open(to_).state().complete);
  const std::string options =
      " --format json --trace --quiet --allow-incomplete\n";
  const auto call = [&options](const std::string& folder) {
    return "run b.so " + fs::path(folder).lexically_normal().string() + options;
  };
  EXPECT_EQ(ReadFile(scratch_ / "calls"), call(from_) + call(to_))
      << "each corpus is replayed once";
}

TEST_F(RedactingCorpus, WhatTheBuildDoesNotReplayIsNotCalledVerified) {
  MakeCorpus(from_, {Signalled("run-1", "1"), Signalled("run-2", "2")});
  program_ = scratch_ / "replay.sh";
  build_ = "b.so";
  WriteFile(scratch_ / "first", "unregistered-type");
  WriteProgram(program_, "verdict=$(cat " + (scratch_ / "first") + R"()
results=
for file in $3/histories/*/*; do
  results="$results${results:+,}{\"history\":\"$file\",\"verdict\":\"$verdict\"}"
  verdict=unregistered-type
done
echo "{\"format\":1,\"results\":[$results]}"
)");
  RedactReport report = MustRedact();
  EXPECT_EQ(report.stored, 2);
  EXPECT_EQ(report.verification.compared, 0);
  EXPECT_EQ(report.verification.not_verified["unregistered-type"], 2);
  EXPECT_EQ(CodeOf(report), ExitCode::kIntegrity) << "nothing was verified";
  const std::string text = RedactText(report);
  EXPECT_THAT(text, StartsWith("not verified: 2 histories, which b.so does not "
                               "replay: the verdict of the original is "
                               "unregistered-type; give a --build"));
  EXPECT_THAT(text, Not(HasSubstr("\nverified:")));
  EXPECT_EQ(Json::parse(RedactJson(
                report))["verification"]["not_verified"]["unregistered-type"],
            2);

  WriteFile(scratch_ / "first", "nondeterminism");
  report = MustRedact();
  EXPECT_EQ(report.verification.compared, 1);
  EXPECT_EQ(report.verification.not_verified["unregistered-type"], 1);
  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  EXPECT_THAT(RedactText(report), HasSubstr("not verified: 1 history, which"));
  EXPECT_THAT(RedactText(report),
              HasSubstr("\nverified: 1 history replayed with b.so"));
}

TEST_F(RedactingCorpus, AHistoryThatWasNotReplayedIsLeftOut) {
  MakeCorpus(from_, {Signalled("run-1", "1")});
  program_ = scratch_ / "replay.sh";
  build_ = "b.so";
  WriteProgram(program_, "echo '{\"format\":1,\"results\":[]}'\n");
  const RedactReport report = MustRedact();
  ASSERT_EQ(report.left_out.size(), 1u);
  EXPECT_EQ(report.left_out[0].why, "it was not replayed");
}

TEST_F(RedactingCorpus, AReplayerThatGivesNoResultIsAnError) {
  MakeCorpus(from_, {Signalled("run-1", "1")});
  build_ = "b.so";
  program_ = scratch_ / "replay.sh";
  WriteProgram(program_, "exit 2\n");
  const auto report = Redact();
  EXPECT_THAT(FailureOf(report), HasSubstr("ended with 2 on "));
  EXPECT_THAT(FailureOf(report), HasSubstr("is b.so a build"));
  EXPECT_FALSE(Open(to_).state().complete) << "nobody takes it for verified";
  program_ = scratch_ / "missing";
  EXPECT_THAT(FailureOf(Redact()), HasSubstr("cannot be started"));
}

// ---- Reports ----

TEST(RedactReports, SayEverythingOnce) {
  RedactReport report;
  report.from = "a";
  report.to = "b";
  report.histories = 3;
  report.stored = 2;
  report.unchanged = 1;
  report.opaque["binary/encrypted"] = 2;
  report.left_out.push_back({"histories/T/x", "why"});
  report.shown.push_back({"histories/T/y", {7, "p.q"}, ""});
  report.shown.push_back({"histories/T/z", {7, "p.q"}, ""});
  EXPECT_EQ(RedactText(report),
            "left out: histories/T/x: why\n"
            "note: histories/T/y: event 7: p.q shows a value that was replaced "
            "elsewhere (1 more like it)\n"
            "note: 2 payloads of binary/encrypted left as they are\n"
            "not verified: give --build to replay both corpora with it\n"
            "a: 2 of 3 histories redacted to b (1 were so already)\n");
  report.verified = true;
  report.verification = {"lockstep-replay", "b.so", 2, {}, 4};
  EXPECT_THAT(RedactText(report),
              HasSubstr("verified: 2 histories replayed with b.so"));
  EXPECT_THAT(RedactText(report), HasSubstr("note: 4 differences between"));
  const Json json = Json::parse(RedactJson(report));
  EXPECT_EQ(json["format"], 1);
  EXPECT_EQ(json["command"], "redact");
  EXPECT_EQ(json["corpus"], "a");
  EXPECT_EQ(json["exit_code"], 6);
  EXPECT_EQ(json["exit_meaning"], "a history or the corpus contradicts itself");
  EXPECT_EQ(json["left_out"][0]["why"], "why");
  EXPECT_EQ(json["opaque_payloads"]["binary/encrypted"], 2);
  EXPECT_EQ(json["verification"]["value_differences"], 4);
  EXPECT_EQ(json["shown_values"][0]["event_id"], 7);
}

TEST(RedactReports, CutLongLists) {
  RedactReport report;
  for (int i = 0; i < 25; ++i) {
    report.secrets.push_back({"f", {i, "p"}, "kind"});
  }
  EXPECT_THAT(RedactText(report), HasSubstr("... and 5 more; see -o json"));
}

}  // namespace
}  // namespace lockstep::fetch
