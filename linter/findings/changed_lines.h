// Which lines changed since a revision: asks git.
#pragma once

#include <string>

#include "base/result.h"
#include "linter/findings/line_set.h"

namespace lockstep::lint {

// `folder` lies in the checkout. Files that git does not know yet are new.
Result<LineSet> ChangedSince(const std::string& revision,
                             const std::string& folder);

}  // namespace lockstep::lint
