#include "history_fetch/replay_program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>

extern char** environ;

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;

constexpr char kName[] = "lockstep-replay";

class Pipe {
 public:
  Pipe() { made_ = pipe2(ends_, O_CLOEXEC) == 0; }
  ~Pipe() {
    if (!made_) return;
    close(ends_[0]);
    CloseWriter();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  bool made() const { return made_; }
  int writer() const { return ends_[1]; }
  void CloseWriter() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }

  // Until the other side has closed it.
  std::string ReadAll() const {
    std::string all;
    char piece[1 << 16];
    while (true) {
      const ssize_t count = read(ends_[0], piece, sizeof piece);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return all;
      all.append(piece, static_cast<size_t>(count));
    }
  }

 private:
  int ends_[2] = {-1, -1};
  bool made_ = false;
};

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// The program loads code that is under test, and that has no business with our
// keys: those of the server, the one of all pseudonyms, proxies' passwords.
bool MayHoldSecret(std::string_view variable) {
  const std::string_view name = variable.substr(0, variable.find('='));
  return name.starts_with("TEMPORAL_") || name == "LOCKSTEP_REDACT_KEY" ||
         name.ends_with("_PROXY") || name.ends_with("_proxy");
}

std::vector<std::string> Environment() {
  std::vector<std::string> kept;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (!MayHoldSecret(*variable)) kept.emplace_back(*variable);
  }
  return kept;
}

tl::unexpected<Failure> NotStarted(const std::string& program, int error) {
  if (error == ENOENT && program == kName) {
    return Fail(ExitCode::kUsage,
                fmt::format("{} is neither beside lockstep-fetch nor in PATH: "
                            "install it, or name it with --replay-program",
                            kName));
  }
  return Fail(ExitCode::kUsage,
              fmt::format("{} cannot be started: {}; name {} with "
                          "--replay-program",
                          program, std::strerror(error), kName));
}

int WaitFor(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

// 0, or errno.
int Spawn(const std::string& program, std::vector<std::string> command,
          int output, pid_t& child) {
  std::vector<std::string> environment = Environment();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  const int error =
      posix_spawnp(&child, program.c_str(), &actions, nullptr,
                   Pointers(command).data(), Pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

}  // namespace

ReplayProgram::ReplayProgram(const std::string& asked) : path_(asked) {
  if (!path_.empty()) return;
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  const fs::path beside = self.parent_path() / kName;
  path_ = !error && fs::exists(beside, error) ? beside.string() : kName;
}

Outcome<Replayed> ReplayProgram::Run(
    const std::vector<std::string>& arguments) const {
  Pipe pipe;
  if (!pipe.made()) return NotStarted(path_, errno);
  std::vector<std::string> command = {path_};
  command.insert(command.end(), arguments.begin(), arguments.end());
  pid_t child = 0;
  const int error = Spawn(path_, std::move(command), pipe.writer(), child);
  if (error != 0) return NotStarted(path_, error);
  pipe.CloseWriter();
  Replayed replayed;
  replayed.output = pipe.ReadAll();
  replayed.exit_code = WaitFor(child);
  return replayed;
}

}  // namespace lockstep::fetch
