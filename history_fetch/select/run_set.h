// Which runs were seen.
#pragma once

#include "history_fetch/text_set.h"

namespace lockstep::fetch {

using RunSet = TextSet;  // of run ids

}  // namespace lockstep::fetch
