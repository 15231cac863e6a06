// What several formats share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "linter/report/report.h"

namespace lockstep::lint {

// Relative to the root, if it is below it.
std::string ShownPath(const std::string& path, const std::string& root);

// "looked at 24 units, ...": one line without a line end.
std::string CoverageLine(const Outcome& outcome);

// "3 errors, 1 warning; 2 suppressed, 4 in the baseline".
std::string SummaryLine(const Outcome& outcome);

// "1 error", "2 errors".
std::string Plural(size_t count, std::string_view thing);

// Without the cause at its end, if that says what the message says.
std::vector<Hop> ChainToShow(const Finding& finding);

// "other_chains" and "other_entries" in words; empty if there is none.
std::string OtherChains(const Finding& finding);
std::string OtherEntries(const Finding& finding);

// Control characters as \xNN: a text stays on its line and cannot steer the
// terminal. Tabs stay.
std::string Printable(std::string_view text);

}  // namespace lockstep::lint
