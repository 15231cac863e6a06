// Two corpora, of which one becomes the redacted other.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/redact/redact_corpus.h"
#include "rpc/codec/payload.h"
#include "tests/history_fetch/corpus/scratch.h"
#include "tests/history_fetch/real_histories.h"
#include "tests/history_fetch/redact/history_builder.h"

namespace lockstep::fetch {

inline constexpr char kKey[] = "0123456789abcdef";

inline std::string InputOf(const std::string& json) {
  return "\"signalName\":\"s\",\"input\":" +
         Payloads({JsonPayload(json)}).dump();
}

// A run that was sent a signal with this JSON.
inline std::string Signalled(const std::string& run_id,
                             const std::string& json) {
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

}  // namespace lockstep::fetch
