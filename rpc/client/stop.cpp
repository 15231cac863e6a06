#include "rpc/client/stop.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace lockstep::rpc {

bool Sleep(double seconds, const std::atomic<bool>& stopped) {
  using Seconds = std::chrono::duration<double>;
  // A signal handler may set the flag, so nobody can notify us.
  while (seconds > 0 && !stopped) {
    const double now = std::min(seconds, kStopPollSeconds);
    std::this_thread::sleep_for(Seconds(now));
    seconds -= now;
  }
  return !stopped;
}

}  // namespace lockstep::rpc
