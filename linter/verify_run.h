// --verify: lints, and compares with `expected-*` comments.
#pragma once

#include "linter/prepare.h"

namespace lockstep::lint {

Result<ExitCode> Verify(const LintOptions& options, const World& world,
                        const Prepared& ready, Configs& configs);

}  // namespace lockstep::lint
