// Laws of the Go engine as rows: a history, what the code asks for in each
// pass, and the verdict.
#pragma once

#include <string>
#include <vector>

#include "replayer/engine/replay.h"

namespace lockstep::replay {

struct GoRow {
  const char* law;
  const char* history;
  const char* script;
  const char* expected;  // as Summary writes it
};

inline ReplayOptions CompatGo() {
  ReplayOptions options;
  options.go_compatible = true;
  return options;
}

ReplayResult ReplayGo(const std::string& history, const std::string& script,
                      const ReplayOptions& options = {});
void CheckGo(const std::vector<GoRow>& rows, const ReplayOptions& options = {});

// What the code is told in each pass.
std::vector<std::string> GoTold(const std::string& history,
                                const std::string& script);

}  // namespace lockstep::replay
