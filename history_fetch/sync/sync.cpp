#include "history_fetch/sync/sync.h"

#include <algorithm>
#include <utility>

#include "history_fetch/sync/stored_runs.h"
#include "history_fetch/timestamps.h"

namespace lockstep::fetch {
namespace {

constexpr int64_t kSecond = 1'000'000'000;

constexpr char kUnfinished[] =
    "a sync of it did not come to its end: run `lockstep-fetch sync` again, it "
    "goes on where that one stopped";

}  // namespace

struct Sync::Source {
  const SyncServer& server;
  Asked asked = {};
  RunSet wanted = {};               // with their relatives
  PickQueue waiting = {};           // until all are known
  std::vector<size_t> listed = {};  // the strata whose runs wait
  StoredRuns stored = {};
  std::optional<Fetcher> fetcher = std::nullopt;      // none in a dry run
  std::optional<Relatives> relatives = std::nullopt;  // likewise
  bool cut_short = false;  // the user stopped the listing
};

Sync::Sync(const Plan& plan, Corpus* corpus, SyncOptions options,
           Progress& progress)
    : plan_(plan),
      corpus_(corpus),
      options_(std::move(options)),
      progress_(progress) {
  report_.command = "sync";
  report_.dry_run = corpus == nullptr;
  if (stored() != nullptr) {
    before_ = stored()->state();
    histories_ = static_cast<int64_t>(stored()->size());
  }
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
  ran_.insert(server.source);
  namespaces_[server.source] = server.download.name_space;
  report_.servers.push_back(
      {server.source, server.download.name_space, server.address});
  const Met before = MetSoFar(report_, gone_.size());
  const size_t failures = report_.failures.size();
  const Outcome<void> begun = Begin(source);
  if (!begun) return Fail(begun.error());
  Select(source);
  if (source.fetcher) Fetch(source);
  const bool noted =
      source.fetcher && NoteStop(*source.fetcher, options_, report_);
  if (source.cut_short && !noted) NoteInterruption(options_, report_);
  const Met met = MetSoFar(report_, gone_.size()) - before;
  const Outcome<void> checked = CheckMet(source.asked, met);
  if (!checked) return Fail(checked.error());
  const bool all_failed = met.failed > 0 && met.known + met.fetched == 0;
  source.asked.done = report_.failures.size() == failures && !all_failed;
  asked_.push_back(std::move(source.asked));
}

Outcome<int64_t> Sync::AskServer(Source& source) {
  const Outcome<rpc::NamespaceInfo> info = AskNamespace(source.server);
  if (!info) return tl::unexpected(info.error());
  source.asked.server = source.server;
  source.asked.namespace_id = info->id;
  source.asked.proven = options_.accept_other_server;
  if (source.asked.proven) return info->retention_s;
  const Outcome<bool> same =
      IsSameServer(before_, source.server, &plan_, info->id);
  if (!same) return tl::unexpected(same.error());
  source.asked.proven = *same;
  return info->retention_s;
}

Outcome<void> Sync::Begin(Source& source) {
  const Outcome<int64_t> retention = AskServer(source);
  if (!retention) return tl::unexpected(retention.error());
  if (corpus_ == nullptr) return {};
  if (!begun_) {
    Outcome<void> begun = corpus_->BeginChange(kUnfinished);
    if (!begun) return begun;
    begun_ = true;
    Outcome<void> filled = FillSources(*corpus_, before_);
    if (!filled) return filled;
  }
  Outcome<StoredRuns> stored =
      ReadStored(*corpus_, source.server, plan_, options_.repair,
                 [this](const Entry& entry) { return RowOf(entry); });
  if (!stored) return tl::unexpected(stored.error());
  source.stored = *std::move(stored);
  damaged_.Merge(source.stored.damaged);
  report_.notes.insert(report_.notes.end(), source.stored.notes.begin(),
                       source.stored.notes.end());
  // An archive keeps what the server has deleted.
  const bool knows_age = *retention != 0 && !options_.archived;
  Fetcher& fetcher = source.fetcher.emplace(SettingOf(source, *retention));
  const uint32_t query =
      fetcher.AddQueries({"continue-as-new chain", "child workflow"});
  source.relatives.emplace(
      Relatives::Setting{
          .plan = &plan_,
          .name_space = source.server.download.name_space,
          .oldest_ns = knows_age ? options_.now_ns - *retention * kSecond : 0,
          .chain_query = query,
          .child_query = query + 1},
      source.wanted);
  if (!capped()) fetcher.Start();
  return {};
}

// With a cap on all runs, none is fetched before all are known; else each
// stratum's are as soon as they are, and those of a long list earlier.
SelectContext Sync::ContextOf(Source& source) {
  SelectContext context{.service = source.server.download.service,
                        .plan = &plan_,
                        .now_ns = options_.now_ns,
                        .archived = options_.archived,
                        .concurrency = options_.threads,
                        .bounds = options_.bounds,
                        .take_early = {}};
  if (!source.fetcher || capped() || plan_.max_events > 0) return context;
  context.take_early = [this, &source](std::vector<Pick> picks,
                                       const std::string& query) {
    const uint32_t number = source.fetcher->AddQueries({query});
    for (Pick& pick : picks) pick.query = number;
    std::sort(picks.begin(), picks.end());
    auto next = picks.begin();
    Want(
        [&] {
          return next == picks.end() ? std::nullopt : std::optional(*next++);
        },
        source);
  };
  return context;
}

void Sync::Select(Source& source) {
  SelectContext context = ContextOf(source);
  for (size_t i = 0; i < plan_.strata.size(); ++i) {
    if (plan_.strata[i].source != source.server.source) continue;
    if (source.fetcher && source.fetcher->stopped()) return;
    progress_.Listing(plan_.strata[i].name);
    Outcome<Selected> selected = SelectStratum(context, i);
    source.cut_short = options_.stop != nullptr && options_.stop->stop;
    if (source.cut_short) break;
    if (selected) {
      // The others would be told the same.
      if (selected->archive) context.archived = false;
      Take(*std::move(selected), i, source);
      continue;
    }
    Fail(selected.error());
    // Others may be listed; what is wrong with a request stays wrong.
    if (selected.error().code == ExitCode::kPartial) continue;
    if (source.fetcher) source.fetcher->GiveUp();
    return;
  }
  Want([&] { return source.waiting.TakeFirst(); }, source);
  if (source.waiting.broken()) Fail(*source.waiting.broken());
  for (const size_t stratum : source.listed) {
    const StratumTally& tally = report_.strata[stratum];
    progress_.Selected(tally.name, tally.found);
  }
}

void Sync::Take(Selected selected, size_t stratum, Source& source) {
  StratumTally& tally = report_.strata[stratum];
  tally.found = selected.found;
  tally.notes = std::move(selected.notes);
  if (selected.archive) Fail(*selected.archive);
  const auto first = source.fetcher
                         ? source.fetcher->AddQueries(selected.queries)
                         : static_cast<uint32_t>(report_.queries.size());
  if (!source.fetcher) {
    std::move(selected.queries.begin(), selected.queries.end(),
              std::back_inserter(report_.queries));
  }
  const auto next = [&] {
    std::optional<Pick> pick = selected.picks.Next();
    if (pick) pick->query += first;
    return pick;
  };
  if (source.fetcher && !capped()) {
    Want(next, source);
  } else {
    while (const std::optional<Pick> pick = next()) source.waiting.Add(*pick);
  }
  if (selected.picks.broken()) Fail(*selected.picks.broken());
  if (source.fetcher && !capped()) {
    progress_.Selected(tally.name, tally.found);
  } else {
    source.listed.push_back(stratum);
  }
}

void Sync::Want(const NextPick& next, Source& source) {
  Join join(plan_, source.wanted, histories_,
            [&](const Pick& pick) { return IsStored(pick, source); });
  Give(
      [&] {
        std::optional<Pick> pick = next();
        while (pick && !join.Takes(*pick)) pick = next();
        return pick;
      },
      source);
  for (size_t i = 0; i < join.left_out().size(); ++i) {
    report_.strata[i].left_out += join.left_out()[i];
    report_.strata[i].running_left_out += join.running_left_out()[i];
  }
  histories_ += join.fresh();
}

bool Sync::IsStored(const Pick& pick, const Source& source) const {
  return stored() != nullptr &&
         stored()->Find(source.server.download.name_space,
                        pick.execution.run_id);
}

// Some at a time: there may be a million, and nobody has to wait for all.
int64_t Sync::Give(const NextPick& next, Source& source) {
  constexpr size_t kAtOnce = 256;
  int64_t given = 0;
  std::vector<Pick> picks;
  const auto give = [&] {
    if (source.fetcher) {
      source.fetcher->Add(picks);
    } else {
      std::move(picks.begin(), picks.end(), std::back_inserter(report_.picks));
    }
    given += std::ssize(picks);
    picks.clear();
  };
  while (std::optional<Pick> pick = next()) {
    StratumTally& tally = report_.strata[pick->stratum];
    ++tally.wanted;
    progress_.AddWanted(tally.name, 1);
    picks.push_back(*std::move(pick));
    if (picks.size() == kAtOnce) give();
  }
  give();
  return given;
}

// Of what was found on the way only as much as there is room for. False: there
// is nothing.
bool Sync::GiveRelatives(PickQueue found, Source& source) {
  const int64_t given = Give(
      [&]() -> std::optional<Pick> {
        while (std::optional<Pick> pick = found.TakeFirst()) {
          StratumTally& tally = report_.strata[pick->stratum];
          const bool is_new = !IsStored(*pick, source);
          const bool full =
              plan_.max_histories > 0 && histories_ >= plan_.max_histories;
          if (is_new && full) {
            ++tally.left_out;
            continue;
          }
          ++tally.related;
          histories_ += is_new ? 1 : 0;
          return pick;
        }
        return std::nullopt;
      },
      source);
  if (found.broken()) Fail(*found.broken());
  return given > 0;
}

FetchSetting Sync::SettingOf(const Source& source, int64_t retention_s) const {
  const SyncServer& server = source.server;
  FetchSetting setting;
  setting.download = server.download;
  setting.download.corpus = corpus_;
  setting.download.max_events = plan_.max_events;
  setting.download.retention_s = retention_s;
  for (const Stratum& stratum : plan_.strata) {
    setting.origins.push_back({.stratum = stratum.name,
                               .source = stratum.source,
                               .chains = stratum.chains,
                               .children = stratum.children,
                               .want = stratum.want});
  }
  for (const Stratum& other : others_) {
    setting.origins.push_back({.stratum = other.name, .source = other.source});
  }
  setting.threads = options_.threads;
  setting.fetched_at = FormatNanos(options_.now_ns);
  setting.server_version = server.version;
  setting.max_bytes = plan_.max_bytes;
  setting.stored_bytes = source.stored.bytes;
  setting.damaged = &source.stored.damaged;
  setting.seed = plan_.seed;
  setting.stop = options_.stop == nullptr ? nullptr : &options_.stop->stop;
  setting.observer = &progress_;
  return setting;
}

uint32_t Sync::RowOf(const Entry& entry) {
  for (size_t i = 0; i < plan_.strata.size(); ++i) {
    const Stratum& stratum = plan_.strata[i];
    if (Covers(stratum, entry.workflow_type, entry.source)) {
      return static_cast<uint32_t>(i);
    }
  }
  const auto same = [&](const Stratum& other) {
    return other.name == entry.stratum && other.source == entry.source &&
           other.workflow_type == entry.workflow_type;
  };
  const auto known = std::find_if(others_.begin(), others_.end(), same);
  const auto index = plan_.strata.size() + (known - others_.begin());
  if (known != others_.end()) return static_cast<uint32_t>(index);
  Stratum& other = others_.emplace_back();
  other.name = entry.stratum;
  other.source = entry.source;
  other.workflow_type = entry.workflow_type;
  StratumTally& row = report_.strata.emplace_back();
  row.name = entry.stratum.empty() ? entry.workflow_type : entry.stratum;
  row.source = entry.source;
  row.workflow_type = entry.workflow_type;
  return static_cast<uint32_t>(index);
}

void Sync::FetchOpen(Source& source) {
  StoredRuns& stored = source.stored;
  const uint32_t first = source.fetcher->AddQueries(stored.queries);
  Give(
      [&] {
        std::optional<Pick> pick = stored.again.TakeFirst();
        while (pick && source.wanted.Contains(pick->execution.run_id)) {
          pick = stored.again.TakeFirst();
        }
        if (pick) pick->query += first;
        return pick;
      },
      source);
  if (stored.again.broken()) Fail(*stored.again.broken());
  source.fetcher->Start();
  NoteResults(source.fetcher->Finish(), report_, gone_);
}

void Sync::Fetch(Source& source) {
  FetchWanted(source);
  if (!source.fetcher->stopped()) FetchOpen(source);
}

void Sync::FetchWanted(Source& source) {
  Fetcher& fetcher = *source.fetcher;
  if (capped()) fetcher.Start();
  while (true) {
    FetchResults results = fetcher.Finish();
    NoteResults(results, report_, gone_);
    if (fetcher.stopped()) return;
    PickQueue found = source.relatives->Next(results.leads);
    if (results.leads.broken()) return Fail(*results.leads.broken());
    if (!GiveRelatives(std::move(found), source)) return;
    fetcher.Start();
  }
}

}  // namespace lockstep::fetch
