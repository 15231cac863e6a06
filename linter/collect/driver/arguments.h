// From a recorded command line, of whatever compiler, to one for Clang's
// front end: flags that only matter to other compilers or to code generation
// are left out, since they can neither change what the code says nor be shared
// with a precompiled header.
#pragma once

#include <string>
#include <vector>

#include "linter/collect/driver/command.h"

namespace lockstep::lint {

struct IncludeFolder {
  enum class Kind : uint8_t { kQuote, kUser, kSystem };
  Kind kind = Kind::kUser;
  std::string path;  // absolute
};

struct ClangCommand {
  std::string directory;
  std::string file;
  std::vector<std::string> arguments;  // the compiler first, without the file
  std::vector<IncludeFolder> folders;  // in order
  std::vector<std::string> forced;     // -include: as written
  // Arguments that a precompiled header must have in common with the unit;
  // empty when it can have none.
  std::vector<std::string> umbrella;
  bool microsoft = false;  // in the words of cl.exe
};

// `resource_folder`: see ResourceFolder().
ClangCommand ForClang(const UnitCommand& command,
                      const std::string& resource_folder);

// The folder with Clang's own headers (stddef.h); empty if it is nowhere.
std::string ResourceFolder();

// The recorded flags after the compiler and its launchers (ccache, distcc, env
// NAME=VALUE ...): index of the compiler.
size_t CompilerIndex(const std::vector<std::string>& arguments);

}  // namespace lockstep::lint
