#include "replayer/process/signal_watch.h"

#include <sys/signalfd.h>
#include <unistd.h>

namespace lockstep::replay {
namespace {

// A signal that we were started to ignore (nohup) stays ignored.
bool IsIgnored(int signal) {
  struct sigaction action {};
  sigaction(signal, nullptr, &action);
  return action.sa_handler == SIG_IGN;
}

}  // namespace

SignalWatch::SignalWatch() {
  struct sigaction wait_for_children {};
  wait_for_children.sa_handler = SIG_DFL;
  sigaction(SIGCHLD, &wait_for_children, nullptr);
  sigset_t watched;
  sigemptyset(&watched);
  sigaddset(&watched, SIGCHLD);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    if (!IsIgnored(signal)) sigaddset(&watched, signal);
  }
  sigprocmask(SIG_BLOCK, &watched, &before_);
  fd_ = UniqueFd(signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK));
}

SignalWatch::~SignalWatch() { sigprocmask(SIG_SETMASK, &before_, nullptr); }

void SignalWatch::Drain() {
  signalfd_siginfo signal{};
  while (read(fd_.get(), &signal, sizeof(signal)) == sizeof(signal)) {
    if (signal.ssi_signo != SIGCHLD) {
      interrupted_ = static_cast<int>(signal.ssi_signo);
    }
  }
}

}  // namespace lockstep::replay
