// gzip files.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lockstep::history {

// All members of `bytes`, one after the other; refuses to make more than
// `limit` bytes. Messages begin with a verb.
Result<std::string> Gunzip(std::string_view bytes, size_t limit);

}  // namespace lockstep::history
