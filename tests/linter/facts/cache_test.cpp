#include "linter/facts/cache.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <limits>

#include "linter/facts/serialize.h"

namespace lockstep::lint {
namespace {

namespace fs = std::filesystem;

// Every file is older than the run.
constexpr int64_t kLater = std::numeric_limits<int64_t>::max();

class CacheTest : public testing::Test {
 protected:
  CacheTest() { fs::create_directories(folder_); }
  ~CacheTest() override { fs::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& text,
                    int64_t second = 1000) {
    const std::string path = folder_ + "/" + name;
    std::ofstream(path) << text;
    const timespec times[2] = {{second, 0}, {second, 0}};
    utimensat(AT_FDCWD, path.c_str(), times, 0);
    return path;
  }

  // A unit with one function, as if it was analysed.
  void Put(uint64_t key, const std::string& function,
           const std::vector<std::string>& inputs, int64_t started = kLater) {
    FactsCache cache(folder_);
    FileStates files;
    RecordBytes records;
    cache.Store({{key, TakeApart(UnitOf(function), records), inputs}}, records,
                files, started);
    EXPECT_EQ(cache.remark(), "");
  }

  static Unit UnitOf(const std::string& function) {
    Unit unit;
    unit.path = "/main.cpp";
    unit.functions.emplace_back().key = function;
    return unit;
  }

  // The name of the unit's function; empty when the unit is not there.
  std::string Get(uint64_t key) {
    FactsCache cache(folder_);
    FileStates files;
    const CachedUnits found = cache.Find({key}, files);
    remark_ = cache.remark();
    if (!found.units[0]) return "";
    const auto whole = PutTogether({*found.units[0]}, found.records);
    return whole ? whole->at(0).functions.at(0).key : "damaged";
  }

  std::string Base() const {
    return folder_ + "/lint-" + std::to_string(kFactsFormat) + ".sqlite";
  }

  std::string folder_ = fs::temp_directory_path() /
                        ("lockstep-cache-" + std::to_string(getpid()));
  std::string remark_;
};

TEST_F(CacheTest, AUnitComesBack) {
  const auto input = Write("a.h", "text");
  Put(7, "f", {input});
  EXPECT_EQ(Get(7), "f");
  EXPECT_EQ(Get(8), "");
}

TEST_F(CacheTest, AChangedInputMakesItInvalid) {
  const auto input = Write("a.h", "text");
  Put(7, "f", {input});
  Write("a.h", "TEXT", 2000);
  EXPECT_EQ(Get(7), "");
  Write("a.h", "longer");
  EXPECT_EQ(Get(7), "");
  fs::remove(input);
  EXPECT_EQ(Get(7), "");
}

TEST_F(CacheTest, ANewDateOfTheSameContentIsLearned) {
  const auto input = Write("a.h", "text");
  Put(7, "f", {input});
  Write("a.h", "text", 2000);
  EXPECT_EQ(Get(7), "f");
  // Had the date not been learned, the content would be looked at, and differ.
  Write("a.h", "TEXT", 2000);
  EXPECT_EQ(Get(7), "f");
}

TEST_F(CacheTest, TheLastAnswerForAKeyCounts) {
  const auto input = Write("a.h", "text");
  Put(7, "f", {input});
  Put(7, "g", {input});
  EXPECT_EQ(Get(7), "g");
}

TEST_F(CacheTest, AnInputWrittenDuringTheRunIsNotTrusted) {
  const auto input = Write("a.h", "text", 1000);
  Put(7, "f", {input}, 1000'000'000'000);
  EXPECT_EQ(Get(7), "");
  Put(7, "f", {input}, 1000'000'000'001);
  EXPECT_EQ(Get(7), "f");
}

TEST_F(CacheTest, AMissingInputIsNotTrusted) {
  Put(7, "f", {folder_ + "/none.h"});
  EXPECT_EQ(Get(7), "");
}

TEST_F(CacheTest, ADamagedDatabaseIsBuiltAnew) {
  const auto input = Write("a.h", "text");
  std::ofstream(Base()) << std::string(10000, 'x');
  EXPECT_EQ(Get(7), "");
  EXPECT_THAT(remark_, testing::HasSubstr("was damaged"));
  Put(7, "f", {input});
  EXPECT_EQ(Get(7), "f");
}

TEST_F(CacheTest, ADamagedRecordIsFound) {
  const auto input = Write("a.h", "text");
  Put(7, "a_function_with_a_name", {input});
  std::fstream file(Base());
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const size_t at = bytes.find("a_function_with_a_name");
  ASSERT_NE(at, std::string::npos);
  file.clear();
  file.seekp(std::streamoff(at));
  file << 'X';
  file.close();
  EXPECT_EQ(Get(7), "");
  EXPECT_THAT(remark_, testing::HasSubstr("is built anew"));
  EXPECT_EQ(Get(7), "");
  EXPECT_EQ(remark_, "");
}

TEST_F(CacheTest, ACacheThatCannotBeMadeIsDoneWithout) {
  FactsCache cache("/dev/null/no");
  FileStates files;
  EXPECT_FALSE(cache.Find({7}, files).units[0]);
  EXPECT_THAT(cache.remark(), testing::HasSubstr("the cache is not used"));
}

TEST_F(CacheTest, WhatIsTooLargeIsPruned) {
  const auto input = Write("a.h", "text");
  for (uint64_t key = 1; key <= 4; ++key) {
    Put(key, "f" + std::to_string(key), {input});
  }
  FactsCache cache(folder_, {.bytes = 0});
  FileStates files;
  RecordBytes records;
  cache.Store({{5, TakeApart(UnitOf("f5"), records), {input}}}, records, files,
              kLater);
  EXPECT_EQ(cache.remark(), "");
  EXPECT_EQ(Get(1), "");
  EXPECT_EQ(Get(2), "");
  EXPECT_EQ(Get(5), "f5");
}

}  // namespace
}  // namespace lockstep::lint
