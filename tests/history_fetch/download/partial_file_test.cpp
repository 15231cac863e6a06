#include "history_fetch/download/partial_file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <utility>
#include <vector>

#include "tests/history_fetch/corpus/scratch.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Resumed {
  std::vector<std::string> pages;
  std::optional<std::string> next;
};

class PartialFileTest : public testing::Test {
 protected:
  Resumed Resume(PartialFile& file) {
    Resumed resumed;
    auto next = file.Resume([&](const PartialPage& page) {
      resumed.pages.emplace_back(page.history);
      return Outcome<void>();
    });
    EXPECT_TRUE(next);
    if (next) resumed.next = *next;
    return resumed;
  }
  Resumed Resume(const std::string& identity = "run 1") {
    PartialFile file(path_, identity);
    return Resume(file);
  }
  void Keep(const std::vector<std::string>& pages) {
    PartialFile file(path_, "run 1");
    for (const std::string& page : pages) {
      ASSERT_TRUE(file.Keep({.history = page, .next_token = "after " + page}));
    }
  }

  Scratch scratch_;
  const std::string path_ = scratch_ / "partial";
};

TEST_F(PartialFileTest, PagesComeBackWithTheTokenOfTheNext) {
  const std::string bytes("\0\xff\n", 3);
  Keep({"one", bytes});

  const Resumed resumed = Resume();

  EXPECT_THAT(resumed.pages, ElementsAre("one", bytes));
  EXPECT_EQ(resumed.next, "after " + bytes);
}

TEST_F(PartialFileTest, PagesAreAddedBehindThoseThatWereKept) {
  Keep({"one"});
  {
    PartialFile file(path_, "run 1");
    Resume(file);
    ASSERT_TRUE(file.Keep({.history = "two", .next_token = "t"}));
  }

  EXPECT_THAT(Resume().pages, ElementsAre("one", "two"));
}

TEST_F(PartialFileTest, NothingWasKept) {
  const Resumed resumed = Resume();

  EXPECT_THAT(resumed.pages, IsEmpty());
  EXPECT_EQ(resumed.next, std::nullopt);
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(PartialFileTest, PagesOfAnotherRequestAreRemoved) {
  Keep({"one"});

  EXPECT_THAT(Resume("run 2").pages, IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(PartialFileTest, WhateverIsTornTheWholePagesBeforeItAreGood) {
  Keep({"one", "two", "three"});
  const std::string whole = ReadFile(path_);
  for (size_t length = 0; length < whole.size(); ++length) {
    WriteFile(path_, whole.substr(0, length));
    PartialFile file(path_, "run 1");

    const Resumed resumed = Resume(file);

    const std::vector<std::string> pages = {"one", "two", "three"};
    ASSERT_LT(resumed.pages.size(), 3u) << length;
    for (size_t i = 0; i < resumed.pages.size(); ++i) {
      EXPECT_EQ(resumed.pages[i], pages[i]);
    }
    // The next one stands where the torn one was.
    ASSERT_TRUE(file.Keep({.history = "next", .next_token = "t"}));
    EXPECT_EQ(Resume().pages.back(), "next");
  }
}

TEST_F(PartialFileTest, AByteThatChangedEndsIt) {
  Keep({"one", "two"});
  std::string bytes = ReadFile(path_);
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  WriteFile(path_, bytes);

  EXPECT_THAT(Resume().pages, ElementsAre("one"));
}

TEST_F(PartialFileTest, WhatAPageIsRefusedForComesOut) {
  Keep({"one"});
  PartialFile file(path_, "run 1");

  const auto next = file.Resume([](const PartialPage&) {
    return Outcome<void>(Fail(ExitCode::kIntegrity, "no"));
  });

  ASSERT_FALSE(next);
  EXPECT_EQ(next.error().message, "no");
}

TEST_F(PartialFileTest, DiscardRemovesIt) {
  PartialFile file(path_, "run 1");
  ASSERT_TRUE(file.Keep({.history = "one", .next_token = "t"}));

  file.Discard();

  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(PartialFileTest, NothingIsReadOrWrittenThroughALink) {
  Keep({"one"});
  const std::string elsewhere = scratch_ / "elsewhere";
  std::filesystem::rename(path_, elsewhere);
  const std::string before = ReadFile(elsewhere);
  std::filesystem::create_symlink(elsewhere, path_);
  PartialFile file(path_, "run 1");

  EXPECT_THAT(Resume(file).pages, IsEmpty());
  ASSERT_TRUE(file.Keep({.history = "two", .next_token = "t"}));

  EXPECT_EQ(ReadFile(elsewhere), before);
  EXPECT_THAT(Resume().pages, ElementsAre("two"));
}

TEST_F(PartialFileTest, APipeIsNotWaitedFor) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  PartialFile file(path_, "run 1");

  EXPECT_THAT(Resume(file).pages, IsEmpty());
  ASSERT_TRUE(file.Keep({.history = "two", .next_token = "t"}));

  EXPECT_THAT(Resume().pages, ElementsAre("two"));
}

TEST_F(PartialFileTest, SaysWhereItCannotWrite) {
  PartialFile file(scratch_ / "no/partial", "run 1");

  const auto kept = file.Keep({.history = "one", .next_token = "t"});

  ASSERT_FALSE(kept);
  EXPECT_THAT(kept.error().message,
              testing::HasSubstr("no/partial cannot be created: No such file"));
}

}  // namespace
}  // namespace lockstep::fetch
