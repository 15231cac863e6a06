#include "history_fetch/status/conditions.h"

#include <fmt/format.h>

#include <utility>

#include "history_fetch/terminal.h"
#include "history_fetch/timestamps.h"

namespace lockstep::fetch {
namespace {

constexpr size_t kLongestReason = 1000;

std::string TooOld(const StatusReport& report, int64_t older_s) {
  const std::string remedy =
      fmt::format("run `lockstep-fetch sync {0}` (or refresh)", report.corpus);
  if (!report.age_s) {
    return fmt::format("{}: nothing was fetched yet; {}", report.corpus,
                       remedy);
  }
  return fmt::format("{}: fetched {} ago, more than {} (--fail-if-older); {}",
                     report.corpus, FormatAge(*report.age_s),
                     FormatSpan(older_s), remedy);
}

// An empty corpus tests nothing, and one that is incomplete not what its plan
// asked for: no flag is needed to be told.
std::string NotWhole(const StatusReport& report) {
  if (report.histories == 0) {
    return fmt::format(
        "{0}: the corpus is empty: fill it with `lockstep-fetch sync {0}`",
        report.corpus);
  }
  if (report.complete) return "";
  return fmt::format("{}: the corpus is marked incomplete: {}", report.corpus,
                     report.reason.empty()
                         ? "run `lockstep-fetch sync`"
                         : Printable(report.reason, kLongestReason));
}

}  // namespace

void Judge(const Conditions& conditions, StatusReport& report) {
  if (std::string why = NotWhole(report); !why.empty()) {
    report.failures.push_back(std::move(why));
  }
  if (conditions.older_s &&
      (!report.age_s || *report.age_s > *conditions.older_s)) {
    report.failures.push_back(TooOld(report, *conditions.older_s));
  }
  if (!conditions.missing_type) return;
  for (const std::string& type : report.missing_types) {
    report.failures.push_back(fmt::format(
        "{}: no history of workflow type '{}', which the build or the plan "
        "names (--fail-if-missing-type); add a stratum for it, or run one",
        report.corpus, Printable(type)));
  }
}

}  // namespace lockstep::fetch
