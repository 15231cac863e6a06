#include <fmt/format.h>

#include "history_fetch/corpus/missing_files.h"
#include "history_fetch/sync/sync.h"
#include "history_fetch/terminal.h"

namespace lockstep::fetch {

Outcome<rpc::NamespaceInfo> AskNamespace(const SyncServer& server) {
  const auto info = server.download.service->DescribeNamespace();
  if (info) return *info;
  const std::string message =
      fmt::format("namespace '{}': {}", Printable(server.download.name_space),
                  info.error().message);
  if (info.error().kind == rpc::CallError::Kind::kAccess ||
      info.error().kind == rpc::CallError::Kind::kNotFound) {
    return Fail(ExitCode::kConnect, message);
  }
  return rpc::NamespaceInfo();  // it is good to know, not more
}

void NoteResults(const FetchResults& results, SyncReport& report,
                 RunSet& gone) {
  for (size_t i = 0; i < results.rows.size(); ++i) {
    AddTo(report.strata[i], results.rows[i]);
  }
  report.broken += results.broken;
  for (const auto& [number, failed] : results.failed) {
    if (report.troubles.size() >= kMostTroubles) break;
    report.troubles.push_back(failed.trouble);
    report.troubles.back().stratum = report.strata[failed.row].name;
  }
  gone.Merge(results.gone);
}

void NoteInterruption(const SyncOptions& options, SyncReport& report) {
  const bool late = options.stop != nullptr && options.stop->deadline;
  report.failures.push_back(
      {ExitCode::kPartial,
       fmt::format("{}: run `lockstep-fetch {}` again, it goes on where this "
                   "one stopped",
                   late ? "its deadline passed before all was fetched"
                        : "it was interrupted before all was fetched",
                   report.command)});
}

bool NoteStop(const Fetcher& fetcher, const SyncOptions& options,
              SyncReport& report) {
  if (const std::optional<Failure> fatal = fetcher.fatal()) {
    report.failures.push_back(*fatal);
    return true;
  }
  if (!fetcher.interrupted()) return false;
  NoteInterruption(options, report);
  return true;
}

void NoteRunningLeftOut(SyncReport& report) {
  for (StratumTally& row : report.strata) {
    if (row.running_left_out == 0) continue;
    row.notes.push_back(fmt::format(
        "{} running runs were left out by the caps (max_events, max_bytes, "
        "max_histories), so nobody sees what a release does to them: raise the "
        "caps, or prune the corpus",
        row.running_left_out));
  }
}

void NoteUncounted(const Plan& plan, const std::set<std::string>& sources,
                   SyncReport& report) {
  bool chains = false;
  bool children = false;
  for (const Stratum& stratum : plan.strata) {
    if (!sources.contains(stratum.source)) continue;
    chains = chains || stratum.chains;
    children = children || stratum.children;
  }
  if (!chains && !children) return;
  report.notes.push_back(fmt::format(
      "{}{}{} are found while fetching and are not counted here",
      chains ? "the other runs of chains" : "",
      chains && children ? " and " : "", children ? "children" : ""));
}

void NoteMissingFiles(const Corpus& corpus, const RunSet& damaged,
                      SyncReport& report) {
  const auto missing = FindMissingFiles(corpus, [&](const Entry& entry) {
    return damaged.Contains(entry.run_id);
  });
  if (!missing) {
    report.failures.push_back(missing.error());
  } else if (missing->count > 0) {
    report.failures.push_back({ExitCode::kIntegrity, ToSentence(*missing)});
  }
}

}  // namespace lockstep::fetch
