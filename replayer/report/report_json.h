// Results for programs. docs/result-format.md describes the fields.
#pragma once

#include <string>
#include <vector>

#include "replayer/engine/result.h"
#include "replayer/loading/description.h"
#include "replayer/report/summary.h"

namespace lockstep::replay {

struct Report {
  Description build;
  Summary summary;
  std::vector<ReplayResult> results;  // sorted by history
};

// One document with a final newline.
std::string ReportJson(const Report& report);

}  // namespace lockstep::replay
