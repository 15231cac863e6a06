// Finds out how the sources are compiled: compile_commands.json, or flags given
// on the command line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "linter/collect/driver/command.h"
#include "linter/findings/finding.h"

namespace lockstep::lint {

// The units of the database that are not named.
enum class OtherUnits : uint8_t { kNone, kCached, kAll };

struct CommandRequest {
  // Sources and headers as given; empty: all of the database.
  std::vector<std::string> sources;
  OtherUnits others = OtherUnits::kNone;  // if some are named
  // `-p`: a compile_commands.json or its folder. Empty: it is looked for.
  std::string database;
  // What stood after `--`: then there is no database.
  std::optional<std::vector<std::string>> flags;
  std::string directory;  // the current one, absolute
};

struct Commands {
  std::string database;               // the file taken; empty with flags
  std::vector<UnitCommand> commands;  // sorted by file, one for each
  // The sources and headers of the request, as the database spells them; empty
  // if none are named, or with flags.
  std::vector<std::string> named;
  // Sources that are named but cannot be compiled: not in the database, not on
  // disk, headers that nobody includes.
  std::vector<UnitFailure> failures;
  std::vector<std::string> remarks;  // sentences for standard error
};

// An error if there is no database, or none that can be read.
Result<Commands> FindCommands(const CommandRequest& request);

// The compile_commands.json for sources in `start` (absolute): upwards to the
// root of the checkout (.git), in each folder the file itself, then the newest
// in build*/, out*/, cmake-build-*/ and the binary folders of
// CMakePresets.json. Empty if there is none.
std::string FindDatabase(const std::string& start,
                         std::vector<std::string>& remarks);

}  // namespace lockstep::lint
