// Runs the checks over the functions of a case, without link: a case is a
// source whose functions say by cases/expect.h what is expected of them.
#pragma once

#include <string>
#include <vector>

namespace lockstep::lint {

struct CaseResult {
  std::string function;
  std::string expected;  // "reports:unordered-iteration"
  std::string actual;
};

// In source order: the functions of cases/<name>.cpp that expect something.
std::vector<CaseResult> RunCase(const std::string& name);

}  // namespace lockstep::lint
