// lockstep-replay: parse the command line (options.h), do one command
// (commands.h). `run` forks a zygote that loads the build (zygote.h), lets
// workers replay batches of histories (supervisor.h), and reports
// (report_text.h, report_json.h).
#include <fcntl.h>
#include <unistd.h>

#include <exception>

#include "replayer/commands.h"
#include "replayer/options.h"
#include "replayer/terminal.h"

namespace lockstep::replay {
namespace {

struct Command {
  int operator()(const RunOptions& options) { return RunCommand(options); }
  int operator()(const DescribeOptions& options) {
    return DescribeCommand(options);
  }
  int operator()(const ShowOptions& options) { return ShowCommand(options); }
};

// Whoever started us may have closed them; then a socket of ours must not take
// their place.
void KeepStandardStreamsOpen() {
  for (int fd = open("/dev/null", O_RDWR); fd >= 0; fd = dup(fd)) {
    if (fd <= STDERR_FILENO) continue;
    close(fd);
    return;
  }
}

int Main(int argc, const char* const* argv) {
  KeepStandardStreamsOpen();
  const auto options = ParseOptions(argc, argv);
  if (options) return std::visit(Command(), *options);
  if (options.error().code == ExitCode::kOk) {
    Print(options.error().text);
  } else {
    PrintError(options.error().text);
  }
  return static_cast<int>(options.error().code);
}

}  // namespace
}  // namespace lockstep::replay

int main(int argc, char** argv) { return lockstep::replay::Main(argc, argv); }
