// What can be asked without linting: list-rules, explain, dump-config, doctor.
#pragma once

#include "linter/prepare.h"

namespace lockstep::lint {

Result<ExitCode> Ask(const Command& command, const World& world,
                     const Prepared& ready, FileChoices& choices);

}  // namespace lockstep::lint
