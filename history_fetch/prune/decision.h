// What pruning decides about each history of a corpus.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "history_fetch/select/stratum_rule.h"

namespace lockstep::fetch {

// What of an entry matters here.
struct Candidate {
  std::string name_space;
  std::string run_id;
  std::string file;
  std::string workflow_type;
  std::string source;
  std::string status;
  std::string sha256;
  std::string shape;
  std::string loop_shape;
  int64_t bytes = 0;
  int64_t start_ns = 0;
  int64_t fetched_ns = 0;
  bool closed = false;
};

// As the rule of minima asks for it.
inline CountedHistory Counted(const Candidate& candidate) {
  return {candidate.name_space, candidate.workflow_type, candidate.source,
          candidate.status, candidate.closed};
}

enum class Why {
  // It stays, since it
  kRunning,   // is open: a deployment can break it
  kSmallest,  // is the smallest of its shape
  kNewest,    // is one of the newest of its shape
  kMinimum,   // is needed for a minimum of the plan
  // It goes, since
  kSameShape,   // another one of its shape stays
  kOverBudget,  // others cover more of what the code does
};
// "same-shape".
std::string_view Name(Why why);
inline bool Stays(Why why) { return why <= Why::kMinimum; }

struct Decision {
  Candidate candidate;
  Why why = Why::kSameShape;
  std::string instead;  // the file that stays, of kSameShape
};

}  // namespace lockstep::fetch
