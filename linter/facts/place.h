// Where something stands in a source file.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace lockstep::lint {

// One based, as editors count; columns count bytes. `line` 0 means nowhere.
// `file` is an absolute path without `.` and `..`.
struct Place {
  std::string file;
  uint32_t line = 0;
  uint32_t column = 0;

  bool Known() const { return line != 0; }
  auto operator<=>(const Place&) const = default;
};

}  // namespace lockstep::lint
