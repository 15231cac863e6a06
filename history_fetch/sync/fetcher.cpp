#include "history_fetch/sync/fetcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "history_fetch/corpus/missing_files.h"
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

void KeepWanted(const Origin& origin, uint64_t seed,
                const std::string& name_space, RunLinks& links) {
  if (!origin.chains) {
    links.before.clear();
    links.after.clear();
  }
  std::map<std::string, std::vector<StartedChild>> by_type;
  for (StartedChild& child : links.children) {
    const bool here =
        child.name_space.empty() || child.name_space == name_space;
    if (!here || !origin.children) continue;
    by_type[child.workflow_type].push_back(std::move(child));
  }
  links.children = std::vector<StartedChild>();  // with its memory
  const auto rank = [&](const StartedChild& child) {
    return std::pair(RankOf(seed, child.execution.run_id),
                     child.execution.run_id);
  };
  for (auto& [type, children] : by_type) {
    std::sort(children.begin(), children.end(),
              [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
    const auto most = std::min(std::ssize(children), origin.want);
    std::move(children.begin(), children.begin() + most,
              std::back_inserter(links.children));
  }
}

Fetcher::Fetcher(FetchSetting setting, PickQueue waiting)
    : setting_(std::move(setting)),
      bytes_(setting_.stored_bytes),
      waiting_(std::move(waiting)) {
  results_.rows.resize(setting_.origins.size());
}

uint32_t Fetcher::AddQueries(const std::vector<std::string>& queries) {
  const std::scoped_lock lock(mutex_);
  const auto first = static_cast<uint32_t>(queries_.size());
  queries_.insert(queries_.end(), queries.begin(), queries.end());
  return first;
}

void Fetcher::Add(const std::vector<Pick>& picks) {
  const std::scoped_lock lock(mutex_);
  for (const Pick& pick : picks) waiting_.Add(pick);
  if (waiting_.broken() && !fatal_) fatal_ = waiting_.broken();
  changed_.notify_all();
}

void Fetcher::Start() {
  for (int i = 0; i < std::max(setting_.threads, 1); ++i) {
    threads_.emplace_back([this] { Work(); });
  }
}

FetchResults Fetcher::Finish() {
  {
    const std::scoped_lock lock(mutex_);
    all_added_ = true;
    changed_.notify_all();
  }
  threads_.clear();
  const std::scoped_lock lock(mutex_);
  while (const std::optional<Pick> pick = waiting_.TakeFirst()) {
    results_.Add(begun_++, *pick, Done());
  }
  begun_ = 0;
  committed_ = 0;
  all_added_ = false;
  FetchResults results = std::exchange(results_, FetchResults());
  results_.rows.resize(setting_.origins.size());
  return results;
}

std::optional<Failure> Fetcher::fatal() const {
  const std::scoped_lock lock(mutex_);
  return fatal_;
}

bool Fetcher::interrupted() const {
  const std::scoped_lock lock(mutex_);
  return interrupted_;
}

void Fetcher::GiveUp() {
  const std::scoped_lock lock(mutex_);
  given_up_ = true;
  changed_.notify_all();
}

bool Fetcher::stopped() const {
  const std::scoped_lock lock(mutex_);
  return Stopped();
}

// The mutex is held in these.
bool Fetcher::Full() const { return did_not_fit_ >= kMostThatDoNotFit; }

bool Fetcher::NoRoom() const {
  const std::scoped_lock lock(mutex_);
  return Full();
}

bool Fetcher::Stopped() const {
  return fatal_.has_value() || interrupted_ || given_up_;
}

std::optional<Pick> Fetcher::Next(size_t& index) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] {
    if (setting_.max_bytes > 0 && begun_ >= committed_ + kAhead) {
      return Stopped();
    }
    return Stopped() || all_added_ || !waiting_.empty();
  });
  if (waiting_.empty()) return std::nullopt;
  if (setting_.stop != nullptr && *setting_.stop) interrupted_ = true;
  if (Stopped()) return std::nullopt;
  std::optional<Pick> first = waiting_.TakeFirst();
  if (first) {
    index = begun_++;
  } else {
    fatal_ = waiting_.broken();
  }
  return first;
}

void Fetcher::Work() {
  size_t index = 0;
  while (std::optional<Pick> pick = Next(index)) {
    Waiting waiting = Try(*pick);
    waiting.pick = *std::move(pick);
    Settle(index, std::move(waiting));
  }
}

Fetcher::Waiting Fetcher::Try(const Pick& pick) const {
  const Corpus& corpus = *setting_.download.corpus;
  const std::optional<Known> known =
      corpus.Find(setting_.download.name_space, pick.execution.run_id);
  if (!known) {
    if (!NoRoom()) return Get(pick, Ending::kNew);
    Waiting left_out;
    left_out.done.ending = Ending::kOverBytes;
    return left_out;
  }
  if (!known->redacted && !IsStored(pick)) return Get(pick, Ending::kNew);
  Ending ending = known->closed ? Ending::kKept : Check(pick, *known);
  // What was redacted must not come back.
  if (ending == Ending::kUpdated && known->redacted) {
    ending = Ending::kRedacted;
  }
  if (ending == Ending::kUpdated) return Get(pick, ending);
  Waiting kept = Keep(pick, ending);
  const bool damaged = kept.done.ending == Ending::kBroken;
  return damaged && !known->redacted ? Get(pick, Ending::kNew)
                                     : std::move(kept);
}

// A line without its file is worth nothing.
bool Fetcher::IsStored(const Pick& pick) const {
  const RunSet* damaged = setting_.damaged;
  if (damaged != nullptr && damaged->Contains(pick.execution.run_id)) {
    return false;
  }
  const Corpus& corpus = *setting_.download.corpus;
  const Outcome<Entry> entry =
      corpus.Read(setting_.download.name_space, pick.execution.run_id);
  return entry && HasFile(corpus, *entry);
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
  if (!links) return waiting;
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
    KeepWanted(origin, setting_.seed, setting_.download.name_space, *found);
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
  entry.fetched_at = setting_.fetched_at;
  entry.archived = pick.archived;
  const std::scoped_lock lock(mutex_);
  entry.query = queries_[pick.query];
  return entry;
}

Fetcher::Waiting Fetcher::Get(const Pick& pick, Ending ending) const {
  Waiting waiting;
  DownloadContext context = setting_.download;
  context.archived = pick.archived;
  const Outcome<Entry> before =
      context.corpus->Read(context.name_space, pick.execution.run_id);
  // What is repaired must be what it was.
  if (before && before->proto) context.keep_proto = KeepProto::kYes;
  waiting.fetched = Fetch(context, pick.execution, Provenance(pick));
  waiting.done.ending = ending;
  waiting.replaced = before ? before->bytes : 0;
  KeepWanted(OriginOf(pick), setting_.seed, context.name_space,
             waiting.fetched.links);
  NoteFetched(waiting.fetched, waiting.done);
  return waiting;
}

void Fetcher::Settle(size_t index, Waiting waiting) {
  if (setting_.max_bytes == 0) {
    Commit(index, std::move(waiting));
    return;
  }
  std::unique_lock lock(mutex_);
  uncommitted_.emplace(index, std::move(waiting));
  // Whoever finishes the first one that is not committed commits all behind it
  // that are there; another thread must not do so meanwhile.
  while (!uncommitted_.empty() && uncommitted_.begin()->first == committed_) {
    auto node = uncommitted_.extract(uncommitted_.begin());
    lock.unlock();
    Commit(node.key(), std::move(node.mapped()));
    lock.lock();
    ++committed_;
    changed_.notify_all();
  }
}

// The mutex is held.
bool Fetcher::FitsCap(const Waiting& waiting) {
  const Done& done = waiting.done;
  if (setting_.max_bytes == 0) return true;
  // What the corpus has, it keeps.
  const bool fits = done.ending != Ending::kNew || waiting.replaced > 0 ||
                    (!Full() && bytes_ + done.bytes <= setting_.max_bytes);
  if (done.ending == Ending::kNew) did_not_fit_ = fits ? 0 : did_not_fit_ + 1;
  const bool written =
      done.ending == Ending::kNew || done.ending == Ending::kUpdated;
  if (fits && written) bytes_ += done.bytes - waiting.replaced;
  return fits;
}

void Fetcher::Commit(size_t index, Waiting waiting) {
  Done& done = waiting.done;
  bool fits = true;
  if (InCorpus(done.ending)) {
    const std::scoped_lock lock(mutex_);
    fits = FitsCap(waiting);
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
    setting_.observer->OnDone(OriginOf(waiting.pick).stratum, done.ending);
  }
  results_.Add(index, waiting.pick, done);
  if (results_.leads.broken() && !fatal_) fatal_ = results_.leads.broken();
  if (Stopped()) changed_.notify_all();
}

// The mutex is held.
void Fetcher::NoteTrouble(const Downloaded& fetched, const Done& done) {
  using Kind = Downloaded::Kind;
  if (fetched.kind == Kind::kFatal && !fatal_) {
    fatal_ = Failure{fetched.code, fetched.message};
  }
  interrupted_ = interrupted_ || fetched.kind == Kind::kCancelled;
  const bool no_answer = done.ending == Ending::kFailed && fetched.no_answer;
  failures_in_a_row_ = no_answer ? failures_in_a_row_ + 1 : 0;
  if (failures_in_a_row_ < kFailuresInARow || fatal_) return;
  fatal_ = Failure{
      ExitCode::kPartial,
      fmt::format("{} runs in a row could not be fetched, so the others were "
                  "not tried; the last one: {}",
                  kFailuresInARow, fetched.message)};
}

}  // namespace lockstep::fetch
