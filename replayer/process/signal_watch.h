// The signals that the main process waits for, as something to poll.
#pragma once

#include <signal.h>

#include "replayer/process/unique_fd.h"

namespace lockstep::replay {

// While it lives, children's deaths and the user's Ctrl-C arrive at fd().
class SignalWatch {
 public:
  SignalWatch();
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

  int fd() const { return fd_.get(); }

  // Takes the signals that have arrived.
  void Drain();

  // The signal that asked us to stop; 0: none yet.
  int interrupted() const { return interrupted_; }

 private:
  sigset_t before_;
  UniqueFd fd_;
  int interrupted_ = 0;
};

}  // namespace lockstep::replay
