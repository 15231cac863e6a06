// A sound corpus to break, and what verifying it finds.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "history_fetch/verify/verify.h"
#include "tests/history_fetch/corpus/scratch.h"
#include "tests/history_fetch/real_histories.h"

namespace lockstep::fetch {

namespace fs = std::filesystem;

// "check: message" of all findings.
inline std::vector<std::string> Sentences(const Verification& verification) {
  std::vector<std::string> all;
  for (const Finding& finding : verification.findings) {
    all.push_back(fmt::format("{}: {}", Name(finding.check), finding.message));
  }
  return all;
}

class VerifyTest : public testing::Test {
 protected:
  VerifyTest() {
    MakeCorpus(folder_, {FixtureText("loader/version-markers"),
                         FixtureText("loader/patch-and-local"),
                         FixtureText("user-grant/user-grant-open-held")});
    Outcome<Corpus> corpus = Corpus::Open(folder_, Corpus::Access::kRead);
    EXPECT_TRUE(corpus->ForEach([&](const Entry& entry) {
      entries_.push_back(entry);
      return Outcome<void>();
    }));
  }

  Verification Run() const {
    const Outcome<Verification> verification = Verify({.folder = folder_});
    EXPECT_TRUE(verification) << verification.error().message;
    return verification.value_or(Verification{});
  }

  std::string Manifest() const { return ReadFile(folder_ + "/manifest.jsonl"); }

  // In the manifest, as if somebody had edited it.
  void Replace(const std::string& old_text, const std::string& new_text) {
    std::string manifest = Manifest();
    const size_t at = manifest.find(old_text);
    ASSERT_NE(at, manifest.npos) << old_text;
    manifest.replace(at, old_text.size(), new_text);
    WriteFile(folder_ + "/manifest.jsonl", manifest);
  }

  // The line of the first entry, changed.
  void Edit(const std::function<void(Entry&)>& edit) {
    Entry entry = entries_.front();
    edit(entry);
    Replace(ToJsonLine(entries_.front()), ToJsonLine(entry));
  }

  std::string PathOf(size_t index) const {
    return folder_ + "/" + entries_[index].file;
  }

  Scratch scratch_;
  const std::string folder_ = scratch_ / "corpus";
  std::vector<Entry> entries_;
};

}  // namespace lockstep::fetch
