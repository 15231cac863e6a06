#include "replayer/history_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace lockstep::replay {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Runs in an empty folder of its own.
class HistoryFilesTest : public testing::Test {
 protected:
  HistoryFilesTest() : before_(fs::current_path()) {
    fs::create_directories(folder_);
    fs::current_path(folder_);
  }
  ~HistoryFilesTest() override {
    fs::current_path(before_);
    fs::remove_all(folder_);
  }

  static void Write(const std::string& path) {
    if (fs::path(path).has_parent_path()) {
      fs::create_directories(fs::path(path).parent_path());
    }
    std::ofstream(path) << "{}";
  }

  static std::vector<std::string> Find(const std::vector<std::string>& paths) {
    const auto inputs = FindHistories(paths, "text");
    EXPECT_TRUE(inputs) << inputs.error().message;
    std::vector<std::string> names;
    for (const Input& input : *inputs) names.push_back(input.name);
    return names;
  }

  static std::string ErrorOf(const std::vector<std::string>& paths) {
    const auto inputs = FindHistories(paths, std::nullopt);
    EXPECT_FALSE(inputs);
    return inputs ? "" : inputs.error().message;
  }

 private:
  const fs::path before_;
  const fs::path folder_ =
      fs::path(testing::TempDir()) /
      testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(HistoryFilesTest, FoldersAreReadToTheirBottomSortedByBytes) {
  for (const char* const path :
       {"c/b.json", "c/B.json", "c/a/z.json.gz", "c/a.json", "c/é.json"}) {
    Write(path);
  }

  EXPECT_THAT(Find({"c"}), ElementsAre("c/B.json", "c/a.json", "c/a/z.json.gz",
                                       "c/b.json", "c/é.json"));
}

TEST_F(HistoryFilesTest, FoldersHoldOtherThingsToo) {
  for (const char* const path :
       {"c/a.json", "c/.b.json", "c/.git/c.json", "c/manifest.jsonl",
        "c/readme.md", "c/d.binpb", "c/json"}) {
    Write(path);
  }

  EXPECT_THAT(Find({"c"}), ElementsAre("c/a.json"));
}

// What else lies there is unfinished.
TEST_F(HistoryFilesTest, OfACorpusOnlyTheHistoriesAreRead) {
  std::filesystem::create_directories("c");
  std::ofstream("c/manifest.jsonl") << R"({"lockstep_corpus":1})";
  for (const char* const path : {"c/histories/T/a.json.gz", "c/state/b.json"}) {
    Write(path);
  }

  EXPECT_THAT(Find({"c"}), ElementsAre("c/histories/T/a.json.gz"));
}

TEST_F(HistoryFilesTest, AFileMayHaveAnyName) {
  Write(".a");

  EXPECT_THAT(Find({".a"}), ElementsAre(".a"));
}

TEST_F(HistoryFilesTest, AFileNamedTwiceIsOne) {
  Write("c/a.json");
  fs::create_symlink("c", "link");

  EXPECT_THAT(Find({"c/a.json", "./c/../c/a.json", "c", "link",
                    fs::absolute("c/a.json").string()}),
              ElementsAre(fs::absolute("c/a.json").string()));
}

TEST_F(HistoryFilesTest, TheOrderOfPathsHasNoEffect) {
  for (const char* const path : {"c/a.json", "d/b.json"}) Write(path);
  fs::create_symlink("../d", "c/d");

  EXPECT_EQ(Find({"c", "d", "-"}), Find({"-", "d", "c"}));
}

TEST_F(HistoryFilesTest, LinksToFoldersAreFollowedButNotInCircles) {
  Write("c/d/a.json");
  fs::create_symlink("..", "c/d/up");

  EXPECT_THAT(Find({"c"}), ElementsAre("c/d/a.json"));
}

TEST_F(HistoryFilesTest, ABrokenLinkIsNotPassedOver) {
  fs::create_directory("c");
  fs::create_symlink("nowhere", "c/a.json");

  EXPECT_THAT(Find({"c"}), ElementsAre("c/a.json"));
}

TEST_F(HistoryFilesTest, APipeInAFolderIsNoHistory) {
  fs::create_directory("c");
  ASSERT_EQ(mkfifo("c/a.json", 0600), 0);

  EXPECT_THAT(Find({"c"}), IsEmpty());
}

TEST_F(HistoryFilesTest, AnEmptyFolderHasNoHistories) {
  fs::create_directory("c");

  EXPECT_THAT(Find({"c"}), IsEmpty());
}

TEST_F(HistoryFilesTest, AMissingPathIsAnError) {
  EXPECT_THAT(ErrorOf({"c/a.json"}), HasSubstr("c/a.json: there is no such"));
}

TEST_F(HistoryFilesTest, ADashTakesTheTextOfStdin) {
  const auto inputs = FindHistories({"-", "-"}, "{}");

  ASSERT_TRUE(inputs);
  EXPECT_THAT(*inputs, ElementsAre(Input{"-", "{}", {}}));
}

TEST(SplitLines, SkipsEmptyLinesAndCarriageReturns) {
  EXPECT_THAT(SplitLines("a b\r\n\n c\nd"), ElementsAre("a b", " c", "d"));
}

TEST(ReadAll, NamesTheFileItCannotRead) {
  EXPECT_THAT(ReadAll("/nowhere/list").error().message,
              HasSubstr("/nowhere/list: cannot be read (No such file"));
}

}  // namespace
}  // namespace lockstep::replay
