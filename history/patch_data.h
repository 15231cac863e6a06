// The details of a `core_patch` marker (replay-semantics 4.6).
#pragma once

#include <optional>
#include <string>

#include "history/event.h"

namespace lockstep::history {

struct PatchData {
  std::string id;
  bool deprecated = false;
};

// Reads `patch-data` (JSON) or the old keys `patch_id` and `deprecated` (raw
// bytes). Nothing if neither can be read.
std::optional<PatchData> ReadPatchData(const MarkerRecorded& marker);

}  // namespace lockstep::history
