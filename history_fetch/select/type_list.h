// The workflow types of a build, which know what a corpus should cover better
// than anybody writes down: what `lockstep-replay describe --format json`
// printed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lockstep::fetch {

// Sorted, each once; one at least. `name` stands in messages: the file's path.
Result<std::vector<std::string>> ParseTypeList(std::string_view json,
                                               const std::string& name);
Result<std::vector<std::string>> LoadTypeList(const std::string& path);

}  // namespace lockstep::fetch
