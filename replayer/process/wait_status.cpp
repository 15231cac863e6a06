#include "replayer/process/wait_status.h"

#include <sys/wait.h>

#include <cstring>

namespace lockstep::replay {

std::string SignalName(int signal) {
  const char* const name = sigabbrev_np(signal);
  return name == nullptr ? "signal " + std::to_string(signal)
                         : std::string("SIG") + name;
}

std::string InWords(int wait_status) {
  return WIFSIGNALED(wait_status)
             ? SignalName(WTERMSIG(wait_status))
             : "exit status " + std::to_string(WEXITSTATUS(wait_status));
}

}  // namespace lockstep::replay
