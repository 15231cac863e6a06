// How a function says that the world is wrong: a bad file, a missing library.
// A finding or a divergence is an answer and never travels this way.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace lockstep {

// One sentence that names the thing, the place and the remedy. Context is put
// in front of it on the way up ("a.json: event 17: ..."); main prints it once.
struct Error {
  std::string message;
  bool operator==(const Error&) const = default;
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> Fail(std::string message) {
  return tl::unexpected<Error>(Error{std::move(message)});
}

}  // namespace lockstep
