#include "history_fetch/sync/fetcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "history_fetch/select/query.h"
#include "history_fetch/sync/stored_links.h"
#include "history_fetch/timestamps.h"

namespace lockstep::fetch {
namespace {

// Each of them was tried several times already.
constexpr int kFailuresInARow = 16;
// How far downloads may be ahead of the first that is not finished, while they
// are put in in order.
constexpr size_t kAhead = 256;
// Where the corpus is as good as full, nothing more is fetched to find what
// still fits.
constexpr int kMostThatDoNotFit = 16;

void NoteMessage(std::string message, Done& done) {
  done.details = std::make_unique<Details>();
  done.details->message = std::move(message);
}

void NoteEntry(const Entry& entry, RunLinks links, Done& done) {
  done.bytes = entry.bytes;
  if (links == RunLinks()) return;
  done.details = std::make_unique<Details>();
  done.details->first_run_id = entry.first_run_id;
  done.details->start_time_ns = ParseTime(entry.start_time).value_or(0);
  done.details->links = std::move(links);
}

// `done` says how it ends if the download was a success.
void NoteFetched(const Downloaded& fetched, Done& done) {
  using Kind = Downloaded::Kind;
  switch (fetched.kind) {
    case Kind::kDone:
      NoteEntry(fetched.entry, fetched.links, done);
      return;
    case Kind::kExpired:
      done.ending =
          done.ending == Ending::kUpdated ? Ending::kGone : Ending::kExpired;
      return;
    case Kind::kTooLong:
      done.ending = Ending::kTooLong;
      return;
    case Kind::kFailed:
      done.ending = Ending::kFailed;
      break;
    case Kind::kBroken:
      done.ending = Ending::kBroken;
      break;
    case Kind::kCancelled:
    case Kind::kFatal:
      done.ending = Ending::kNotTried;
      return;
  }
  NoteMessage(fetched.message, done);
}

}  // namespace

struct Fetcher::Batch {
  const std::vector<Pick>& picks;
  std::vector<Done> done;
  size_t next = 0;       // to begin
  size_t committed = 0;  // of the first ones
  std::map<size_t, Waiting> waiting;
};

std::vector<Done> Fetcher::Run(const std::vector<Pick>& picks) {
  Batch batch{.picks = picks,
              .done = std::vector<Done>(picks.size()),
              .next = 0,
              .committed = 0,
              .waiting = {}};
  const size_t threads = std::min(
      picks.size(), static_cast<size_t>(std::max(setting_.threads, 1)));
  {
    std::vector<std::jthread> pool;
    for (size_t i = 1; i < threads; ++i) {
      pool.emplace_back([&] { Work(batch); });
    }
    Work(batch);
  }
  const std::scoped_lock lock(mutex_);
  for (Done& done : batch.done) {
    const bool full = Full() && !fatal_ && !interrupted_;
    if (full && done.ending == Ending::kNotTried) {
      done.ending = Ending::kOverBytes;
    }
  }
  return std::move(batch.done);
}

std::optional<Failure> Fetcher::fatal() const {
  const std::scoped_lock lock(mutex_);
  return fatal_;
}

bool Fetcher::interrupted() const {
  const std::scoped_lock lock(mutex_);
  return interrupted_;
}

// The mutex is held in these.
bool Fetcher::Full() const { return did_not_fit_ >= kMostThatDoNotFit; }

bool Fetcher::Stopped() const {
  return fatal_.has_value() || interrupted_ || Full();
}

std::optional<size_t> Fetcher::NextPick(Batch& batch) {
  std::unique_lock lock(mutex_);
  if (setting_.max_bytes > 0) {
    committed_.wait(lock, [&] {
      return Stopped() || batch.next < batch.committed + kAhead;
    });
  }
  if (batch.next == batch.picks.size()) return std::nullopt;
  if (setting_.stop != nullptr && *setting_.stop) interrupted_ = true;
  if (Stopped()) return std::nullopt;
  return batch.next++;
}

void Fetcher::Work(Batch& batch) {
  while (const std::optional<size_t> index = NextPick(batch)) {
    Settle(batch, *index, Try(batch.picks[*index]));
  }
}

Fetcher::Waiting Fetcher::Try(const Pick& pick) const {
  const Corpus& corpus = *setting_.download.corpus;
  const std::optional<Known> known =
      corpus.Find(setting_.download.name_space, pick.execution.run_id);
  if (!known) return Get(pick, Ending::kNew);
  Ending ending = known->closed ? Ending::kKept : Check(pick, *known);
  // What was redacted must not come back.
  if (ending == Ending::kUpdated && known->redacted) {
    ending = Ending::kRedacted;
  }
  return ending == Ending::kUpdated ? Get(pick, ending) : Keep(pick, ending);
}

Ending Fetcher::Check(const Pick& pick, const Known& known) const {
  if (pick.status != Status::kUnknown && !IsOpen(pick.status)) {
    return Ending::kUpdated;
  }
  const auto now = setting_.download.service->DescribeWorkflow(pick.execution);
  if (now) {
    const bool same = IsOpen(ParseStatus(now->status)) &&
                      now->history_length == known.last_event_id;
    return same ? Ending::kKept : Ending::kUpdated;
  }
  // If anything but this request is wrong, the download says so.
  return now.error().kind == rpc::CallError::Kind::kNotFound ? Ending::kGone
                                                             : Ending::kUpdated;
}

Fetcher::Waiting Fetcher::Keep(const Pick& pick, Ending ending) const {
  Waiting waiting;
  waiting.done.ending = ending;
  const Origin& origin = OriginOf(pick);
  const bool links = origin.chains || origin.children;
  if (!links && setting_.max_bytes == 0) return waiting;
  const Corpus& corpus = *setting_.download.corpus;
  const Outcome<Entry> entry =
      corpus.Read(setting_.download.name_space, pick.execution.run_id);
  if (!entry) {
    waiting.done.ending = Ending::kBroken;
    NoteMessage(entry.error().message, waiting.done);
    return waiting;
  }
  // Most histories have no chain: their files need not be read.
  const bool chained =
      !entry->continued_run_id.empty() || entry->status == "ContinuedAsNew";
  Outcome<RunLinks> found;
  if (origin.children || (origin.chains && chained)) {
    found = ReadLinks(corpus, *entry);
  }
  if (found) {
    NoteEntry(*entry, *std::move(found), waiting.done);
  } else {
    waiting.done.ending = Ending::kBroken;
    NoteMessage(found.error().message, waiting.done);
  }
  return waiting;
}

Entry Fetcher::Provenance(const Pick& pick) const {
  Entry entry;
  entry.status = NameOf(pick.status);
  entry.closed = pick.status != Status::kUnknown && !IsOpen(pick.status);
  entry.first_run_id = pick.first_run_id;
  entry.scheduled_by = pick.scheduled_by;
  entry.server_version = setting_.server_version;
  entry.source = OriginOf(pick).source;
  entry.stratum = OriginOf(pick).stratum;
  entry.query = setting_.queries[pick.query];
  entry.fetched_at = setting_.fetched_at;
  entry.archived = pick.archived;
  return entry;
}

Fetcher::Waiting Fetcher::Get(const Pick& pick, Ending ending) const {
  Waiting waiting;
  DownloadContext context = setting_.download;
  context.archived = pick.archived;
  waiting.fetched = Fetch(context, pick.execution, Provenance(pick));
  waiting.done.ending = ending;
  NoteFetched(waiting.fetched, waiting.done);
  return waiting;
}

void Fetcher::Settle(Batch& batch, size_t index, Waiting waiting) {
  if (setting_.max_bytes == 0) {
    Commit(batch, index, std::move(waiting));
    return;
  }
  std::unique_lock lock(mutex_);
  batch.waiting.emplace(index, std::move(waiting));
  // Whoever finishes the first one that is not committed commits all behind it
  // that are there; another thread must not do so meanwhile.
  while (!batch.waiting.empty() &&
         batch.waiting.begin()->first == batch.committed) {
    auto node = batch.waiting.extract(batch.waiting.begin());
    lock.unlock();
    Commit(batch, node.key(), std::move(node.mapped()));
    lock.lock();
    ++batch.committed;
    committed_.notify_all();
  }
}

// The mutex is held.
bool Fetcher::FitsCap(const Done& done) {
  if (setting_.max_bytes == 0) return true;
  // What the corpus has, it keeps.
  const bool fits = done.ending != Ending::kNew ||
                    (!Full() && bytes_ + done.bytes <= setting_.max_bytes);
  if (done.ending == Ending::kNew) did_not_fit_ = fits ? 0 : did_not_fit_ + 1;
  if (fits) bytes_ += done.bytes;
  return fits;
}

void Fetcher::Commit(Batch& batch, size_t index, Waiting waiting) {
  Done& done = waiting.done;
  bool fits = true;
  if (InCorpus(done.ending)) {
    const std::scoped_lock lock(mutex_);
    fits = FitsCap(done);
  }
  if (!fits) {
    Drop(waiting.fetched);
    done = Done();
    done.ending = Ending::kOverBytes;
  } else if (!waiting.fetched.temporary.empty()) {
    waiting.fetched = Store(setting_.download, std::move(waiting.fetched));
    NoteFetched(waiting.fetched, done);
  }
  const std::scoped_lock lock(mutex_);
  NoteTrouble(waiting.fetched, done);
  if (setting_.observer != nullptr) {
    setting_.observer->OnDone(OriginOf(batch.picks[index]).stratum,
                              done.ending);
  }
  batch.done[index] = std::move(done);
  committed_.notify_all();
}

// The mutex is held.
void Fetcher::NoteTrouble(const Downloaded& fetched, const Done& done) {
  using Kind = Downloaded::Kind;
  if (fetched.kind == Kind::kFatal && !fatal_) {
    fatal_ = Failure{fetched.code, fetched.message};
  }
  interrupted_ = interrupted_ || fetched.kind == Kind::kCancelled;
  failures_in_a_row_ =
      done.ending == Ending::kFailed ? failures_in_a_row_ + 1 : 0;
  if (failures_in_a_row_ < kFailuresInARow || fatal_) return;
  fatal_ = Failure{
      ExitCode::kPartial,
      fmt::format("{} runs in a row could not be fetched, so the others were "
                  "not tried; the last one: {}",
                  kFailuresInARow, fetched.message)};
}

}  // namespace lockstep::fetch
