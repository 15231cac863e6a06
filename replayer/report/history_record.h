// What a worker sends about one history.
#pragma once

#include <string>

#include "base/result.h"
#include "replayer/engine/result.h"

namespace lockstep::replay {

struct HistoryRecord {
  bool selected = true;  // false: --type or --workflow-id leave it out
  ReplayResult result;   // of a selected history
  bool operator==(const HistoryRecord&) const = default;
};

std::string Encode(const HistoryRecord& record);
Result<HistoryRecord> ParseRecord(const std::string& text);

}  // namespace lockstep::replay
