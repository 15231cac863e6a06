// Puts the ways in which clang-tidy's users write arguments into one form,
// before they are parsed.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace lockstep::lint {

struct Arguments {
  std::vector<std::string> ours;
  std::optional<std::vector<std::string>> flags;  // behind the first --
};

// `-checks=*` and `-p=build` become `--checks=*` and `-p build`; a value that
// begins with a dash is joined to its option; `--fix=X` becomes `--fix-one=X`.
Arguments SplitArguments(const std::vector<std::string>& args);

}  // namespace lockstep::lint
