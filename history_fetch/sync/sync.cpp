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
  if (info.error().kind == rpc::CallError::Kind::kAccess) {
    return Fail(ExitCode::kConnect, message);
  }
  if (info.error().kind == rpc::CallError::Kind::kNotFound) {
    return Fail(ExitCode::kUsage, message);
  }
  return 0;  // it is good to know, not more
}

void NoteDone(const std::vector<Job>& jobs, const std::vector<Done>& done,
              SyncReport& report) {
  for (size_t i = 0; i < jobs.size(); ++i) {
    const Pick& pick = jobs[i].pick;
    AddTo(report.strata[pick.stratum], done[i]);
    const bool integrity = done[i].ending == Ending::kBroken;
    if (!integrity && done[i].ending != Ending::kFailed) continue;
    if (report.troubles.size() >= kMostTroubles) continue;
    report.troubles.push_back({.workflow_id = pick.execution.workflow_id,
                               .run_id = pick.execution.run_id,
                               .stratum = jobs[i].stratum,
                               .integrity = integrity,
                               .message = done[i].message});
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
  std::vector<Job> jobs;
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
  Source source{.server = server, .retention_s = 0, .jobs = {}};
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
  std::vector<Pick> picks;
  for (size_t i = 0; i < plan_.strata.size(); ++i) {
    if (plan_.strata[i].source != source.server.source) continue;
    progress_.Listing(plan_.strata[i].name);
    Outcome<Selected> selected = SelectStratum(context, i);
    if (options_.stop != nullptr && options_.stop->stop) {
      NoteInterruption(options_, report_);
      return {};  // with nothing to fetch
    }
    if (!selected) {
      // Others may be listed; what is wrong with the request stays wrong.
      if (selected.error().code != ExitCode::kPartial) {
        return tl::unexpected(selected.error());
      }
      Fail(selected.error());
      continue;
    }
    report_.strata[i].found = selected->found;
    report_.strata[i].notes = std::move(selected->notes);
    std::move(selected->picks.begin(), selected->picks.end(),
              std::back_inserter(picks));
  }
  Want(source, std::move(picks));
  return {};
}

void Sync::Want(Source& source, std::vector<Pick> picks) {
  std::vector<int64_t> left_out;
  picks = Join(plan_, std::move(picks), wanted_, left_out);
  wanted_ += std::ssize(picks);
  for (const Pick& pick : picks) ++report_.strata[pick.stratum].wanted;
  for (size_t i = 0; i < plan_.strata.size(); ++i) {
    if (plan_.strata[i].source != source.server.source) continue;
    StratumTally& tally = report_.strata[i];
    tally.left_out += left_out[i];
    progress_.Selected(tally.name, tally.found, tally.wanted);
  }
  if (corpus_ == nullptr) {
    std::move(picks.begin(), picks.end(), std::back_inserter(report_.picks));
    return;
  }
  for (Pick& pick : picks) {
    source.jobs.push_back(JobOf(source, std::move(pick)));
  }
}

Job Sync::JobOf(const Source& source, Pick pick) const {
  const Stratum& stratum = plan_.strata[pick.stratum];
  Job job;
  job.stratum = stratum.name;
  job.source = source.server.source;
  job.chains = stratum.chains;
  job.children = stratum.children;
  job.pick = std::move(pick);
  return job;
}

// Of what was found on the way only as much as there is room for.
void Sync::Limit(std::vector<Job>& jobs) {
  if (plan_.max_histories > 0) {
    const int64_t room = std::max<int64_t>(plan_.max_histories - wanted_, 0);
    for (size_t i = static_cast<size_t>(room); i < jobs.size(); ++i) {
      ++report_.strata[jobs[i].pick.stratum].left_out;
    }
    if (std::ssize(jobs) > room) jobs.resize(static_cast<size_t>(room));
  }
  wanted_ += std::ssize(jobs);
  for (const Job& job : jobs) {
    ++report_.strata[job.pick.stratum].wanted;
    progress_.AddWanted(job.stratum, 1);
  }
}

void Sync::Fetch(Source& source) {
  if (!begun_) {
    const Outcome<void> begun = corpus_->BeginChange(kUnfinished);
    if (!begun) return Fail(begun.error());
    begun_ = true;
  }
  FetchSetting setting;
  setting.download = source.server.download;
  setting.download.corpus = corpus_;
  setting.download.max_events = plan_.max_events;
  setting.download.retention_s = source.retention_s;
  setting.threads = options_.threads;
  setting.fetched_at = FormatNanos(options_.now_ns);
  setting.server_version = source.server.version;
  setting.max_bytes = plan_.max_bytes;
  setting.stop = options_.stop == nullptr ? nullptr : &options_.stop->stop;
  setting.observer = &progress_;
  const int64_t oldest_ns =
      source.retention_s == 0 ? 0
                              : options_.now_ns - source.retention_s * kSecond;
  Relatives relatives({.plan = &plan_,
                       .name_space = setting.download.name_space,
                       .oldest_ns = oldest_ns});
  Fetcher fetcher(std::move(setting));
  std::vector<Job> jobs = std::move(source.jobs);
  relatives.Know(jobs);
  while (!jobs.empty()) {
    const std::vector<Done> done = fetcher.Run(jobs);
    NoteDone(jobs, done, report_);
    if (fetcher.fatal() || fetcher.interrupted()) break;
    jobs = relatives.Next(jobs, done);
    Limit(jobs);
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
    if (begun_) report_.gaps = Gaps(plan_, *coverage);
  } else {
    Fail(coverage.error());
  }
  report_.state = corpus_->state();
  if (!begun_) return std::move(report_);
  if (report_.histories == 0 && report_.gaps.empty()) {
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
