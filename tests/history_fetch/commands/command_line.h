// lockstep-fetch in this process.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "history_fetch/options.h"

namespace lockstep::fetch {

struct CommandRun {
  int exit_code = 0;
  std::string out;
  std::string err;
};

// `arguments` without the program's name.
inline CommandRun RunFetch(const std::vector<std::string>& arguments) {
  std::vector<const char*> argv = {"lockstep-fetch"};
  for (const std::string& argument : arguments) {
    argv.push_back(argument.c_str());
  }
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  CommandRun run;
  run.exit_code = RunCommandLine(static_cast<int>(argv.size()), argv.data());
  run.out = testing::internal::GetCapturedStdout();
  run.err = testing::internal::GetCapturedStderr();
  return run;
}

}  // namespace lockstep::fetch
