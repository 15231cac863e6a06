// Golden runs: every folder of fixtures/cli holds a command for a shell (cmd),
// what it must print (out, and err if that matters) and its exit code (exit).
// LOCKSTEP_UPDATE=1 writes what it prints now.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "tests/replayer/cli_runner.h"

namespace lockstep::replay {
namespace {

namespace fs = std::filesystem;

constexpr char kCases[] = LOCKSTEP_SOURCE_DIR "/fixtures/cli/";

std::vector<std::string> CaseNames() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kCases)) {
    names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string AsTestName(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

// A new case gets an err file if there is anything to hold.
void Update(const std::string& folder, const CliResult& result) {
  const bool is_new = !fs::exists(folder + "exit");
  const bool has_err = fs::exists(folder + "err");
  WriteFile(folder + "out", result.out);
  WriteFile(folder + "exit", std::to_string(result.exit_code) + "\n");
  if (has_err || (is_new && !result.err.empty())) {
    WriteFile(folder + "err", result.err);
  }
}

class CliTest : public testing::TestWithParam<std::string> {};

TEST_P(CliTest, PrintsWhatItShould) {
  const std::string folder = kCases + GetParam() + "/";
  const CliFolder place(GetParam());

  const CliResult result = place.Run(ReadFile(folder + "cmd"));

  if (std::getenv("LOCKSTEP_UPDATE") != nullptr) Update(folder, result);
  EXPECT_EQ(result.out, ReadFile(folder + "out"));
  EXPECT_EQ(std::to_string(result.exit_code) + "\n", ReadFile(folder + "exit"));
  if (fs::exists(folder + "err")) {
    EXPECT_EQ(result.err, ReadFile(folder + "err"));
  }
}

INSTANTIATE_TEST_SUITE_P(Golden, CliTest, testing::ValuesIn(CaseNames()),
                         AsTestName);

}  // namespace
}  // namespace lockstep::replay
