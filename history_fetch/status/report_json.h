// A status report for machines.
#pragma once

#include <string>

#include "history_fetch/status/report.h"

namespace lockstep::fetch {

// One object, indented, with its line end. docs/fetch.md describes it.
std::string StatusJson(const StatusReport& report);

}  // namespace lockstep::fetch
