#include "history_fetch/redact/redact_corpus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "history_fetch/redact/entry_redaction.h"
#include "history_fetch/redact/redact_report.h"
#include "tests/history_fetch/redact/redacting_corpus.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

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

}  // namespace
}  // namespace lockstep::fetch
