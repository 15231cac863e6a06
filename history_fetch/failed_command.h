// How commands end, for machines: each report has the exit code, what it means,
// and what went wrong; and so has what stands in place of a report that could
// not be made.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "history_fetch/failure.h"

namespace lockstep::fetch {

// "no connection, or no access".
std::string_view MeaningOf(ExitCode code);

// Of two, the one that `sync` ends with: 2, 3, 6, 4, 5, 0.
ExitCode Graver(ExitCode a, ExitCode b);

// "exit_code", "exit_meaning" and "errors".
void AddEnding(ExitCode code, const std::vector<Failure>& failures,
               nlohmann::ordered_json& report);

// What a command came to, or all that it failed for.
template <class T>
using Attempted = tl::expected<T, std::vector<Failure>>;

inline tl::unexpected<std::vector<Failure>> Because(Failure failure) {
  return tl::unexpected(std::vector<Failure>{std::move(failure)});
}

// A command that came to nothing.
struct FailedCommand {
  std::string_view name;    // "sync"
  std::string_view corpus;  // its folder
  std::string_view format;  // "json", else for people
  std::vector<Failure> failures;
};

// Prints the sentences to stderr, and in JSON the report to stdout. Yields the
// gravest code.
ExitCode Report(const FailedCommand& command);

}  // namespace lockstep::fetch
