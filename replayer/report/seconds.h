// Times on the command line and in reports.
#pragma once

#include <chrono>
#include <string>

namespace lockstep::replay {

std::chrono::nanoseconds FromSeconds(double seconds);

// "10 s", "0.5 s".
std::string InSeconds(std::chrono::nanoseconds duration);

}  // namespace lockstep::replay
