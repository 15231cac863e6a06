// A status report for people.
#pragma once

#include <string>

#include "history_fetch/status/report.h"

namespace lockstep::fetch {

// What is wrong stands below what is there. Failures are not part of it: they
// go to stderr.
std::string StatusText(const StatusReport& report);

}  // namespace lockstep::fetch
