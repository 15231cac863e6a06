#include <gtest/gtest.h>

#include "tests/rpc/schema/oracle_histories.h"

namespace lockstep::rpc {
namespace {

TEST(Oracle, ASampleIsWrittenAsTheCliWroteIt) { ReadAndWriteEach(19); }

// Which of the public ones come from the CLI as they are, nobody has noted; a
// file that comes out as it went in is one.
TEST(Oracle, ManyHistoriesOfThePublicCorpusAreWrittenAsTheyWere) {
  const auto folder = history::CorpusFolder() / "histories";
  if (!std::filesystem::is_directory(folder)) {
    GTEST_SKIP() << "no histories in " << folder
                 << ": name the folder with LOCKSTEP_CORPUS";
  }
  const Schema schema = Schema::Embedded();
  int same = 0;
  for (const auto& file : history::FilesBelow(folder, ".json")) {
    std::ifstream stream(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (!text.ends_with('\n')) text += '\n';  // editors take it away
    const auto parsed = ParseJson(schema, kHistoryMessage, text);
    if (!parsed || !parsed->dropped.empty()) continue;
    same += HistoryToJson(*parsed->message) == text ? 1 : 0;
  }
  EXPECT_GE(same, 68);
}

}  // namespace
}  // namespace lockstep::rpc
