// Histories that others wrote. They are read where they lie, and a test that
// does not find them says so.
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>

#include "tests/history/corpus.h"
#include "tests/history_fetch/importing/sample_history.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

// Where setup.sh puts the package with the API definitions.
fs::path CoreHistories() {
  fs::path tools;
  if (const char* given = std::getenv("LOCKSTEP_TOOLS")) {
    tools = given;
  } else if (const char* cache = std::getenv("XDG_CACHE_HOME")) {
    tools = fs::path(cache) / "lockstep";
  } else if (const char* home = std::getenv("HOME")) {
    tools = fs::path(home) / ".cache" / "lockstep";
  }
  return tools / "official/api/node_modules/@temporalio/core-bridge/sdk-core" /
         "crates/sdk-core/tests/histories";
}

TEST(RealFiles, SerialisedByCoreAreImported) {
  if (!fs::is_directory(CoreHistories())) {
    GTEST_SKIP() << "no histories in " << CoreHistories()
                 << ": setup.sh installs them";
  }
  ImportBench bench;

  const auto summary = bench.Import({CoreHistories().string()});

  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->code, ExitCode::kOk);
  EXPECT_EQ(summary->added, summary->files);
  EXPECT_GE(summary->added, 11);
  for (const Imported& imported : bench.reports()) {
    EXPECT_EQ(imported.form, "binary") << imported.file;
    EXPECT_EQ(imported.entry.unknown_fields, 0) << imported.file;
  }
}

TEST(RealFiles, OfThePublicCorpusAreImportedButForThoseThatHaveLostSomething) {
  const fs::path folder = history::CorpusFolder() / "histories";
  if (!fs::is_directory(folder)) {
    GTEST_SKIP() << "no histories in " << folder
                 << ": name the folder with LOCKSTEP_CORPUS";
  }
  ImportBench bench;

  const auto summary = bench.Import({folder.string()});

  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->code, ExitCode::kIntegrity);
  std::vector<std::string> refused;
  for (const Imported& imported : bench.reports()) {
    if (imported.result == Imported::Result::kFailed) {
      refused.push_back(imported.message);
    }
  }
  EXPECT_THAT(refused, ElementsAre(HasSubstr("sampleHistory.json: does not say "
                                             "its run id"),
                                   HasSubstr("no event type \"UnknownEvent\""),
                                   HasSubstr("no event type \"UnknownEvent\""),
                                   HasSubstr("a \"readable\" export"),
                                   HasSubstr("--reverse-order"),
                                   HasSubstr("--reverse-order"),
                                   HasSubstr("--reverse-order")));
  EXPECT_GE(summary->added + summary->replaced + summary->kept, 240);
}

}  // namespace
}  // namespace lockstep::fetch
