// How many edits of each class there were and what became of them.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::proof {

struct Rate {
  size_t made = 0;
  size_t to_catch = 0;  // a replay must notice
  size_t caught = 0;    // of these
  size_t to_pass = 0;   // a replay must not
  size_t passed = 0;    // of these
  // The rest: their commands differ in what may leave no event.
};

class Rates {
 public:
  Rate& Of(const std::string& name);
  // Markdown, a line for each class in the order of their first use.
  std::string Table() const;
  const std::vector<std::pair<std::string, Rate>>& rates() const {
    return rates_;
  }

 private:
  std::vector<std::pair<std::string, Rate>> rates_;
};

}  // namespace lockstep::proof
