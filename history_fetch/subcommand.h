// The subcommands, one pair of files each in commands/. options.cpp lists them.
#pragma once

#include <functional>
#include <memory>

#include "history_fetch/exit_code.h"

namespace CLI {
class App;
}

namespace lockstep::fetch {

// The flags of a subcommand: where the command line is parsed to.
struct SubcommandFlags {
  virtual ~SubcommandFlags() = default;
};

// Adds itself to `app` with its flags, and yields what runs it once the command
// line is parsed. It prints its answer to stdout and one sentence to stderr if
// it fails.
struct Subcommand {
  CLI::App* app = nullptr;  // owned by the app it was added to
  std::function<ExitCode()> run;
  std::unique_ptr<SubcommandFlags> flags = nullptr;  // what `run` refers to
};

using AddSubcommand = Subcommand (*)(CLI::App& app);

}  // namespace lockstep::fetch
