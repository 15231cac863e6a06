// Takes out the findings that a comment switches off, and adds findings about
// the comments themselves: unused, unexplained, unknown (LS001 to LS003).
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "linter/findings/outcome.h"
#include "linter/findings/suppressions.h"
#include "linter/rules/rule_book.h"

namespace lockstep::lint {

// Whether a rule is on in a file.
using IsOn = std::function<bool(const Rule&, const std::string& file)>;

struct SuppressionContext {
  const RuleBook& book;
  std::string today;  // "2026-11-22"
  // All units of the program were seen: what nothing needed, nothing needs.
  bool complete = true;
  IsOn is_on;
  // Slug -> severity of the findings about comments, if not the rule's.
  std::map<std::string, Severity> severities;
};

// `findings` are those of the rules that are on. Where a comment works: on the
// line of the cause, where its macro is expanded or spelled, on the line of an
// entry (for that entry alone), and on a hop of the only chain.
std::vector<Silenced> Suppress(std::vector<Finding>& findings,
                               const std::vector<Suppression>& suppressions,
                               const SuppressionContext& context);

}  // namespace lockstep::lint
