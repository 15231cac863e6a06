#include "history_fetch/sync/coverage.h"

#include <fmt/format.h>

#include <set>

#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

constexpr char kUntested[] = ", so nothing that its code does is tested: ";
constexpr char kBelow[] = "widen the stratum (want, statuses, age_buckets)";

}  // namespace

Outcome<std::vector<Coverage>> CoverageOf(const Corpus& corpus,
                                          const Plan& plan) {
  std::vector<Coverage> coverage(plan.strata.size());
  std::vector<std::set<std::string>> shapes(plan.strata.size());
  const Outcome<void> read = corpus.ForEach([&](const Entry& entry) {
    for (size_t i = 0; i < plan.strata.size(); ++i) {
      if (!Covers(plan.strata[i], entry.workflow_type, entry.source)) continue;
      ++coverage[i].histories;
      if (!entry.closed) ++coverage[i].running;
      if (shapes[i].insert(entry.shape).second) ++coverage[i].distinct_shapes;
    }
    return Outcome<void>();
  });
  if (!read) return tl::unexpected(read.error());
  return coverage;
}

std::vector<std::string> Gaps(const Plan& plan,
                              const std::vector<Coverage>& coverage) {
  std::vector<std::string> gaps;
  for (size_t i = 0; i < plan.strata.size(); ++i) {
    const Stratum& stratum = plan.strata[i];
    const Coverage& has = coverage[i];
    const std::string name = Printable(stratum.name);
    if (has.histories == 0 && stratum.min_histories > 0) {
      gaps.push_back(fmt::format(
          "stratum '{}': there is no history of workflow type '{}'{}run one "
          "and sync again, import one, or set min_histories = 0",
          name, Printable(stratum.workflow_type), kUntested));
      continue;
    }
    const auto check = [&](int64_t count, int64_t least, const char* what,
                           const char* key) {
      if (count >= least) return;
      gaps.push_back(
          fmt::format("stratum '{}': {} {}, and {} = {}: {}, or lower {}", name,
                      count, what, key, least, kBelow, key));
    };
    check(has.histories, stratum.min_histories, "histories", "min_histories");
    check(has.running, stratum.min_running, "running", "min_running");
    check(has.distinct_shapes, stratum.min_distinct_shapes, "distinct shapes",
          "min_distinct_shapes");
  }
  return gaps;
}

bool SpeaksOfGaps(const std::string& reason) {
  const auto says = [&](const char* what) {
    return reason.find(what) != std::string::npos;
  };
  if (reason.starts_with("the corpus is empty")) return true;
  return says("stratum '") && (says(kUntested) || says(kBelow));
}

}  // namespace lockstep::fetch
