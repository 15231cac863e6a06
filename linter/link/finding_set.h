// Findings while the entries are walked, one after the other: one finding for
// each rule and cause, whichever entries reach it.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "linter/findings/finding.h"
#include "linter/link/link.h"
#include "linter/link/walk.h"

namespace lockstep::lint {

// What is the same for all entries that reach a cause.
struct Cause {
  const Rule* rule = nullptr;
  std::string symbol;
  std::string detail;
  std::string flow;  // completes the message after the detail
  Place place;
  Severity severity = Severity::kError;  // before profile and configuration
  Place spelling = {};  // in a macro: several causes have one place
  bool once = false;    // one finding, wherever it is seen
};

class FindingSet {
 public:
  FindingSet(const RuleBook& book, const LinkOptions& options,
             const Walk& walk);

  // Null if there is no such rule, or it is off or not about the role.
  const Rule* RuleIn(const std::string& slug, Role role) const;

  void Begin(const Entry& entry) { entry_ = &entry; }
  // Null if the cause has a finding already. Else rule, place, message, entry
  // and chain are filled in.
  Finding* Add(const Cause& cause, State state);
  // About the entry itself: no other entry has it.
  Finding* AddToEntry(const Cause& cause);

  // Sorted, with all entries and fingerprints; forgets them.
  std::vector<Finding> Finish(const std::vector<Entry>& entries);

 private:
  struct Seen {
    Finding finding;
    std::vector<StateGraph::Node> nodes;  // that have the cause
  };
  // What makes two causes one: instances of one template have the same.
  using Same = std::tuple<std::string, std::string, Place, Place, std::string>;
  Same SameOf(const Cause& cause, State state) const;
  Finding& Fill(Seen& seen, const Cause& cause);
  void Demote(Finding& finding, const Cause& cause, State state) const;

  const LinkOptions& options_;
  const Walk& walk_;
  const Entry* entry_ = nullptr;
  std::unordered_map<std::string, const Rule*> rules_;
  std::map<Same, size_t> index_;
  std::vector<Seen> seen_;
};

// The title with the quoted symbol, detail and flow, and the rule's id.
std::string MessageOf(const Cause& cause);

}  // namespace lockstep::lint
