// Which files an import finds, and what it takes out of them.
#include "history_fetch/importing/source_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/history/gzip.h"
#include "tests/history_fetch/corpus/scratch.h"
#include "tests/history_fetch/importing/sample_history.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

// Whatever comes last in the folder: links of many names.
TEST(SourceFiles, ALinkThatLeadsNowhereIsNamedAndTheOthersAreTaken) {
  for (const char* name : {"a", "b.json", "m", "x.json", "z"}) {
    ImportBench bench;
    fs::create_directory(bench.Path("in"));
    bench.File("in/history.json", SampleCompact());
    const std::string link = bench.Path("in") + "/" + name;
    fs::create_symlink(bench.Path("nowhere"), link);

    const auto summary = bench.Import({bench.Path("in")});

    ASSERT_TRUE(summary) << summary.error().message;
    EXPECT_EQ(summary->added, 1) << name;
    bool named = false;
    for (const Imported& report : bench.reports()) {
      named =
          named || (report.file == link &&
                    report.message.find("cannot be read") != std::string::npos);
    }
    EXPECT_TRUE(named) << name;
  }
}

TEST(SourceFiles, UnpackToNoMoreThanAllowed) {
  const Scratch scratch;
  const std::string path = scratch / "bomb.json.gz";
  std::ofstream(path, std::ios::binary)
      << history::Gzip(std::string(1 << 20, ' '));
  SourceFile source;
  source.path = path;

  EXPECT_TRUE(ReadSource(source, 1 << 20));
  const auto refused = ReadSource(source, (1 << 20) - 1);

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ExitCode::kIntegrity);
  EXPECT_THAT(refused.error().message,
              HasSubstr("unpacks to more than 1048575 bytes"));
  EXPECT_EQ(kMostUnpacked, size_t{1} << 30);
}

}  // namespace
}  // namespace lockstep::fetch
