#include "replayer/process/process_group.h"

#include <signal.h>
#include <sys/wait.h>

#include <cerrno>

namespace lockstep::replay {

void EndGroup(pid_t leader) {
  if (kill(-leader, SIGKILL) != 0) return;
  while (waitpid(-leader, nullptr, 0) > 0 || errno == EINTR) {
  }
}

}  // namespace lockstep::replay
