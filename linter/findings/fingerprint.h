// What stays the same about a finding when lines move, code is reformatted, or
// functions between entry and cause are renamed. A new entry that reaches an
// old cause is a new fingerprint.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "linter/facts/facts.h"

namespace lockstep::lint {

struct Identity {
  std::string rule;   // slug
  std::string entry;  // as registered
  Role role = Role::kWorkflow;
  std::string symbol;

  auto operator<=>(const Identity&) const = default;
};

class Fingerprints {
 public:
  // 16 hexadecimal digits. Equal identities differ by their number: ask in
  // source order.
  std::string Next(const Identity& identity);

 private:
  std::map<Identity, uint32_t> used_;
};

}  // namespace lockstep::lint
