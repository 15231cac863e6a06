#include "replayer/process/zygote_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "replayer/process/frame.h"
#include "replayer/process/reuse_memory.h"
#include "replayer/process/worker.h"

namespace lockstep::replay {
namespace {

// A process group of its own, so that whatever the build forks can be killed
// with it, and no signal handling inherited.
void LeaveParentsSignals() {
  setpgid(0, 0);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGPIPE}) {
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    sigaction(signal, &action, nullptr);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

// The build may print: what it prints is no result of ours. It may read: our
// stdin is not for it.
void DetachStandardStreams() {
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  dup2(null, STDIN_FILENO);
  dup2(fcntl(STDERR_FILENO, F_GETFD) >= 0 ? STDERR_FILENO : null,
       STDOUT_FILENO);
  if (null > STDERR_FILENO) close(null);
}

// Asks to be killed when the main process dies; false if it is dead already.
bool DieWith(pid_t supervisor) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  return getppid() == supervisor;
}

// The next frame from the main process; nothing when it is gone.
std::optional<Frame> AwaitFrame(int fd, FrameReader& reader) {
  while (true) {
    if (std::optional<Frame> frame = reader.Next()) return frame;
    pollfd wanted{fd, POLLIN, 0};
    if (poll(&wanted, 1, -1) < 0 && errno != EINTR) return std::nullopt;
    if (!reader.ReadFrom(fd)) return std::nullopt;
  }
}

[[noreturn]] void BecomeWorker(ForkedWork& work, const ZygotePlace& place,
                               const std::vector<uint32_t>& request,
                               pid_t parent) {
  LeaveParentsSignals();
  // The parent ends at once; then the main process is the parent.
  while (getppid() == parent) usleep(50);
  if (!DieWith(place.supervisor)) _exit(EXIT_FAILURE);
  close(place.control_fd);
  const size_t own = request.at(0);
  for (size_t i = 0; i < place.result_fds.size(); ++i) {
    if (i != own) close(place.result_fds[i]);
  }
  RunWorker(work, {request.begin() + 1, request.end()},
            {&(*place.slots)[own], place.result_fds[own]});
}

// Forks twice, so that the worker is adopted by the main process, which alone
// waits for it: the build could disturb a supervisor in this process.
void Spawn(ForkedWork& work, const ZygotePlace& place,
           const std::vector<uint32_t>& request) {
  Slot& slot = (*place.slots)[request.at(0)];
  const pid_t middle = fork();
  if (middle == 0) {
    const pid_t self = getpid();
    const pid_t worker = fork();
    if (worker == 0) BecomeWorker(work, place, request, self);
    slot.pid = worker;
    _exit(EXIT_SUCCESS);
  }
  while (middle > 0 && waitpid(middle, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace

void RunZygote(ForkedWork& work, const ZygotePlace& place) {
  ReuseMemory();
  LeaveParentsSignals();
  DetachStandardStreams();
  if (!DieWith(place.supervisor)) _exit(EXIT_FAILURE);
  const Result<std::string> loaded = work.Load(place.slots->load_stage());
  const bool told = loaded ? WriteFrame(place.control_fd, kLoadedFrame, *loaded)
                           : WriteFrame(place.control_fd, kRefusedFrame,
                                        loaded.error().message);
  std::fflush(nullptr);  // or every worker would print it again
  FrameReader reader;
  while (loaded && told) {
    const std::optional<Frame> frame = AwaitFrame(place.control_fd, reader);
    if (!frame) break;
    const std::vector<uint32_t> request = DecodeNumbers(frame->body);
    Spawn(work, place, request);
    const auto pid =
        static_cast<uint32_t>((*place.slots)[request.at(0)].pid.load());
    if (!WriteFrame(place.control_fd, kPidFrame, EncodeSpawn(pid, {}))) break;
  }
  _exit(EXIT_SUCCESS);
}

std::string EncodeSpawn(size_t slot, const std::vector<uint32_t>& items) {
  std::vector<uint32_t> numbers{static_cast<uint32_t>(slot)};
  numbers.insert(numbers.end(), items.begin(), items.end());
  return {reinterpret_cast<const char*>(numbers.data()),
          numbers.size() * sizeof(uint32_t)};
}

std::vector<uint32_t> DecodeNumbers(const std::string& bytes) {
  std::vector<uint32_t> numbers(bytes.size() / sizeof(uint32_t));
  std::memcpy(numbers.data(), bytes.data(), numbers.size() * sizeof(uint32_t));
  return numbers;
}

}  // namespace lockstep::replay
