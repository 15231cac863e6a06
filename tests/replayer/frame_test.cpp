#include "replayer/process/frame.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <thread>

#include "replayer/process/unique_fd.h"

namespace lockstep::replay {
namespace {

class FrameTest : public testing::Test {
 protected:
  FrameTest() {
    std::array<int, 2> ends{};
    socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data());
    near_ = UniqueFd(ends[0]);
    far_ = UniqueFd(ends[1]);
  }

  UniqueFd near_;
  UniqueFd far_;
  FrameReader reader_;
};

TEST_F(FrameTest, CarriesBytesOfAnyKind) {
  const std::string body("a\0b\n\xff", 5);

  ASSERT_TRUE(WriteFrame(near_.get(), 'x', body));
  ASSERT_TRUE(WriteFrame(near_.get(), 'y', ""));
  EXPECT_TRUE(reader_.ReadFrom(far_.get()));

  EXPECT_EQ(reader_.Next(), (Frame{'x', body}));
  EXPECT_EQ(reader_.Next(), (Frame{'y', ""}));
  EXPECT_EQ(reader_.Next(), std::nullopt);
}

TEST_F(FrameTest, PutsPiecesTogether) {
  const std::string bytes("\x03\0\0\0xabc", 8);

  for (const char c : bytes) {
    EXPECT_EQ(reader_.Next(), std::nullopt);
    ASSERT_EQ(send(near_.get(), &c, 1, 0), 1);
    reader_.ReadFrom(far_.get());
  }

  EXPECT_EQ(reader_.Next(), (Frame{'x', "abc"}));
}

TEST_F(FrameTest, CarriesMoreThanTheSocketHolds) {
  const std::string body(size_t{8} << 20, 'z');

  std::thread writer([&] { EXPECT_TRUE(WriteFrame(near_.get(), 'x', body)); });
  std::optional<Frame> frame;
  while (!frame) {
    ASSERT_TRUE(reader_.ReadFrom(far_.get()));
    frame = reader_.Next();
  }
  writer.join();

  EXPECT_EQ(frame->body, body);
}

TEST_F(FrameTest, SaysWhenTheOtherEndIsGone) {
  near_.Close();

  EXPECT_FALSE(reader_.ReadFrom(far_.get()));
  EXPECT_FALSE(WriteFrame(far_.get(), 'x', "abc"));
}

TEST_F(FrameTest, RefusesALengthThatNobodySends) {
  const std::string bytes("\xff\xff\xff\xffx", 5);
  ASSERT_EQ(send(near_.get(), bytes.data(), bytes.size(), 0), 5);

  reader_.ReadFrom(far_.get());

  EXPECT_EQ(reader_.Next(), std::nullopt);
  EXPECT_TRUE(reader_.broken());
}

TEST_F(FrameTest, NeverWritesIntoAFile) {
  const std::string path = testing::TempDir() + "/frame_test_file";
  const UniqueFd file(open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600));

  EXPECT_FALSE(WriteFrame(file.get(), 'x', "abc"));

  EXPECT_EQ(std::filesystem::file_size(path), 0u);
}

}  // namespace
}  // namespace lockstep::replay
