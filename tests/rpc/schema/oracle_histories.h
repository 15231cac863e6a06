// The histories of the oracle, which `temporal workflow show -o json` wrote:
// read and written again they are the same bytes. They lie where they are, and
// a test that does not find them says so.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "history/gunzip.h"
#include "rpc/schema/json_reader.h"
#include "rpc/schema/json_writer.h"
#include "tests/history/corpus.h"

namespace lockstep::rpc {

inline std::vector<std::filesystem::path> OracleHistories() {
  std::vector<std::filesystem::path> files;
  for (const char* folder : {"cases", "cases-go", "cases-py"}) {
    const auto histories = history::OracleFolder() / folder / "histories";
    if (!std::filesystem::is_directory(histories)) continue;
    const auto found = history::FilesBelow(histories, ".json.gz");
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

// Every `step`th of them.
inline void ReadAndWriteEach(size_t step) {
  const auto files = OracleHistories();
  if (files.empty()) {
    GTEST_SKIP() << "no histories in " << history::OracleFolder()
                 << ": name the folder with LOCKSTEP_ORACLE";
  }
  const Schema schema = Schema::Embedded();
  for (size_t i = 0; i < files.size(); i += step) {
    std::ifstream stream(files[i], std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    const auto text = history::Gunzip(bytes, size_t{1} << 30);
    ASSERT_TRUE(text) << files[i];
    const auto parsed = ParseJson(schema, kHistoryMessage, *text);
    ASSERT_TRUE(parsed) << files[i] << ": " << parsed.error().message;
    EXPECT_TRUE(parsed->dropped.empty()) << files[i];
    EXPECT_TRUE(HistoryToJson(*parsed->message) == *text) << files[i];
  }
}

}  // namespace lockstep::rpc
