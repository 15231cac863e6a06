// How a sync ends: what the corpus has now, and what its header says of it.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <limits>
#include <utility>

#include "history_fetch/corpus/left_out.h"
#include "history_fetch/download/partial_file.h"
#include "history_fetch/select/query.h"
#include "history_fetch/sync/sync.h"
#include "history_fetch/timestamps.h"

namespace lockstep::fetch {
namespace {

// Nobody goes on with a download that is as old.
constexpr std::chrono::hours kUselessPartial(7 * 24);

void NoteGapsOfNoStratum(const CorpusState& before, SyncReport& report) {
  if (!report.failures.empty()) return;
  if (report.histories == 0 && report.gaps.empty()) {
    report.gaps.push_back(
        "the corpus is empty, so nothing is tested: widen the plan, or run a "
        "workflow and sync again");
  }
  // No plan names what somebody wanted to import.
  if (!before.left_out.empty()) {
    report.gaps.push_back(AboutLeftOut(before.left_out));
  }
}

}  // namespace

bool Sync::RanAll() const {
  return std::all_of(
      plan_.strata.begin(), plan_.strata.end(),
      [&](const Stratum& stratum) { return ran_.contains(stratum.source); });
}

Plan Sync::Known() const {
  Plan plan = plan_;
  for (fetch::Source& source : plan.sources) {
    const auto known = namespaces_.find(source.name);
    if (known != namespaces_.end()) source.name_space = known->second;
  }
  return plan;
}

SyncReport Sync::Finish() {
  progress_.Finish();
  NoteRunningLeftOut(report_);
  if (corpus_ == nullptr) {
    NoteUncounted(plan_, ran_, report_);
    const Outcome<void> foreseen = ForeseeGaps();
    if (!foreseen) Fail(foreseen.error());
    return std::move(report_);
  }
  report_.corpus = corpus_->folder();
  report_.histories = static_cast<int64_t>(corpus_->size());
  const size_t failures = report_.failures.size();
  if (begun_) NoteMissingFiles(*corpus_, damaged_, report_);
  // A corpus without its files is as old as it was.
  for (Asked& asked : asked_) {
    asked.done = asked.done && report_.failures.size() == failures;
  }
  Plan rows = Known();
  rows.strata.insert(rows.strata.end(), others_.begin(), others_.end());
  const auto coverage = CoverageOf(*corpus_, rows, gone_);
  if (coverage) {
    for (size_t i = 0; i < coverage->size(); ++i) {
      report_.strata[i].coverage = (*coverage)[i];
      const std::string untested = NothingTested((*coverage)[i]);
      if (!untested.empty()) report_.strata[i].notes.push_back(untested);
    }
    // What was not even looked for is no gap.
    if (begun_ && report_.failures.empty()) {
      std::vector<Looked> looked;
      for (const StratumTally& tally : report_.strata) {
        looked.push_back({.found = tally.found,
                          .left_out = tally.left_out,
                          .failed = tally.failed + tally.not_tried});
      }
      report_.gaps = Gaps(plan_, *coverage, looked);
    }
  } else {
    Fail(coverage.error());
  }
  report_.state = corpus_->state();
  report_.begun = begun_;
  if (!begun_) return std::move(report_);
  NoteGapsOfNoStratum(before_, report_);
  const Outcome<void> noted = NoteState();
  if (!noted) Fail(noted.error());
  if (report_.failures.empty()) {
    const std::filesystem::path partial = corpus_->PartialPath("", "");
    SweepPartials(partial.parent_path(), kUselessPartial);
  }
  const Outcome<void> finished = corpus_->Finish(report_.state);
  if (!finished) Fail(finished.error());
  return std::move(report_);
}

Outcome<void> Sync::ForeseeGaps() {
  std::vector<Coverage> coverage(plan_.strata.size());
  if (stored() != nullptr) {
    Outcome<std::vector<Coverage>> has = CoverageOf(*stored(), Known());
    if (!has) return tl::unexpected(has.error());
    coverage = *std::move(has);
    report_.histories = static_cast<int64_t>(stored()->size());
  }
  for (const Pick& pick : report_.picks) {
    const std::string& source = plan_.strata[pick.stratum].source;
    const auto name_space = namespaces_.find(source);
    const bool there =
        stored() != nullptr &&
        stored()->Find(name_space->second, pick.execution.run_id);
    if (there) continue;
    ++coverage[pick.stratum].histories;
    if (IsOpen(pick.status)) ++coverage[pick.stratum].running;
  }
  std::vector<Looked> looked;
  for (size_t i = 0; i < coverage.size(); ++i) {
    // Only histories say how they look.
    coverage[i].distinct_shapes = std::numeric_limits<int64_t>::max();
    looked.push_back({report_.strata[i].found, report_.strata[i].left_out});
  }
  if (report_.failures.empty()) {
    report_.gaps = Gaps(plan_, coverage, looked);
  }
  report_.state.reason = ReasonOf(report_);
  report_.state.complete = report_.state.reason.empty();
  return {};
}

Outcome<void> Sync::NoteState() {
  CorpusState& state = report_.state;
  state = {.complete = false,
           .reason = ReasonOf(report_),
           .plan = plan_.hash,
           .synced_at = before_.synced_at,
           .server_version = server_version_,
           .sources = before_.sources,
           .left_out = before_.left_out};
  for (const Asked& asked : asked_) {
    NoteAsked(asked, &plan_, FormatNanos(options_.now_ns), state);
  }
  const Outcome<void> forgotten =
      RanAll() ? ForgetSources(*corpus_, asked_, state) : Outcome<void>();
  SetAge(state);
  // What is missing may be of a source that was left out; its gaps were
  // counted.
  if (state.reason.empty() && !RanAll() && !before_.complete &&
      !SpeaksOfGaps(before_.reason)) {
    state.reason = before_.reason;
  }
  state.complete = state.reason.empty();
  return forgotten;
}

}  // namespace lockstep::fetch
