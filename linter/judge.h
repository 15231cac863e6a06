// From facts to what is reported: link, then everything that a project may say
// about findings.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "linter/findings/line_set.h"
#include "linter/findings/outcome.h"
#include "linter/findings/sources.h"
#include "linter/run.h"
#include "linter/settings.h"

namespace lockstep::lint {

// What is looked at besides the units.
struct JudgeInput {
  const RuleBook& book;
  const Settings& settings;
  FileChoices& choices;
  Sources& sources;
  std::string today;
  bool complete = true;  // the units are the whole program
  bool drop_baselined = true;
  std::optional<LineFilter> line_filter = {};
  std::optional<LineSet> changed = {};
};

struct Judged {
  Outcome outcome;
  bool stale_baseline = false;
};

Result<Judged> Judge(const Collected& collected, const JudgeInput& input);

// Files of the user's own code in these units, sorted.
std::vector<std::string> UserFiles(const std::vector<Unit>& units);

}  // namespace lockstep::lint
