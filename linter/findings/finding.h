// A finding: the answer of the linter, before anybody switched it off.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "linter/facts/facts.h"
#include "linter/rules/rule.h"

namespace lockstep::lint {

// One step of the chain from the entry to the cause.
struct Hop {
  Place place;
  std::string text;  // "workflow 'Checkout' starts here", "calls 'Helper'"
};

struct Finding {
  const Rule* rule = nullptr;
  Severity severity = Severity::kError;
  std::string message;  // lower case, no full stop, names the thing in quotes
  std::string symbol;   // "std::chrono::system_clock::now"
  Place place;          // of the cause; in a macro, of its expansion
  std::string macro;
  Place spelling;
  std::string function;  // qualified name of the function with the cause
  Role role = Role::kWorkflow;
  std::string entry;  // registered name of the workflow, else its function
  Place entry_place;
  std::vector<Hop> chain;     // one shortest: the entry first, the cause last
  uint32_t other_chains = 0;  // calls that reach the cause otherwise
  std::vector<std::string> other_entries;  // sorted names, without `entry`
  std::vector<Place> other_entry_places;   // of each of other_entries
  std::vector<Note> notes;
  std::optional<Fix> fix;
  // Survives moved lines, reformatting and renames of what lies between entry
  // and cause (baseline.h). 16 hexadecimal digits.
  std::string fingerprint;
  // Of the same cause seen from each of `other_entries`, in their order: a new
  // workflow that reaches an old cause is new to a baseline.
  std::vector<std::string> other_fingerprints;
};

// What the run looked at: printed in every report, so that silence can be
// trusted.
struct Coverage {
  uint32_t units = 0, units_failed = 0;
  uint32_t units_left_out = 0;  // of the database, as only some were named
  uint32_t entries = 0;
  uint32_t functions = 0;  // reached in some workflow role, and analysed
  uint32_t modelled = 0;   // distinct library functions that a model judged
  uint32_t unknown = 0;    // distinct callees without body and model
  uint32_t calls_resolved = 0, calls_unresolved = 0;
};

// A unit that was not (wholly) analysed.
struct UnitFailure {
  std::string path;
  std::string message;  // one sentence: what is wrong and the remedy
};

struct LintResult {
  std::vector<Finding> findings;  // sorted: place, rule, entry
  Coverage coverage;
  std::vector<UnitFailure> failures;  // sorted by path
};

}  // namespace lockstep::lint
