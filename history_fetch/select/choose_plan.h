// The plan of a command: a file's, or one made of workflow types.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "history_fetch/failure.h"
#include "history_fetch/select/plan.h"

namespace lockstep::fetch {

struct PlanChoice {
  std::string path;        // "": lockstep.corpus.toml, if it is there
  std::string types_from;  // a file that LoadTypeList() takes; "": none
  std::vector<std::string> types;
  std::string source;  // the only one that is asked; "": all
  // In place of the plan's.
  std::optional<uint64_t> seed;
  std::optional<int64_t> max_histories;
  std::optional<int64_t> max_bytes;
  std::optional<int64_t> max_events;
};

// Types that no stratum is about get one of their own, with all its defaults.
// kUsage: there is neither a plan nor a type, the source is none of the plan's,
// or nobody says of which source the types are.
Outcome<Plan> ChoosePlan(const PlanChoice& choice);

// Whether there is a lockstep.corpus.toml here.
bool IsPlanFileThere();

// The sources that are asked, in the order of their names.
std::vector<Source> SourcesOf(const Plan& plan, const PlanChoice& choice);

}  // namespace lockstep::fetch
