#include "tests/replayer/engine/go_rows.h"

#include <gtest/gtest.h>

#include "tests/replayer/engine/history_text.h"
#include "tests/replayer/engine/scripted_build.h"
#include "tests/replayer/engine/summary.h"

namespace lockstep::replay {

ReplayResult ReplayGo(const std::string& history, const std::string& script,
                      const ReplayOptions& options) {
  const ScriptedBuild build(script, LS_PROFILE_GO);
  return Replay(HistoryOf(history), build.build(), options, nullptr);
}

void CheckGo(const std::vector<GoRow>& rows, const ReplayOptions& options) {
  for (const GoRow& row : rows) {
    EXPECT_EQ(Summary(ReplayGo(row.history, row.script, options)), row.expected)
        << row.law << "\n"
        << row.history << "\n"
        << row.script;
  }
}

std::vector<std::string> GoTold(const std::string& history,
                                const std::string& script) {
  ScriptedBuild build(script, LS_PROFILE_GO);
  Replay(HistoryOf(history), build.build(), {}, nullptr);
  return build.told();
}

}  // namespace lockstep::replay
