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
      "{\"schema\":1,\"tomorrow\":1,\"namespace\":\"n\",\"workflow_id\":\"w\","
      "\"run_id\":\"r\","
      "\"file\":\"histories/T/a.json.gz\",\"sha256\":\"abc\","
      "\"payloads\":\"inbound\"}\n"
      "{\"schema\":1,\"workflow_id\":\"v\",\"run_id\":\"s\",\"file\":"
      "\"histories/T/b.json.gz\","
      "\"payloads\":\"full\"}\n");

  for (const char* const file : {"a.json.gz", "b.json.gz"}) WriteHistory(file);

  EXPECT_EQ(EntryOf("histories/T/a.json.gz"),
            (CorpusEntry{"w", "r", "n", "abc", true, ""}));
  EXPECT_EQ(EntryOf("histories/T/b.json.gz"),
            (CorpusEntry{"v", "s", "", "", false, ""}));
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
      "{\"schema\":1,\"run_id\":\"r\",\"file\":\"histories/T/a.json.gz\"}\n"
      "{\"schema\":1,\"run_id\":\"s\",\"file\":\"histories/T/b.json.gz\"}\n");
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
  const std::string good =
      R"({"schema":1,"run_id":"r","file":"histories/T/a.json.gz"})";
  const std::pair<std::string, const char*> rows[] = {
      {"{\"file", "is no JSON object; restore the file"},
      {"{}", "has no \"schema\";"},
      {R"({"schema":"1"})", "has no \"schema\";"},
      {R"({"schema":2,"run_id":"s","file":"histories/T/b.json.gz"})",
       "is of schema 2, which a newer release wrote; restore the file, update "
       "Lockstep, or look with `lockstep-fetch verify`"},
      {R"({"schema":1,"run_id":"s"})",
       "does not say its \"file\" and its \"run_id\";"},
      {R"({"schema":1,"file":"histories/T/b.json.gz"})",
       "does not say its \"file\" and its \"run_id\";"},
      {good, "names a run for the second time;"},
      {R"({"schema":1,"run_id":"s","file":"histories/T/a.json.gz"})",
       "names a file for the second time;"},
      {"=======",
       "has conflict markers of a git merge; take one side's manifest, then "
       "`lockstep-fetch import` the other side's corpus"},
  };
  for (const auto& [line, wrong] : rows) {
    WriteManifest("{\"lockstep_corpus\":1,\"complete\":true}\n" + good + "\n" +
                  line + "\n");

    const auto entry = EntryOf("histories/T/a.json.gz");

    ASSERT_FALSE(entry) << line;
    EXPECT_THAT(entry.error().message,
                HasSubstr(std::string("manifest.jsonl:3: ") + wrong));
  }
}

}  // namespace
}  // namespace lockstep::replay
