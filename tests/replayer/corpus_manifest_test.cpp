#include "replayer/corpus_manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace lockstep::replay {
namespace {

namespace fs = std::filesystem;
using testing::EndsWith;
using testing::HasSubstr;

class CorpusManifestTest : public testing::Test {
 protected:
  CorpusManifestTest() {
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "histories" / "T");
  }
  ~CorpusManifestTest() override { fs::remove_all(folder_); }

  void WriteManifest(const std::string& text) const {
    std::ofstream(folder_ / "manifest.jsonl") << text;
  }

  void WriteHistory(const std::string& name) const {
    std::ofstream(folder_ / "histories" / "T" / name) << "x";
  }

  Result<CorpusEntry> EntryOf(const std::string& file) const {
    CorpusManifests manifests;
    return manifests.EntryOf((folder_ / file).string());
  }

 private:
  const fs::path folder_ =
      fs::path(testing::TempDir()) /
      testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(CorpusManifestTest, SaysWhoseAHistoryIs) {
  WriteManifest(
      "{\"lockstep_corpus\":1,\"complete\":true}\n"
      "{\"namespace\":\"n\",\"workflow_id\":\"w\",\"run_id\":\"r\","
      "\"file\":\"histories/T/a.json.gz\",\"sha256\":\"abc\","
      "\"payloads\":\"inbound\"}\n"
      "{\"workflow_id\":\"v\",\"file\":\"histories/T/b.json.gz\","
      "\"payloads\":\"full\"}\n");

  for (const char* const file : {"a.json.gz", "b.json.gz"}) WriteHistory(file);

  EXPECT_EQ(EntryOf("histories/T/a.json.gz"),
            (CorpusEntry{"w", "r", "n", "abc", true, ""}));
  EXPECT_EQ(EntryOf("histories/T/b.json.gz"),
            (CorpusEntry{"v", "", "", "", false, ""}));
  EXPECT_EQ(EntryOf("histories/T/c.json.gz"), CorpusEntry{});
  EXPECT_EQ(EntryOf("histories/a.json.gz"), CorpusEntry{});
}

TEST_F(CorpusManifestTest, SaysWhyACorpusIsIncomplete) {
  WriteManifest(
      R"({"lockstep_corpus":1,"complete":false,"reason":"3 runs failed"})");

  EXPECT_THAT(EntryOf("histories/T/a.json.gz")->incomplete,
              EndsWith("manifest.jsonl: the corpus is marked incomplete: 3 "
                       "runs failed; finish it with `lockstep-fetch sync`, or "
                       "pass --allow-incomplete"));
}

TEST_F(CorpusManifestTest, ACorpusThatDoesNotSayItIsCompleteIsNot) {
  WriteManifest(R"({"lockstep_corpus":1})");

  EXPECT_THAT(EntryOf("histories/T/a.json.gz")->incomplete,
              HasSubstr("marked incomplete; finish"));
}

TEST_F(CorpusManifestTest, ACorpusWithoutAllItsFilesIsIncomplete) {
  WriteManifest(
      "{\"lockstep_corpus\":1,\"complete\":true}\n"
      "{\"file\":\"histories/T/a.json.gz\"}\n"
      "{\"file\":\"histories/T/b.json.gz\"}\n");
  WriteHistory("a.json.gz");

  EXPECT_THAT(EntryOf("histories/T/a.json.gz")->incomplete,
              HasSubstr("1 of 2 histories are not there, the first is "
                        "histories/T/b.json.gz"));
}

TEST_F(CorpusManifestTest, RefusesAManifestItDoesNotKnow) {
  for (const char* const text :
       {"", "{}", "[]", "{", R"({"lockstep_corpus":2})"}) {
    WriteManifest(text);

    const auto entry = EntryOf("histories/T/a.json.gz");

    ASSERT_FALSE(entry) << text;
    EXPECT_THAT(entry.error().message, HasSubstr("is no manifest")) << text;
  }
}

TEST_F(CorpusManifestTest, NamesTheLineThatIsBroken) {
  WriteManifest("{\"lockstep_corpus\":1,\"complete\":true}\n{}\n{\"file\n");

  const auto entry = EntryOf("histories/T/a.json.gz");

  ASSERT_FALSE(entry);
  EXPECT_THAT(entry.error().message, HasSubstr("manifest.jsonl:3: is no JSON"));
}

}  // namespace
}  // namespace lockstep::replay
