// A status report for people.
#pragma once

#include <cstddef>
#include <string>

#include "history_fetch/status/report.h"

namespace lockstep::fetch {

// What is wrong stands below what is there. Failures are not part of it: they
// go to stderr.
// `columns`: see TextTable.
std::string StatusText(const StatusReport& report, size_t columns = 0);

}  // namespace lockstep::fetch
