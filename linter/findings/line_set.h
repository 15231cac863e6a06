// Lines of files: what a change touched, what --line-filter names.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "linter/findings/finding.h"

namespace lockstep::lint {

class LineSet {
 public:
  // Both ends belong to it.
  void Add(const std::string& file, uint32_t first, uint32_t last);
  void AddFile(const std::string& file);  // all lines
  bool Contains(const Place& place) const;
  // The cause, its macro, or any step of the chain.
  bool Touches(const Finding& finding) const;

 private:
  std::map<std::string, std::vector<std::pair<uint32_t, uint32_t>>> files_;
};

// clang-tidy's --line-filter: [{"name":"a.cpp","lines":[[1,3]]}]. A name is the
// end of a path; without lines it means all.
class LineFilter {
 public:
  static Result<LineFilter> Parse(const std::string& json);
  bool Touches(const Finding& finding) const;

 private:
  struct File {
    std::string name;
    std::vector<std::pair<uint32_t, uint32_t>> lines;
  };
  bool Contains(const Place& place) const;
  std::vector<File> files_;
};

// What `git diff -U0` says about the new files; `root` is git's top folder. A
// removed line counts as a change of the lines around it.
LineSet ParseDiff(std::string_view diff, const std::string& root);

}  // namespace lockstep::lint
