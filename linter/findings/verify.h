// --verify: holds findings against `expected-*` comments, as clang's -verify
// does, but after link and in all files of the program.
//
//   // expected-error {{text}}         also -warning, -note, -chain
//   // expected-error@+1 2 {{text}}    another line; a count
//
// A finding without an expectation and an expectation without a finding are
// mismatches; steps of chains need no expectation.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "linter/findings/finding.h"

namespace lockstep::lint {

struct Expectation {
  enum class Kind : uint8_t { kError, kWarning, kNote, kChain };
  Kind kind = Kind::kError;
  Place place;        // of the comment
  uint32_t line = 0;  // that it is about
  uint32_t count = 1;
  std::string text;
};

// Malformed ones are mistakes that name file and line.
Result<std::vector<Expectation>> FindExpectations(const std::string& path,
                                                  std::string_view source);

// One sentence each, in order; empty: all is as expected.
std::vector<std::string> Mismatches(
    const std::vector<Expectation>& expectations,
    const std::vector<Finding>& findings);

// What a file's first lines want: "// lockstep-flags: -ffast-math" and
// "// lockstep-options: --unknown=error".
struct FileWishes {
  std::vector<std::string> flags, options;
};
FileWishes FindWishes(std::string_view source);

}  // namespace lockstep::lint
