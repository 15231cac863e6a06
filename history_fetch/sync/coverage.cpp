#include "history_fetch/sync/coverage.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "history_fetch/corpus/ran_code.h"
#include "history_fetch/select/stratum_rule.h"
#include "history_fetch/terminal.h"
#include "history_fetch/text_set.h"

namespace lockstep::fetch {
namespace {

constexpr char kUntested[] = ", so nothing that its code does is tested: ";
constexpr char kBelow[] = "widen the stratum (want, statuses, age_buckets)";

// Why there is no history of a stratum at all.
std::string NothingThere(const Stratum& stratum, const Looked& looked) {
  if (looked.left_out > 0) {
    return fmt::format(
        "of the runs that were found ({}), the caps (max_events, max_bytes, "
        "max_histories) left out {}{}raise the caps, or set min_histories = 0",
        looked.found, looked.left_out, kUntested);
  }
  if (looked.failed > 0) {
    return fmt::format(
        "none of the runs that were found ({}) could be fetched{}correct what "
        "is said of them, and sync again",
        looked.found, kUntested);
  }
  const std::string type = Printable(stratum.workflow_type);
  if (stratum.statuses == Stratum().statuses) {
    return fmt::format(
        "there is no history of workflow type '{}'{}run one and sync again, "
        "import one, or set min_histories = 0",
        type, kUntested);
  }
  std::string statuses;
  for (const std::string& status : stratum.statuses) {
    statuses += (statuses.empty() ? "" : ", ") + Printable(status);
  }
  return fmt::format(
      "there is no history of workflow type '{}' with the status {}{}widen "
      "statuses, import one, or set min_histories = 0",
      type, statuses, kUntested);
}

}  // namespace

Outcome<std::vector<Coverage>> CoverageOf(const Corpus& corpus,
                                          const Plan& plan,
                                          const RunSet& gone) {
  std::vector<Coverage> coverage(plan.strata.size());
  std::vector<TextSet> shapes(plan.strata.size());
  const Outcome<void> read = corpus.ForEach([&](const Entry& entry) {
    for (size_t i = 0; i < plan.strata.size(); ++i) {
      const CountedHistory history = {entry.name_space, entry.workflow_type,
                                      entry.source, entry.status, entry.closed};
      if (!CountsFor(plan, plan.strata[i], history)) continue;
      ++coverage[i].histories;
      const bool running = !entry.closed && !gone.Contains(entry.run_id);
      if (running) ++coverage[i].running;
      if (shapes[i].Insert(entry.shape)) ++coverage[i].distinct_shapes;
      if (!coverage[i].ran_code) coverage[i].ran_code = RanCode(corpus, entry);
    }
    return Outcome<void>();
  });
  if (!read) return tl::unexpected(read.error());
  return coverage;
}

std::vector<std::string> Gaps(const Plan& plan,
                              const std::vector<Coverage>& coverage,
                              const std::vector<Looked>& looked) {
  std::vector<std::string> gaps;
  for (size_t i = 0; i < plan.strata.size(); ++i) {
    const Stratum& stratum = plan.strata[i];
    const Coverage& has = coverage[i];
    const std::string name = Printable(stratum.name);
    if (has.histories == 0 && stratum.min_histories > 0) {
      const Looked seen = i < looked.size() ? looked[i] : Looked();
      gaps.push_back(
          fmt::format("stratum '{}': {}", name, NothingThere(stratum, seen)));
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

std::string NothingTested(const Coverage& coverage) {
  if (coverage.histories == 0 || coverage.ran_code) return "";
  return "no history has a completed workflow task, so nothing of its code is "
         "tested: start a worker and sync again";
}

bool SpeaksOfGaps(const std::string& reason) {
  const auto says = [&](const char* what) {
    return reason.find(what) != std::string::npos;
  };
  if (reason.starts_with("the corpus is empty")) return true;
  return says("stratum '") && (says(kUntested) || says(kBelow));
}

}  // namespace lockstep::fetch
