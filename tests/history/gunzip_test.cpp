#include "history/gunzip.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "history/load.h"
#include "tests/history/gzip.h"
#include "tests/history/json_builder.h"

namespace lockstep::history {
namespace {

constexpr size_t kLimit = 1 << 20;

std::string Message(std::string_view bytes, size_t limit = kLimit) {
  const Result<std::string> text = Gunzip(bytes, limit);
  return text ? "unpacked" : text.error().message;
}

TEST(Gunzip, JoinsTheMembers) {
  EXPECT_EQ(Gunzip(Gzip("abc"), kLimit), "abc");
  EXPECT_EQ(Gunzip(Gzip(""), kLimit), "");
  EXPECT_EQ(Gunzip(Gzip("abc") + Gzip("") + Gzip("def"), kLimit), "abcdef");
}

TEST(Gunzip, RefusesEveryTruncation) {
  const std::string whole = Gzip("a text that is long enough to be cut");
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(Message(whole.substr(0, size)),
              "is cut off (gzip): download it again")
        << size;
  }
}

TEST(Gunzip, RefusesOtherBytes) {
  std::string damaged = Gzip("a text");
  damaged[damaged.size() - 5] ^= 1;  // in the checksum

  EXPECT_EQ(Message("{\"events\":[]}"),
            "is not gzip or is damaged: download it again");
  EXPECT_EQ(Message(damaged), "is not gzip or is damaged: download it again");
  EXPECT_EQ(Message(Gzip("a") + "rest"),
            "is not gzip or is damaged: download it again");
}

TEST(Gunzip, StopsAtTheLimit) {
  const std::string bomb = Gzip(std::string(8 * kLimit, ' '));

  EXPECT_LT(bomb.size(), kLimit / 16);
  EXPECT_EQ(Message(bomb), "unpacks to more than 1048576 bytes");
  EXPECT_EQ(Message(Gzip(std::string(kLimit, ' '))), "unpacked");
  EXPECT_EQ(Message(Gzip(std::string(kLimit, ' ')) + Gzip("a")),
            "unpacks to more than 1048576 bytes");
}

class LoadFile : public testing::Test {
 protected:
  LoadFile() { std::filesystem::create_directories(folder_); }
  ~LoadFile() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& bytes) const {
    const std::string path = folder_ / name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(LoadFile, UnpacksByTheName) {
  const std::string text = HistoryJson(OneTask());

  EXPECT_TRUE(LoadHistory(Write("a.json", text), {}));
  EXPECT_TRUE(LoadHistory(Write("a.json.gz", Gzip(text)), {}));
}

TEST_F(LoadFile, NamesTheFileThatItRefuses) {
  const std::string gone = (folder_ / "gone.json").string();
  const std::string plain = Write("plain.json.gz", "{}");
  const std::string packed = Write("packed.json", Gzip("{}"));

  EXPECT_EQ(LoadHistory(gone, {}).error().message,
            gone + " cannot be read: No such file or directory");
  EXPECT_EQ(LoadHistory(folder_, {}).error().message,
            folder_.string() + " cannot be read: Is a directory");
  EXPECT_EQ(LoadHistory(plain, {}).error().message,
            plain + " is not gzip or is damaged: download it again");
  EXPECT_EQ(LoadHistory(packed, {}).error().message,
            packed + " is compressed: give it a name that ends in .gz");
}

}  // namespace
}  // namespace lockstep::history
