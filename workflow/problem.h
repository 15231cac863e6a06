// What leaves workflow code beside failures.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "lockstep/build_abi.h"
#include "lockstep/options.h"
#include "lockstep/payload.h"
#include "workflow/places.h"

namespace lockstep::internal {

// Thrown by ContinueAsNew. No std::exception, so that code that catches those
// lets it pass.
struct NextRunRequest {
  NextRun options;
  PayloadList input;
  Places places;
};

// Workflow code asked for something that it must not, at this place.
class Misuse : public std::logic_error {
 public:
  Misuse(const std::string& text, Places places_in)
      : std::logic_error(text), places(std::move(places_in)) {}
  Places places;
};

// Why a call of the host does not end well.
struct Problem {
  LsStatus status;
  std::string text;
  Places places;
};

}  // namespace lockstep::internal
