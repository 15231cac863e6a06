// Every subcommand of lockstep-fetch, sorted by name.
#pragma once

#include "history_fetch/subcommand.h"

namespace lockstep::fetch {

Subcommand AddConfig(CLI::App& app);

}  // namespace lockstep::fetch
