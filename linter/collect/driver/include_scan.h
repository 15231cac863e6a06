// What files include, read off their text: quick and generous (inactive
// branches count). It says which units a header belongs to and which headers
// of the standard library a precompiled header should hold; never what code
// means.
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "linter/collect/driver/arguments.h"

namespace lockstep::lint {

class IncludeScan {
 public:
  // Whether the unit includes the header (absolute), directly or not.
  bool Includes(const ClangCommand& unit, const std::string& header);
  // Names between <> that the user's files of these units include and that lie
  // in none of their own folders: the standard library and the system.
  std::set<std::string> SystemHeaders(
      const std::vector<const ClangCommand*>& units);

 private:
  struct Include {
    std::string name;
    bool angled = false;
  };
  // The files of the user that a unit is made of.
  void Walk(const ClangCommand& unit, std::set<std::string>& seen,
            std::set<std::string>* unresolved);
  const std::vector<Include>& IncludesOf(const std::string& file);
  // Where the include leads; `own` says whether it is the user's.
  std::string Resolve(const Include& include, const std::string& from,
                      const ClangCommand& unit, bool& own);
  bool IsFile(const std::string& path);

  std::unordered_map<std::string, std::vector<Include>> includes_;
  std::unordered_map<std::string, bool> is_file_;
};

}  // namespace lockstep::lint
