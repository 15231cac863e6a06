// How one source file is compiled.
#pragma once

#include <string>
#include <vector>

namespace lockstep::lint {

// Not `Command`: that is what the command line of lockstep-lint asks for.
struct UnitCommand {
  std::string directory;  // absolute
  std::string file;       // absolute, without `.` and `..`
  // As recorded, the compiler first; response files are expanded.
  std::vector<std::string> arguments;
  // Its facts are used if the cache has them; else it is left out.
  bool only_cached = false;

  bool operator==(const UnitCommand&) const = default;
};

// Absolute, without `.` and `..`; symlinks stay.
std::string AbsolutePath(const std::string& path, const std::string& directory);

}  // namespace lockstep::lint
