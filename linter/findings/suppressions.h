// Comments that switch rules off: `// NOLINT(lockstep-wall-clock): reason`,
// NOLINTNEXTLINE, NOLINTBEGIN ... NOLINTEND. Only names of ours in parentheses
// count; a plain NOLINT and those of other tools are none of our business.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "linter/facts/place.h"

namespace lockstep::lint {

// One name of one comment.
struct Suppression {
  std::string pattern;  // "lockstep-wall-clock", "LS101", "lockstep-*"
  std::string keyword;  // "NOLINT", "NOLINTNEXTLINE", "NOLINTBEGIN"
  std::string reason;   // empty: none was given
  std::string until;    // "2027-01-31": it counts up to that day; may be empty
  Place place;          // of the name
  uint32_t first_line = 0, last_line = 0;  // that it covers
  bool open = false;  // NOLINTBEGIN without its end, or the other way round
};

std::vector<Suppression> FindSuppressions(const std::string& path,
                                          std::string_view source);

}  // namespace lockstep::lint
