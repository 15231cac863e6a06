// A check of options: 0 or more.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace lockstep::fetch {

// CLI11's own goes through double, and names the largest one in its sentence.
struct NotNegative : CLI::Validator {
  NotNegative() {
    func_ = [](std::string& text) {
      return text.starts_with('-') ? "it must be 0 or more, not " + text
                                   : std::string();
    };
  }
};

}  // namespace lockstep::fetch
