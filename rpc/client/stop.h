// Waiting that ends when the user stops the program.
#pragma once

#include <atomic>

namespace lockstep::rpc {

// How soon a stop is seen.
inline constexpr double kStopPollSeconds = 0.1;

// False: `stopped` became true before the time was over.
bool Sleep(double seconds, const std::atomic<bool>& stopped);

}  // namespace lockstep::rpc
