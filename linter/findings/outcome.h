// What is reported: findings after suppressions, baseline and filters.
#pragma once

#include <string>
#include <vector>

#include "linter/findings/finding.h"

namespace lockstep::lint {

// A finding that somebody switched off.
struct Silenced {
  enum class By : uint8_t { kComment, kBaseline };
  Finding finding;
  By by = By::kComment;
  std::string reason;  // of the comment
};

struct Outcome {
  std::vector<Finding> findings;
  std::vector<Silenced> silenced;
  Coverage coverage;
  std::vector<UnitFailure> failures;
  std::vector<std::string> remarks;  // sentences about the run as a whole
  std::vector<std::string> profiles;
  bool one_toolchain = false, one_architecture = false;
};

struct Counts {
  size_t errors = 0, warnings = 0, notes = 0;
};

Counts Count(const std::vector<Finding>& findings);

// Full order: place, rule, entry, message.
void SortFindings(std::vector<Finding>& findings);

// Takes entries out of a finding: those for which `gone` is set (0 is `entry`,
// 1 the first of other_entries ...). What is left of the finding is about the
// others; empty optional if there is none.
std::optional<Finding> WithoutEntries(const Finding& finding,
                                      const std::vector<bool>& gone);

std::string_view NameOf(Severity severity);
std::string_view NameOf(Role role);
std::string_view NameOf(Horizon horizon);
std::string_view NameOf(FixKind kind);

}  // namespace lockstep::lint
