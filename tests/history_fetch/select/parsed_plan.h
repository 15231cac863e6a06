// A plan of a text, or why it is none.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "history_fetch/select/plan.h"

namespace lockstep::fetch {

inline constexpr char kFile[] = "lockstep.corpus.toml";

inline Plan Parsed(const std::string& toml) {
  Result<Plan> plan = ParsePlan(toml, kFile);
  if (plan) return *std::move(plan);
  ADD_FAILURE() << toml << "\n" << plan.error().message;
  Plan empty;
  empty.strata.emplace_back();
  return empty;
}

inline std::string Refusal(const std::string& toml) {
  const Result<Plan> plan = ParsePlan(toml, kFile);
  return plan ? "(taken)" : plan.error().message;
}

// The only stratum of a plan with these lines in it.
inline Stratum StratumWith(const std::string& lines) {
  return Parsed("[[stratum]]\nworkflow_type = \"Order\"\n" + lines).strata[0];
}

}  // namespace lockstep::fetch
