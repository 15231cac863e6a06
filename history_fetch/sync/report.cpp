#include "history_fetch/sync/report.h"

#include <fmt/format.h>

#include <algorithm>

#include "history_fetch/failed_command.h"

namespace lockstep::fetch {
void AddTo(StratumTally& tally, const Done& done) {
  switch (done.ending) {
    case Ending::kNew:
      ++tally.fresh;
      tally.bytes += done.bytes;
      return;
    case Ending::kUpdated:
      ++tally.updated;
      tally.bytes += done.bytes;
      return;
    case Ending::kKept:
    case Ending::kRedacted:
      ++tally.kept;
      return;
    case Ending::kGone:
      ++tally.kept;
      ++tally.expired;
      return;
    case Ending::kExpired:
      ++tally.expired;
      return;
    case Ending::kTooLong:
    case Ending::kOverBytes:
      ++tally.left_out;
      return;
    case Ending::kFailed:
    case Ending::kBroken:
      ++tally.failed;
      return;
    case Ending::kNotTried:
      ++tally.not_tried;
      return;
  }
}

void AddTo(StratumTally& tally, const StratumTally& other) {
  for (int64_t StratumTally::*count :
       {&StratumTally::fresh, &StratumTally::updated, &StratumTally::kept,
        &StratumTally::expired, &StratumTally::left_out,
        &StratumTally::running_left_out, &StratumTally::failed,
        &StratumTally::not_tried, &StratumTally::bytes}) {
    tally.*count += other.*count;
  }
}

ExitCode CodeOf(const SyncReport& report) {
  ExitCode code = ExitCode::kOk;
  for (const Failure& failure : report.failures) {
    code = Graver(code, failure.code);
  }
  for (const Trouble& trouble : report.troubles) {
    code = Graver(
        code, trouble.integrity ? ExitCode::kIntegrity : ExitCode::kPartial);
  }
  // There may be more than are listed.
  if (report.broken > 0) code = Graver(code, ExitCode::kIntegrity);
  for (const StratumTally& tally : report.strata) {
    if (tally.failed > 0) code = Graver(code, ExitCode::kPartial);
  }
  // What was wrong before a refresh stays so.
  const bool incomplete = report.command == "refresh" && !report.state.complete;
  if (!report.gaps.empty() || incomplete) {
    code = Graver(code, ExitCode::kMinima);
  }
  return code;
}

std::string ReasonOf(const SyncReport& report) {
  const auto worst = std::min_element(
      report.failures.begin(), report.failures.end(),
      [](const Failure& a, const Failure& b) {
        return a.code != b.code && Graver(a.code, b.code) == a.code;
      });
  if (worst != report.failures.end()) return worst->message;
  int64_t failed = 0;
  for (const StratumTally& tally : report.strata) failed += tally.failed;
  if (failed > 0) {
    return fmt::format(
        "{} of the runs that it should have could not be fetched: run "
        "`lockstep-fetch {}` again",
        failed, report.command);
  }
  if (report.gaps.empty()) return "";
  if (report.gaps.size() == 1) return report.gaps.front();
  return fmt::format("{} ({} more gaps)", report.gaps.front(),
                     report.gaps.size() - 1);
}

}  // namespace lockstep::fetch
