#include "replayer/report/tier_counts.h"

#include <fmt/format.h>

#include "replayer/report/result_names.h"

namespace lockstep::replay {

TierCounts CountDifferences(const ReplayResult& result) {
  TierCounts counts{};
  const auto count = [&counts](const Difference& difference) {
    ++counts.at(static_cast<size_t>(difference.tier));
  };
  if (result.divergence) count(result.divergence->difference);
  for (const Difference& finding : result.findings) count(finding);
  return counts;
}

std::string TierCountsText(const TierCounts& counts) {
  std::string text;
  for (const Tier tier : kTiers) {
    const size_t count = counts.at(static_cast<size_t>(tier));
    if (count == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, Name(tier));
  }
  return text;
}

}  // namespace lockstep::replay
