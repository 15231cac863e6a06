// Parses JSON texts; says in one sentence why a text is none.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"
#include "history/json_text.h"

namespace lockstep::history {

class JsonDocument {
 public:
  // The value lives until the next call. `first_line` counts the lines of the
  // file before the text, for messages. They begin with a verb: "is empty".
  Result<Json> Parse(std::string_view text, size_t first_line = 1);

 private:
  simdjson::dom::parser parser_;
};

}  // namespace lockstep::history
