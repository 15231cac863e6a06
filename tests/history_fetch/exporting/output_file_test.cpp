#include "history_fetch/exporting/output_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "tests/history_fetch/corpus/scratch.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;

class OutputFileTest : public testing::Test {
 protected:
  const Scratch scratch_;
  const std::string path_ = scratch_ / "a/b/out.json";
};

TEST_F(OutputFileTest, AppearsWhenItIsWhole) {
  Outcome<OutputFile> file = OutputFile::Create(path_, Overwrite::kNo);
  ASSERT_TRUE(file) << file.error().message;
  ASSERT_TRUE(file->Write("one "));
  ASSERT_TRUE(file->Write("two"));
  EXPECT_FALSE(fs::exists(path_));

  ASSERT_TRUE(file->Finish());

  EXPECT_EQ(ReadFile(path_), "one two");
}

TEST_F(OutputFileTest, LeavesNothingIfItIsNotFinished) {
  {
    Outcome<OutputFile> file = OutputFile::Create(path_, Overwrite::kNo);
    ASSERT_TRUE(file->Write("one"));
  }
  EXPECT_TRUE(FilesIn(scratch_.path()).empty());
}

TEST_F(OutputFileTest, OverwritesOnlyIfItMay) {
  const std::string path = scratch_ / "out";
  WriteFile(path, "mine");
  const Failure there{ExitCode::kUsage,
                      path +
                          ": is there already: name another place, or "
                          "overwrite it with --force"};
  EXPECT_EQ(OutputFile::Create(path, Overwrite::kNo).error(), there);

  Outcome<OutputFile> file = OutputFile::Create(path, Overwrite::kYes);
  ASSERT_TRUE(file && file->Write("new") && file->Finish());
  EXPECT_EQ(ReadFile(path), "new");
}

TEST_F(OutputFileTest, DoesNotOverwriteWhatCameMeanwhile) {
  Outcome<OutputFile> file = OutputFile::Create(path_, Overwrite::kNo);
  WriteFile(path_, "mine");

  EXPECT_EQ(file->Finish().error().code, ExitCode::kUsage);
  EXPECT_EQ(ReadFile(path_), "mine");
}

TEST_F(OutputFileTest, IsNotWrittenThroughALinkThatWasNotMeant) {
  const std::string link = scratch_ / "link";
  fs::create_symlink(scratch_ / "target", link);

  EXPECT_EQ(OutputFile::Create(link, Overwrite::kNo).error().code,
            ExitCode::kUsage);
}

TEST_F(OutputFileTest, OverwritesWhatALinkLeadsTo) {
  const std::string link = scratch_ / "link";
  fs::create_symlink("target", link);
  WriteFile(scratch_ / "target", "old");

  Outcome<OutputFile> file = OutputFile::Create(link, Overwrite::kYes);
  ASSERT_TRUE(file && file->Write("new"));
  EXPECT_EQ(ReadFile(link), "old");
  ASSERT_TRUE(file->Finish());

  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_EQ(ReadFile(scratch_ / "target"), "new");
}

// It is nothing to overwrite, so it needs no --force.
TEST_F(OutputFileTest, WritesIntoAFifoThatStaysOne) {
  const std::string path = scratch_ / "fifo";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  // Read and write, so that nobody waits for the other end.
  const OpenFile fifo(open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
  for (const Overwrite overwrite : {Overwrite::kNo, Overwrite::kYes}) {
    Outcome<OutputFile> file = OutputFile::Create(path, overwrite);
    ASSERT_TRUE(file && file->Write("new") && file->Finish());

    EXPECT_TRUE(fs::is_fifo(path));
    std::string received(9, '\0');
    EXPECT_EQ(read(fifo.get(), received.data(), 9), 3);
    EXPECT_EQ(received.substr(0, 3), "new");
  }
  EXPECT_EQ(FilesIn(scratch_.path()), std::vector<std::string>{});
}

TEST_F(OutputFileTest, RefusesLinksThatLeadToThemselves) {
  const std::string link = scratch_ / "link";
  fs::create_symlink("link", link);

  EXPECT_EQ(OutputFile::Create(link, Overwrite::kYes).error().code,
            ExitCode::kUsage);
}

TEST_F(OutputFileTest, SaysWhyAPlaceCannotBeWritten) {
  WriteFile(scratch_ / "file", "");
  const std::string below = scratch_ / "file/below";
  EXPECT_EQ(OutputFile::Create(below, Overwrite::kNo).error(),
            (Failure{ExitCode::kUsage, scratch_ / "file" +
                                           ": cannot be written (Not a "
                                           "directory): name another place"}));
  EXPECT_EQ(OutputFile::Create(scratch_.path(), Overwrite::kYes).error(),
            (Failure{ExitCode::kUsage, scratch_.path() +
                                           ": cannot be written (Is a "
                                           "directory): name another place"}));
  EXPECT_EQ(OutputFile::Create("/proc/x", Overwrite::kNo).error().code,
            ExitCode::kUsage);
}

}  // namespace
}  // namespace lockstep::fetch
