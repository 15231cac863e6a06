// What is of this machine: the day, the terminal, the compiler's front end.
#pragma once

#include "linter/run.h"

namespace lockstep::lint {

World ThisMachine();

}  // namespace lockstep::lint
