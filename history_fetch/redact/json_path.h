// Where in a JSON value: a small part of JSONPath.
//
//   $              the whole value
//   .name ['name'] a member
//   [3]            an element, from 0
//   .* [*]         every member or element
//   ..name ..*     at any depth
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace lockstep::fetch {

// The way to a value: names and indices from the outermost one.
using JsonStep = std::variant<std::string, size_t>;
using JsonPlace = std::vector<JsonStep>;

class JsonPath {
 public:
  // An error says what is wrong and at which character.
  static Result<JsonPath> Parse(std::string_view text);

  // It leads to the place, or to a value that the place is inside of.
  bool Covers(const JsonPlace& place) const;
  // It leads to the place itself.
  bool Meets(const JsonPlace& place) const;

 private:
  struct Any {};
  struct AtAnyDepth {};  // of the step that follows
  using Step = std::variant<std::string, size_t, Any, AtAnyDepth>;
  class Parser;

  bool Leads(size_t step, const JsonPlace& place, size_t at, bool inside) const;

  std::vector<Step> steps_;
};

}  // namespace lockstep::fetch
