#include "replayer/report/seconds.h"

#include <fmt/format.h>

namespace lockstep::replay {

std::chrono::nanoseconds FromSeconds(double seconds) {
  return std::chrono::round<std::chrono::nanoseconds>(
      std::chrono::duration<double>(seconds));
}

std::string InSeconds(std::chrono::nanoseconds duration) {
  return fmt::format("{:g} s", std::chrono::duration<double>(duration).count());
}

}  // namespace lockstep::replay
