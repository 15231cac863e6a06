// What a run needs before it looks at code: settings and rules.
#pragma once

#include "linter/run.h"
#include "linter/settings.h"

namespace lockstep::lint {

struct Prepared {
  const Config* root = nullptr;  // the outermost configuration, if any
  Settings settings;
  RuleBook book;
};

Result<Prepared> Prepare(const LintOptions& options, const World& world,
                         Configs& configs);

}  // namespace lockstep::lint
