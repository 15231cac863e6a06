#include "history_fetch/download/text_output.h"

#include <gmock/gmock.h>

#include "history/gunzip.h"
#include "tests/history_fetch/corpus/scratch.h"

namespace lockstep::fetch {
namespace {

using testing::HasSubstr;

Outcome<void> WriteGzip(const std::string& path, const std::string& text,
                        size_t piece) {
  auto output = OpenGzip(path);
  if (!output) return tl::unexpected(output.error());
  for (size_t i = 0; i < text.size(); i += piece) {
    const auto written = (*output)->Write(text.substr(i, piece));
    if (!written) return written;
  }
  return (*output)->Close();
}

std::string LongText() {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i * 7919) + "\n";
  return text;
}

TEST(OpenGzip, ComesBackAsItWas) {
  Scratch scratch;
  const std::string path = scratch / "a.gz";
  const std::string text = LongText();

  ASSERT_TRUE(WriteGzip(path, text, 1000));

  EXPECT_EQ(history::Gunzip(ReadFile(path), text.size()).value(), text);
}

TEST(OpenGzip, EqualTextsAreEqualFilesWithoutTimeNameAndSystem) {
  Scratch scratch;
  ASSERT_TRUE(WriteGzip(scratch / "a.gz", "some text", 100));
  ASSERT_TRUE(WriteGzip(scratch / "b.gz", "some text", 100));

  const std::string bytes = ReadFile(scratch / "a.gz");
  EXPECT_EQ(bytes, ReadFile(scratch / "b.gz"));
  // Method, no flags, time 0, no hint, unknown system.
  EXPECT_EQ(bytes.substr(0, 10),
            std::string("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10));
}

TEST(OpenGzip, ReplacesWhatIsThere) {
  Scratch scratch;
  WriteFile(scratch / "a.gz", std::string(10'000, 'x'));

  ASSERT_TRUE(WriteGzip(scratch / "a.gz", "a", 1));

  EXPECT_EQ(history::Gunzip(ReadFile(scratch / "a.gz"), 10).value(), "a");
}

TEST(OpenGzip, SaysWhichFileCannotBeMade) {
  Scratch scratch;

  const auto output = OpenGzip(scratch / "no/a.gz");

  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().code, ExitCode::kPartial);
  EXPECT_THAT(output.error().message,
              HasSubstr("no/a.gz cannot be created: No such file"));
}

TEST(OpenGzip, SaysWhenTheDiskIsFull) {
  const auto written = WriteGzip("/dev/full", LongText(), 10'000);

  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message,
              HasSubstr("/dev/full cannot be written: No space left"));
}

TEST(OpenPlain, WritesTheBytesAsTheyAre) {
  Scratch scratch;
  auto output = OpenPlain(scratch / "a");
  ASSERT_TRUE(output);

  ASSERT_TRUE((*output)->Write("some "));
  ASSERT_TRUE((*output)->Write("text"));
  ASSERT_TRUE((*output)->Close());

  EXPECT_EQ(ReadFile(scratch / "a"), "some text");
}

}  // namespace
}  // namespace lockstep::fetch
