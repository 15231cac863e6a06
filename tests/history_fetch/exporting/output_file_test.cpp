#include "history_fetch/exporting/output_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
