// Markers that record which version of a change a run took: of Go and Java
// (replay-semantics 4.5) and of Core (4.6).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "history/event.h"

namespace lockstep::history {

// "<change id>-<version>", or "<patch id>" of Core. Nothing for another marker,
// and for one that a codec hides.
std::optional<std::string> ChangeVersion(const Event& event);

inline constexpr char kChangeVersionAttribute[] = "TemporalChangeVersion";

// The texts in a JSON value, a list of them or one, as search attributes and
// names in details are. None if it is something else.
std::vector<std::string> JsonTexts(const Payload& payload);

}  // namespace lockstep::history
