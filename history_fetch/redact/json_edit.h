// Changes values inside a JSON text and leaves every other byte as it is:
// order and names of members, spelling of numbers, white space.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "history_fetch/redact/json_path.h"

namespace lockstep::fetch {

// Each takes a value and its place and yields what shall stand there.
struct JsonEdits {
  std::function<std::string(const JsonPlace&, const std::string&)> text;
  // As it is written.
  std::function<std::string(const JsonPlace&, std::string_view)> number;
  std::function<bool(const JsonPlace&, bool)> boolean;
  // A member's name; the place is the object's.
  std::function<std::string(const JsonPlace&, const std::string&)> name;
};

// Nothing if it is not JSON, or nested deeper than 512.
std::optional<std::string> EditJson(std::string_view json,
                                    const JsonEdits& edits);

}  // namespace lockstep::fetch
