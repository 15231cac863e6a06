// lockstep-lint: parse the command line (config/options.h), do it (run.h).
// this_machine.h puts in what is of this machine: clock, terminal, Clang.
#include <cstdio>

#include "linter/config/options.h"
#include "linter/run.h"
#include "linter/this_machine.h"

namespace lockstep::lint {
namespace {

int Main(int argc, char** argv) {
  const World world = ThisMachine();
  const auto command = ParseOptions({argv + 1, argv + argc});
  if (!command) {
    const NoCommand& none = command.error();
    if (none.mistake) {
      world.err("lockstep-lint: " + none.text + "\n");
      return static_cast<int>(ExitCode::kUsage);
    }
    world.out(none.text);
    return static_cast<int>(ExitCode::kOk);
  }
  const ExitCode code = Run(*command, world);
  // A report that was cut off is no report.
  const bool written = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
  return static_cast<int>(written ? code : ExitCode::kUsage);
}

}  // namespace
}  // namespace lockstep::lint

int main(int argc, char** argv) { return lockstep::lint::Main(argc, argv); }
