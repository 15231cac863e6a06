// -j, the same for all commands that work on a corpus without a server.
#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <thread>

namespace lockstep::fetch {

inline void AddThreadsFlag(CLI::App& app, int& threads) {
  constexpr int kMost = 256;
  const auto cores = static_cast<int>(std::thread::hardware_concurrency());
  threads = std::clamp(cores, 1, kMost);
  app.add_option("-j,--concurrency", threads,
                 "How many threads read and write histories; the result does "
                 "not depend on it (default: as many as there are cores)")
      ->check(CLI::Range(1, kMost).description(""))
      ->type_name("N");
}

}  // namespace lockstep::fetch
