// Compares the engine with the official replayer.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "tests/replayer/oracle/cases.h"
#include "tests/replayer/oracle/outcomes.h"

namespace lockstep::replay {

// The engine's answers, counted for one kind of edit.
struct Agreements {
  size_t pairs = 0;
  size_t ok = 0;
  size_t nondeterminism = 0;
  size_t strict_list = 0;      // command lists differ, officially unseen
  size_t strict_identity = 0;  // a target finding, officially unseen
  size_t other = 0;            // task failures, illegal transitions
  size_t disagreements = 0;
};

class Tally {
 public:
  // What is wrong with the outcome; empty if engine and oracle agree.
  std::string Judge(const Case& expected,
                    const std::optional<Outcome>& outcome);

  // A Markdown table, a line for each kind of edit.
  std::string Table() const;
  const Agreements& total() const { return total_; }

 private:
  std::map<std::string, Agreements> by_edit_;
  Agreements total_;
};

// Whether the official message, and ours under --compat=core, name the same
// event and say the same of it.
bool SameMessage(const Case& expected, const Outcome& outcome);

}  // namespace lockstep::replay
