#include "history_fetch/sync/sync.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "history_fetch/terminal.h"
#include "history_fetch/timestamps.h"

namespace lockstep::fetch {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
// More would say nothing new.
constexpr size_t kMostTroubles = 1000;

constexpr char kUnfinished[] =
    "a sync of it did not come to its end: run `lockstep-fetch sync` again, it "
    "goes on where that one stopped";

}  // namespace

Outcome<int64_t> AskRetention(const SyncServer& server) {
  const auto info = server.download.service->DescribeNamespace();
  if (info) return info->retention_s;
  const std::string message =
      fmt::format("namespace '{}': {}", Printable(server.download.name_space),
                  info.error().message);
  if (info.error().kind == rpc::CallError::Kind::kAccess ||
      info.error().kind == rpc::CallError::Kind::kNotFound) {
    return Fail(ExitCode::kConnect, message);
  }
  return 0;  // it is good to know, not more
}

void NoteDone(const std::vector<Pick>& picks, const std::vector<Done>& done,
              SyncReport& report) {
  for (size_t i = 0; i < picks.size(); ++i) {
    StratumTally& row = report.strata[picks[i].stratum];
    AddTo(row, done[i]);
    const bool integrity = done[i].ending == Ending::kBroken;
    if (!integrity && done[i].ending != Ending::kFailed) continue;
    if (report.troubles.size() >= kMostTroubles) continue;
    report.troubles.push_back({.workflow_id = picks[i].execution.workflow_id,
                               .run_id = picks[i].execution.run_id,
                               .stratum = row.name,
                               .integrity = integrity,
                               .message = done[i].details->message});
  }
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

void NoteStop(const Fetcher& fetcher, const SyncOptions& options,
              SyncReport& report) {
  if (const std::optional<Failure> fatal = fetcher.fatal()) {
    report.failures.push_back(*fatal);
  } else if (fetcher.interrupted()) {
    NoteInterruption(options, report);
  }
}

struct Sync::Source {
  const SyncServer& server;
  int64_t retention_s = 0;
  std::vector<Pick> picks = {};
  std::vector<std::string> queries = {};  // by Pick::query
};

Sync::Sync(const Plan& plan, Corpus* corpus, SyncOptions options,
           Progress& progress)
    : plan_(plan),
      corpus_(corpus),
      options_(std::move(options)),
      progress_(progress) {
  report_.command = "sync";
  report_.dry_run = corpus == nullptr;
  for (const Stratum& stratum : plan.strata) {
    StratumTally tally;
    tally.name = stratum.name;
    tally.workflow_type = stratum.workflow_type;
    tally.source = stratum.source;
    report_.strata.push_back(std::move(tally));
  }
}

void Sync::Fail(const Failure& failure) { report_.failures.push_back(failure); }

void Sync::Run(const SyncServer& server) {
  Source source{.server = server};
  server_version_ = server.version;
  const Outcome<int64_t> retention = AskRetention(server);
  if (!retention) return Fail(retention.error());
  source.retention_s = *retention;
  const Outcome<void> selected = Select(source);
  if (!selected) return Fail(selected.error());
  if (corpus_ != nullptr) Fetch(source);
}

Outcome<void> Sync::Select(Source& source) {
  SelectContext context{.service = source.server.download.service,
                        .plan = &plan_,
                        .now_ns = options_.now_ns,
                        .archived = options_.archived,
                        .concurrency = options_.threads,
                        .bounds = options_.bounds};
  for (size_t i = 0; i < plan_.strata.size(); ++i) {
    if (plan_.strata[i].source != source.server.source) continue;
    progress_.Listing(plan_.strata[i].name);
    Outcome<Selected> selected = SelectStratum(context, i);
    if (options_.stop != nullptr && options_.stop->stop) {
      NoteInterruption(options_, report_);
      source.picks.clear();
      return {};
    }
    if (!selected) {
      // Others may be listed; what is wrong with the request stays wrong.
      if (selected.error().code != ExitCode::kPartial) {
        return tl::unexpected(selected.error());
      }
      Fail(selected.error());
      continue;
    }
    Take(*std::move(selected), i, source);
  }
  Want(source);
  return {};
}

void Sync::Take(Selected selected, size_t stratum, Source& source) {
  report_.strata[stratum].found = selected.found;
  report_.strata[stratum].notes = std::move(selected.notes);
  const auto first = static_cast<uint32_t>(source.queries.size());
  for (Pick& pick : selected.picks) {
    pick.query += first;
    source.picks.push_back(std::move(pick));
  }
  std::move(selected.queries.begin(), selected.queries.end(),
            std::back_inserter(source.queries));
}

void Sync::Want(Source& source) {
  std::vector<int64_t> left_out;
  source.picks = Join(plan_, std::move(source.picks), wanted_, left_out);
  wanted_ += std::ssize(source.picks);
  for (const Pick& pick : source.picks) ++report_.strata[pick.stratum].wanted;
  for (size_t i = 0; i < plan_.strata.size(); ++i) {
    if (plan_.strata[i].source != source.server.source) continue;
    StratumTally& tally = report_.strata[i];
    tally.left_out += left_out[i];
    progress_.Selected(tally.name, tally.found, tally.wanted);
  }
  if (corpus_ != nullptr) return;
  const auto first = static_cast<uint32_t>(report_.queries.size());
  for (Pick& pick : source.picks) {
    pick.query += first;
    report_.picks.push_back(std::move(pick));
  }
  std::move(source.queries.begin(), source.queries.end(),
            std::back_inserter(report_.queries));
}

// Of what was found on the way only as much as there is room for.
void Sync::Limit(std::vector<Pick>& picks) {
  if (plan_.max_histories > 0) {
    const int64_t room = std::max<int64_t>(plan_.max_histories - wanted_, 0);
    for (size_t i = static_cast<size_t>(room); i < picks.size(); ++i) {
      ++report_.strata[picks[i].stratum].left_out;
    }
    if (std::ssize(picks) > room) picks.resize(static_cast<size_t>(room));
  }
  wanted_ += std::ssize(picks);
  for (const Pick& pick : picks) {
    StratumTally& tally = report_.strata[pick.stratum];
    ++tally.wanted;
    progress_.AddWanted(tally.name, 1);
  }
}

FetchSetting Sync::SettingOf(Source& source) const {
  FetchSetting setting;
  setting.download = source.server.download;
  setting.download.corpus = corpus_;
  setting.download.max_events = plan_.max_events;
  setting.download.retention_s = source.retention_s;
  for (const Stratum& stratum : plan_.strata) {
    setting.origins.push_back({.stratum = stratum.name,
                               .source = stratum.source,
                               .chains = stratum.chains,
                               .children = stratum.children});
  }
  setting.queries = std::move(source.queries);
  setting.threads = options_.threads;
  setting.fetched_at = FormatNanos(options_.now_ns);
  setting.server_version = source.server.version;
  setting.max_bytes = plan_.max_bytes;
  setting.stop = options_.stop == nullptr ? nullptr : &options_.stop->stop;
  setting.observer = &progress_;
  return setting;
}

void Sync::Fetch(Source& source) {
  if (!begun_) {
    const Outcome<void> begun = corpus_->BeginChange(kUnfinished);
    if (!begun) return Fail(begun.error());
    begun_ = true;
  }
  const auto queries = static_cast<uint32_t>(source.queries.size());
  source.queries.insert(source.queries.end(),
                        {"continue-as-new chain", "child workflow"});
  Relatives relatives(
      {.plan = &plan_,
       .name_space = source.server.download.name_space,
       .oldest_ns = source.retention_s == 0
                        ? 0
                        : options_.now_ns - source.retention_s * kSecond,
       .chain_query = queries,
       .child_query = queries + 1});
  Fetcher fetcher(SettingOf(source));
  std::vector<Pick> picks = std::move(source.picks);
  relatives.Know(picks);
  while (!picks.empty()) {
    const std::vector<Done> done = fetcher.Run(picks);
    NoteDone(picks, done, report_);
    if (fetcher.fatal() || fetcher.interrupted()) break;
    picks = relatives.Next(picks, done);
    Limit(picks);
  }
  NoteStop(fetcher, options_, report_);
}

SyncReport Sync::Finish() {
  progress_.Finish();
  if (corpus_ == nullptr) return std::move(report_);
  report_.corpus = corpus_->folder();
  report_.histories = static_cast<int64_t>(corpus_->size());
  const Outcome<std::vector<Coverage>> coverage = CoverageOf(*corpus_, plan_);
  if (coverage) {
    for (size_t i = 0; i < coverage->size(); ++i) {
      report_.strata[i].coverage = (*coverage)[i];
    }
    // What was not even looked for is no gap.
    if (begun_ && report_.failures.empty()) {
      report_.gaps = Gaps(plan_, *coverage);
    }
  } else {
    Fail(coverage.error());
  }
  report_.state = corpus_->state();
  if (!begun_) return std::move(report_);
  if (report_.histories == 0 && report_.gaps.empty() &&
      report_.failures.empty()) {
    report_.gaps.push_back(
        "the corpus is empty, so nothing is tested: widen the plan, or run a "
        "workflow and sync again");
  }
  report_.state = {.complete = false,
                   .reason = ReasonOf(report_),
                   .plan = plan_.hash,
                   .synced_at = FormatNanos(options_.now_ns),
                   .server_version = server_version_};
  report_.state.complete = report_.state.reason.empty();
  const Outcome<void> finished = corpus_->Finish(report_.state);
  if (!finished) Fail(finished.error());
  return std::move(report_);
}

}  // namespace lockstep::fetch
