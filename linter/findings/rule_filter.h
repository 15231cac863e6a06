// Which rules are switched on: clang-tidy's lists of globs. The last glob that
// matches a rule decides; one that begins with `-` switches off.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "linter/rules/rule_book.h"

namespace lockstep::lint {

class RuleFilter {
 public:
  // Appends the globs of a list, separated by commas or line ends; those that
  // come later win. A glob is about a rule's slug, id or code.
  void Add(std::string_view globs);
  bool Contains(const Rule& rule) const;
  const std::vector<std::string>& globs() const { return globs_; }

 private:
  std::vector<std::string> globs_;
};

// Whether the pattern means the rule: `*` is any text.
bool MeansRule(std::string_view pattern, const Rule& rule);

// Names the first glob that looks like a rule of ours and is none. What looks
// like a check of clang-tidy is let pass: both may share a configuration.
Result<void> CheckGlobs(const RuleFilter& filter, const RuleBook& book);

std::vector<std::string> SplitList(std::string_view list);
std::string_view Trim(std::string_view text);

}  // namespace lockstep::lint
