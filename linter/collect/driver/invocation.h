// Runs Clang's front end over one file, in this thread, sharing nothing with
// other runs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "clang/Frontend/FrontendAction.h"

namespace lockstep::lint {

struct FirstError {
  std::string file;  // absolute; empty if it is about the command line
  uint32_t line = 0;
  std::string message;  // as Clang says it
  bool missing_header = false;
  // Line of the main file through which the place was included; 0 if none.
  uint32_t main_line = 0;

  bool operator==(const FirstError&) const = default;
  std::string Text() const;  // "a.cpp:3: message"
};

struct ClangRun {
  std::vector<std::string> arguments;  // without `file`
  std::string directory;
  std::string file;
};

// The first error of the run, if there was one. A crash of Clang is one too.
std::optional<FirstError> RunClang(
    const ClangRun& run, std::unique_ptr<clang::FrontendAction> action);

}  // namespace lockstep::lint
