// Finds the place where a text stops being JSON. Only run when the parser has
// refused the text: the parser does not say where.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lockstep::history {

struct JsonFault {
  enum class Kind { kSyntax, kCutOff, kSecondDocument };
  Kind kind = Kind::kSyntax;
  size_t offset = 0;
  std::string problem;
};

// Nothing if the text is JSON, however deep.
std::optional<JsonFault> FindJsonFault(std::string_view text);

// "line 3, column 14", in bytes from 1; the text begins in `first_line`.
std::string LineAndColumn(std::string_view text, size_t offset,
                          size_t first_line);

}  // namespace lockstep::history
