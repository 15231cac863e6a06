// The comments of a C++ source, without a compiler: string and character
// literals, raw ones too, are seen through.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace lockstep::lint {

// One line of a comment: a block comment of three lines gives three.
struct Comment {
  uint32_t line = 0;      // one based
  std::string_view text;  // borrowed; without // and /* */
};

std::vector<Comment> FindComments(std::string_view source);

}  // namespace lockstep::lint
