// Every subcommand of lockstep-fetch, sorted by name.
#pragma once

#include "history_fetch/subcommand.h"

namespace lockstep::fetch {

}  // namespace lockstep::fetch
