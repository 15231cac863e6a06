#include "tests/replayer/cli_runner.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace lockstep::replay {
namespace {

namespace fs = std::filesystem;

// Sanitizers must leave signals to the supervisor that is tested.
constexpr char kEnvironment[] =
    "unset NO_COLOR; export PATH=\"" LOCKSTEP_REPLAY_FOLDER
    ":$PATH\" ASAN_OPTIONS=detect_leaks=0:handle_segv=0:handle_abort=0:"
    "handle_sigbus=0:handle_sigfpe=0\n";

}  // namespace

CliFolder::CliFolder(const std::string& name)
    : path_(fs::temp_directory_path() /
            ("lockstep-" + name + "-" + std::to_string(getpid()))) {
  fs::create_directories(path_);
  fs::create_directory_symlink(LOCKSTEP_SOURCE_DIR "/fixtures",
                               path_ + "/fixtures");
  fs::create_directory_symlink(LOCKSTEP_BINARY_DIR "/fixtures/builds",
                               path_ + "/builds");
  fs::create_directory_symlink(LOCKSTEP_BINARY_DIR "/fixtures/workflows",
                               path_ + "/workflows");
}

CliFolder::~CliFolder() { fs::remove_all(path_); }

CliResult CliFolder::Run(const std::string& command) const {
  const std::string script = kEnvironment + ("cd '" + path_ + "'\n") + command;
  WriteFile(path_ + "/.script", script);
  const std::string shell = "sh '" + path_ + "/.script' >'" + path_ +
                            "/.out' 2>'" + path_ + "/.err' </dev/null";
  const int status = std::system(shell.c_str());
  return {ReadFile(path_ + "/.out"), ReadFile(path_ + "/.err"),
          WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status)};
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void WriteFile(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace lockstep::replay
