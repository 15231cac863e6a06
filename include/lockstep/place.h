// Places: how a call remembers the line of workflow code that made it.
//
// A default argument knows the caller's line but cannot follow a parameter
// pack, so calls with any number of arguments take their place along with the
// first parameter. Authors never name these types.
#pragma once

#include <source_location>
#include <string>
#include <string_view>
#include <utility>

namespace lockstep {

class Context;
class NextRun;

using Place = std::source_location;

// A Context&, and where it was passed.
struct At {
  At(Context& context_in, Place place_in = Place::current())
      : context(context_in), place(place_in) {}

  Context& context;
  Place place;
};

// A name, and where it was passed.
struct Named {
  Named(const char* name_in, Place place_in = Place::current())
      : name(name_in), place(place_in) {}
  Named(std::string_view name_in, Place place_in = Place::current())
      : name(name_in), place(place_in) {}
  Named(std::string name_in, Place place_in = Place::current())
      : name(std::move(name_in)), place(place_in) {}

  std::string name;
  Place place;
};

// Options of the next run, and where they were passed.
struct NextRunAt {
  NextRunAt(const NextRun& options_in, Place place_in = Place::current())
      : options(options_in), place(place_in) {}

  const NextRun& options;
  Place place;
};

}  // namespace lockstep
