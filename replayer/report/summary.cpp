#include "replayer/report/summary.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <vector>

#include "replayer/report/result_names.h"

namespace lockstep::replay {
namespace {

ExitCode ExitCodeOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kOk:
      return ExitCode::kOk;
    case Verdict::kNondeterminism:
      return ExitCode::kNondeterminism;
    case Verdict::kWorkflowTaskFailure:
    case Verdict::kDeadlock:
    case Verdict::kCrash:
    case Verdict::kTimeout:
    case Verdict::kMemory:
    case Verdict::kUnregisteredType:
      return ExitCode::kBroken;
    case Verdict::kFlavourMismatch:
    case Verdict::kUndecodablePayload:
    case Verdict::kUnsupportedEvent:
    case Verdict::kInvalidHistory:
      return ExitCode::kInput;
  }
  return ExitCode::kBroken;
}

size_t CountOf(const Summary& summary, Verdict verdict) {
  const auto found = summary.verdicts.find(verdict);
  return found == summary.verdicts.end() ? 0 : found->second;
}

// "", or " (1 open, 2 untested)".
std::string OkDetails(const Summary& summary) {
  std::vector<std::string> parts;
  if (summary.open != 0) parts.push_back(fmt::format("{} open", summary.open));
  if (summary.untested != 0) {
    parts.push_back(fmt::format("{} untested", summary.untested));
  }
  return parts.empty() ? "" : fmt::format(" ({})", fmt::join(parts, ", "));
}

}  // namespace

void Count(const ReplayResult& result, Summary& summary) {
  ++summary.histories;
  ++summary.verdicts[result.verdict];
  summary.findings += result.findings.size();
  const TierCounts counts = CountDifferences(result);
  for (size_t tier = 0; tier < counts.size(); ++tier) {
    summary.differences.at(tier) += counts.at(tier);
  }
  if (result.verdict != Verdict::kOk) return;
  if (result.open) ++summary.open;
  if (result.tasks == 0) ++summary.untested;
}

ExitCode ExitCodeOf(const Summary& summary) {
  constexpr std::array kWorstFirst = {ExitCode::kNondeterminism,
                                      ExitCode::kBroken, ExitCode::kInput};
  for (const ExitCode code : kWorstFirst) {
    const bool applies = std::any_of(
        summary.verdicts.begin(), summary.verdicts.end(),
        [&](const auto& entry) {
          return entry.second != 0 && ExitCodeOf(entry.first) == code;
        });
    if (applies) return code;
  }
  return summary.untested == summary.histories ? ExitCode::kNothingTested
                                               : ExitCode::kOk;
}

std::string SummaryText(const Summary& summary) {
  std::vector<std::string> counts;
  for (const Verdict verdict : kVerdicts) {
    const size_t count = CountOf(summary, verdict);
    if (count == 0) continue;
    counts.push_back(
        fmt::format("{} {}{}", count, Name(verdict),
                    verdict == Verdict::kOk ? OkDetails(summary) : ""));
  }
  std::string text =
      fmt::format("{} {}", summary.histories,
                  summary.histories == 1 ? "history" : "histories");
  if (!counts.empty()) text += fmt::format(": {}", fmt::join(counts, ", "));
  const std::string differences = TierCountsText(summary.differences);
  if (!differences.empty()) {
    text += fmt::format("; differences: {}", differences);
  }
  if (summary.not_selected != 0) {
    text += fmt::format("; {} not selected", summary.not_selected);
  }
  if (summary.not_run != 0) {
    text += fmt::format("; {} not run (--fail-fast)", summary.not_run);
  }
  return text + "\n";
}

}  // namespace lockstep::replay
