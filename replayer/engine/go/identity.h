// Comparisons of the compatible tier, as the Go engine makes them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "replayer/engine/machines/machine.h"

namespace lockstep::replay::go {

// A difference is what production would reject.
Status CompareIds(const std::string& field, const std::string& recorded,
                  const std::string& produced);

// Types are compared after their last dot; another path before it is a target
// difference.
Status CompareTypes(const std::string& field, const std::string& recorded,
                    const std::string& produced, Effects& effects);

// The id of a child that the code gave none.
std::string DefaultChildId(const std::string& run_id, int64_t number);

// An event about a thing that the code did not start, or that it is done with.
tl::unexpected<Stop> NotExpected(const std::string& words);

}  // namespace lockstep::replay::go
