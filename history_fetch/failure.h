// How a command of lockstep-fetch says that it cannot go on.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "history_fetch/exit_code.h"

namespace lockstep::fetch {

// One sentence that names the thing, the place and the remedy; printed once, in
// the command.
struct Failure {
  ExitCode code = ExitCode::kUsage;
  std::string message;
  bool operator==(const Failure&) const = default;
};

template <class T>
using Outcome = tl::expected<T, Failure>;

inline tl::unexpected<Failure> Fail(ExitCode code, std::string message) {
  return tl::unexpected<Failure>(Failure{code, std::move(message)});
}

}  // namespace lockstep::fetch
