#include "tests/server/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;

// Pointers into `words`, and the null that exec wants at the end.
std::vector<char*> Pointers(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> Environment(const std::vector<std::string>& extra,
                                     const std::string& folder) {
  std::vector<std::string> variables = extra;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string text = *variable;
    if (text.starts_with("TEMPORAL_") || text.starts_with("XDG_CONFIG_HOME=") ||
        text.starts_with("ASAN_OPTIONS=")) {
      continue;
    }
    variables.push_back(text);
  }
  variables.push_back("XDG_CONFIG_HOME=" + folder);
  return variables;
}

// Only what is allowed between fork and exec.
[[noreturn]] void Become(const std::string& folder, char* const* command,
                         char* const* environment, const char* out,
                         const char* err) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int null = open("/dev/null", O_RDONLY);
  const int out_file = open(out, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const int err_file = open(err, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (null < 0 || out_file < 0 || err_file < 0 || chdir(folder.c_str()) != 0) {
    _exit(126);
  }
  dup2(null, STDIN_FILENO);
  dup2(out_file, STDOUT_FILENO);
  dup2(err_file, STDERR_FILENO);
  execvpe(command[0], command, environment);
  _exit(127);
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  path_ = fs::temp_directory_path() / "lockstep-server-XXXXXX";
  if (mkdtemp(path_.data()) == nullptr) std::abort();
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

ChildProcess::ChildProcess(std::vector<std::string> command,
                           std::vector<std::string> environment) {
  std::vector<std::string> variables = Environment(environment, folder_.path());
  const std::vector<char*> arguments = Pointers(command);
  const std::vector<char*> values = Pointers(variables);
  const std::string out = folder_.path() + "/out";
  const std::string err = folder_.path() + "/err";
  pid_ = fork();
  if (pid_ == 0) {
    Become(folder_.path(), arguments.data(), values.data(), out.c_str(),
           err.c_str());
  }
}

ChildProcess::~ChildProcess() {
  if (!Running()) return;
  Signal(SIGKILL);
  Reap(0);
}

bool ChildProcess::Reap(int options) {
  if (pid_ < 0) status_ = 0x7f00;  // as if exec had failed
  if (status_) return true;
  int status = 0;
  rusage usage = {};
  if (wait4(pid_, &status, options, &usage) != pid_) return false;
  status_ = status;
  peak_kib_ = usage.ru_maxrss;
  return true;
}

bool ChildProcess::Running() { return !Reap(WNOHANG); }

void ChildProcess::Signal(int number) {
  if (Running()) kill(pid_, number);
}

std::string ChildProcess::Err() const {
  return ReadFile(folder_.path() + "/err");
}

Finished ChildProcess::Wait(std::chrono::seconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (Running()) {
    if (std::chrono::steady_clock::now() > end) Signal(SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return {ReadFile(folder_.path() + "/out"), Err(),
          WIFEXITED(*status_) ? WEXITSTATUS(*status_) : -WTERMSIG(*status_),
          peak_kib_};
}

Finished RunProgram(std::vector<std::string> command,
                    std::vector<std::string> environment) {
  return ChildProcess(std::move(command), std::move(environment)).Wait();
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void WriteFile(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace lockstep::fetch
