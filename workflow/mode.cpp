#include "workflow/mode.h"

#include <stdexcept>
#include <string>

namespace lockstep::internal {
namespace {

// Null if it may do everything.
const char* WhoMustNot(Mode mode) {
  switch (mode) {
    case Mode::kQuery:
      return "a query handler";
    case Mode::kPredicate:
      return "the predicate of Await";
    case Mode::kValidator:
      return "the validator of an update";
    case Mode::kSideEffect:
      return "the function of a side effect";
    case Mode::kIdle:
    case Mode::kCode:
    case Mode::kTearDown:
      return nullptr;
  }
  return nullptr;
}

}  // namespace

void Forbid(Mode mode, const char* what) {
  const char* const who = WhoMustNot(mode);
  if (who == nullptr) return;
  throw std::logic_error(std::string(who) + " must not " + what);
}

}  // namespace lockstep::internal
