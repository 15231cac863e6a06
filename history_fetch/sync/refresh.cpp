#include "history_fetch/sync/refresh.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "history_fetch/corpus/left_out.h"
#include "history_fetch/sync/asked_sources.h"
#include "history_fetch/sync/closed_runs.h"
#include "history_fetch/sync/stored_runs.h"
#include "history_fetch/terminal.h"
#include "history_fetch/timestamps.h"

namespace lockstep::fetch {
namespace {

// All reasons that a refresh leaves begin so: one that succeeds takes them
// back.
constexpr char kOurs[] = "a refresh of it ";
constexpr char kUnfinished[] =
    "a refresh of it did not come to its end: run `lockstep-fetch refresh` "
    "again";
constexpr char kFailed[] = "a refresh of it left it incomplete: ";

class RefreshRun {
 public:
  RefreshRun(const SyncServer& server, Corpus& corpus, const Plan* plan,
             const SyncOptions& options, Progress& progress)
      : server_(server),
        corpus_(corpus),
        plan_(plan),
        options_(options),
        progress_(progress),
        before_(corpus.state()) {
    report_.command = "refresh";
    report_.corpus = corpus.folder();
    report_.state = before_;
  }

  SyncReport Run() {
    const Outcome<void> done = Fetch();
    if (!done) report_.failures.push_back(done.error());
    progress_.Finish();
    const Outcome<void> finished = Finish();
    if (!finished) report_.failures.push_back(finished.error());
    report_.histories = static_cast<int64_t>(corpus_.size());
    report_.begun = begun_;
    return std::move(report_);
  }

 private:
  using Name = std::pair<std::string, std::string>;  // source and stratum

  Outcome<void> Fetch() {
    const Outcome<int64_t> retention = AskServer();
    if (!retention) return tl::unexpected(retention.error());
    const Outcome<void> named = CheckNamespace();
    if (!named) return named;
    const Outcome<void> begun =
        corpus_.BeginChange(KeepsItsReason() ? before_.reason : kUnfinished);
    if (!begun) return begun;
    begun_ = true;
    PickQueue picks;
    std::vector<Pick> batch;
    const auto flush = [&] {
      NoteClosed(*server_.download.service, batch);
      for (const Pick& pick : batch) picks.Add(pick);
      batch.clear();
    };
    OtherForms forms(server_);
    const Outcome<void> read = corpus_.ForEach([&](const Entry& entry) {
      if (!IsOurs(entry)) return Outcome<void>();
      const size_t row = RowOf(entry);
      ++report_.strata[row].found;
      const bool good = IsGood(corpus_, entry, options_.repair);
      if (!good) damaged_.Insert(entry.run_id);
      if (good) forms.Add(entry);
      if (entry.closed && good) return Mark(entry, *retention);
      batch.push_back(PickOf(entry, row));
      if (batch.size() == kMostListed) flush();
      ++report_.strata[row].wanted;
      return Outcome<void>();
    });
    if (!read) return read;
    flush();
    if (picks.broken()) return tl::unexpected(*picks.broken());
    report_.notes = forms.Notes();
    if (!skipped_.empty()) report_.strata.front().notes.push_back(skipped_);
    for (const StratumTally& row : report_.strata) {
      progress_.AddWanted(row.name, row.wanted);
      progress_.Selected(row.name, row.found);
    }
    Fetcher fetcher(Setting(*retention), std::move(picks));
    std::vector<std::string> queries(queries_.size());
    for (const auto& [query, number] : queries_) queries[number] = query;
    fetcher.AddQueries(queries);
    fetcher.Start();
    NoteResults(fetcher.Finish(), report_, gone_);
    NoteStop(fetcher, options_, report_);
    const Met met = MetSoFar(report_, gone_.size());
    const Outcome<void> checked = CheckMet(asked_, met);
    is_other_ = !checked;
    const bool all_failed = met.failed > 0 && met.known + met.fetched == 0;
    asked_.done = report_.failures.empty() && !all_failed && !rows_.empty();
    return checked;
  }

  Outcome<int64_t> AskServer() {
    report_.servers.push_back(
        {server_.source, server_.download.name_space, server_.address});
    const Outcome<rpc::NamespaceInfo> info = AskNamespace(server_);
    if (!info) return tl::unexpected(info.error());
    asked_ = {.server = server_,
              .namespace_id = info->id,
              .proven = options_.accept_other_server};
    if (asked_.proven) return info->retention_s;
    const Outcome<bool> same = IsSameServer(before_, server_, plan_, info->id);
    if (!same) return tl::unexpected(same.error());
    asked_.proven = *same;
    return info->retention_s;
  }

  // A corpus that was incomplete before any refresh does not become complete
  // by one: why it was must not be forgotten.
  bool KeepsItsReason() const {
    if (before_.complete) return false;
    if (!before_.reason.starts_with(kOurs)) return !before_.reason.empty();
    return plan_ == nullptr && SpeaksOfGaps(before_.reason);
  }

  // Where the corpus has nothing of this namespace, but runs of others are
  // open, somebody has named the wrong one.
  Outcome<void> CheckNamespace() {
    bool some = false;
    std::map<std::string, int64_t> open;  // of others
    const Outcome<void> read = corpus_.ForEach([&](const Entry& entry) {
      const bool ours = IsOurs(entry);
      some = some || ours;
      const bool other_namespace =
          entry.name_space != server_.download.name_space;
      if (!ours && other_namespace && !entry.closed && !IsOfOther(entry)) {
        ++open[entry.name_space];
      }
      return Outcome<void>();
    });
    if (!read || open.empty()) return read;
    std::string runs;
    for (const auto& [name, count] : open) {
      runs += fmt::format("{}{} of namespace '{}'", runs.empty() ? "" : ", ",
                          count, Printable(name));
    }
    skipped_ = fmt::format(
        "open runs were not looked at: {} (this is namespace '{}'): refresh "
        "with --namespace, or with a plan and --source",
        runs, Printable(server_.download.name_space));
    if (some) return {};
    return Fail(ExitCode::kPartial, skipped_);
  }

  bool IsOfOther(const Entry& entry) const {
    if (plan_ == nullptr || entry.source == server_.source) return false;
    return std::any_of(
        plan_->sources.begin(), plan_->sources.end(),
        [&](const Source& source) { return source.name == entry.source; });
  }

  bool IsOurs(const Entry& entry) const {
    return IsOfServer(entry.name_space, entry.source, server_, plan_);
  }

  size_t RowOf(const Entry& entry) {
    const auto [row, is_new] =
        rows_.try_emplace({entry.source, entry.stratum}, report_.strata.size());
    if (!is_new) return row->second;
    StratumTally tally;
    tally.name = entry.stratum.empty() ? entry.source : entry.stratum;
    tally.workflow_type = entry.workflow_type;
    tally.source = entry.source;
    report_.strata.push_back(std::move(tally));
    return row->second;
  }

  // The retention of a namespace may change.
  Outcome<void> Mark(const Entry& entry, int64_t retention_s) {
    const std::string end = RetentionEnd(entry.close_time, retention_s);
    if (end.empty() || entry.archived || end == entry.retention_expires_at) {
      return {};
    }
    Entry marked = entry;
    marked.retention_expires_at = end;
    return corpus_.Update(marked);
  }

  Pick PickOf(const Entry& entry, size_t row) {
    Pick pick = PickOfStored(entry);
    pick.stratum = static_cast<uint32_t>(row);
    pick.query = static_cast<uint32_t>(
        queries_.try_emplace(entry.query, queries_.size()).first->second);
    return pick;
  }

  FetchSetting Setting(int64_t retention_s) const {
    FetchSetting setting;
    setting.download = server_.download;
    setting.download.corpus = &corpus_;
    setting.download.retention_s = retention_s;
    setting.origins.resize(rows_.size());
    for (const auto& [name, row] : rows_) {
      setting.origins[row].source = name.first;
      setting.origins[row].stratum = name.second;
    }
    setting.threads = options_.threads;
    setting.fetched_at = FormatNanos(options_.now_ns);
    setting.server_version = server_.version;
    setting.stop = options_.stop == nullptr ? nullptr : &options_.stop->stop;
    setting.damaged = &damaged_;
    setting.observer = &progress_;
    return setting;
  }

  Outcome<void> Cover() {
    std::vector<TextSet> shapes(report_.strata.size());
    return corpus_.ForEach([&](const Entry& entry) {
      const auto row = rows_.find({entry.source, entry.stratum});
      if (row == rows_.end()) return Outcome<void>();
      Coverage& coverage = report_.strata[row->second].coverage;
      ++coverage.histories;
      if (!entry.closed && !gone_.Contains(entry.run_id)) ++coverage.running;
      if (shapes[row->second].Insert(entry.shape)) {
        ++coverage.distinct_shapes;
      }
      return Outcome<void>();
    });
  }

  Outcome<void> Finish() {
    Outcome<void> covered = Cover();
    if (!covered) return covered;
    if (!begun_) return {};
    // Nothing that another server says is true of this corpus.
    if (is_other_) return corpus_.Finish(before_);
    NoteMissingFiles(corpus_, damaged_, report_);
    CorpusState state = before_;
    const Outcome<void> filled = FillSources(corpus_, state);
    if (!filled) return filled;
    if (plan_ != nullptr && report_.failures.empty()) {
      Plan known = *plan_;
      for (Source& source : known.sources) {
        if (source.name != server_.source) continue;
        source.name_space = server_.download.name_space;
      }
      const auto coverage = CoverageOf(corpus_, known, gone_);
      if (!coverage) return tl::unexpected(coverage.error());
      report_.gaps = Gaps(*plan_, *coverage);
      state.plan = plan_->hash;
    }
    const std::string reason = ReasonOf(report_);
    if (!KeepsItsReason() && before_.reason.starts_with(kOurs)) {
      state.complete = true;
      state.reason.clear();
    }
    if (!reason.empty() && !KeepsItsReason()) {
      state.complete = false;
      state.reason = kFailed + reason;
    }
    // What was cut short, or had nothing to ask, makes nothing younger.
    asked_.done = asked_.done && report_.failures.empty();
    if (!rows_.empty()) {
      NoteAsked(asked_, plan_, FormatNanos(options_.now_ns), state);
    }
    SetAge(state);
    state.server_version = server_.version;
    report_.state = WithLeftOut(std::move(state));
    return corpus_.Finish(report_.state);
  }

  const SyncServer& server_;
  Corpus& corpus_;
  const Plan* const plan_;  // may be null
  const SyncOptions& options_;
  Progress& progress_;
  const CorpusState before_;
  SyncReport report_;
  std::map<Name, size_t> rows_;
  std::map<std::string, size_t> queries_;
  std::string skipped_;  // runs that are of other namespaces
  RunSet gone_;
  RunSet damaged_;  // before it began
  Asked asked_;
  bool is_other_ = false;  // as far as anybody can tell
  bool begun_ = false;
};

}  // namespace

SyncReport Refresh(const SyncServer& server, Corpus& corpus, const Plan* plan,
                   const SyncOptions& options, Progress& progress) {
  return RefreshRun(server, corpus, plan, options, progress).Run();
}

}  // namespace lockstep::fetch
