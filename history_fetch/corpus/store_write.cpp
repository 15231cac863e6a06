#include <fcntl.h>
#include <fmt/format.h>
#include <simdjson.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/check.h"
#include "history_fetch/corpus/journal.h"
#include "history_fetch/corpus/store.h"

namespace lockstep::fetch {
namespace {

// Whichever comes first. A kill costs what was downloaded since.
constexpr size_t kRecordsABatch = 256;
constexpr std::chrono::seconds kLongestWait{2};
// Beyond this, Put waits for the batch that is on its way to the disk.
constexpr size_t kMostPending = 8 * kRecordsABatch;

// "}\n" of a record.
constexpr size_t kRecordEnd = 2;

Place PendingPlace(uint64_t number, const std::string& record) {
  const size_t length = record.size() - PutOffset() - kRecordEnd;
  return {.in = Place::In::kPending,
          .offset = number,
          .length = static_cast<uint32_t>(length)};
}

// What the manifest could not say again.
Outcome<void> CheckEntry(const Entry& entry) {
  for (const std::string* text : {&entry.name_space, &entry.workflow_id,
                                  &entry.run_id, &entry.workflow_type}) {
    if (simdjson::validate_utf8(*text)) continue;
    return Fail(ExitCode::kIntegrity,
                "a workflow has a name that is not UTF-8, which no server "
                "gives: download or import it again");
  }
  if (entry.run_id.empty()) {
    return Fail(ExitCode::kIntegrity,
                "a history has no run id, by which a corpus tells histories "
                "apart: give it one");
  }
  if (const auto wrong = NumberOutOfRange(entry); !wrong.empty()) {
    return Fail(ExitCode::kIntegrity,
                fmt::format("a history has a number for \"{}\" that no server "
                            "gives: download or import it again",
                            wrong));
  }
  return {};
}

}  // namespace

// What is not in the journal is downloaded again.
Store::~Store() {
  flusher_ = std::jthread();
  if (access_ == Corpus::Access::kWrite && lock_) (void)Flush();
}

std::string Store::NewTemporary() {
  LOCKSTEP_CHECK(access_ == Corpus::Access::kWrite, "readers write nothing");
  return fmt::format("{}/state/tmp/{}", folder_, ++temporaries_);
}

Outcome<void> Store::Put(Entry entry, const std::string& temporary,
                         const std::string& proto) {
  if (Outcome<void> good = CheckEntry(entry); !good) return good;
  entry.file = HistoryPath(entry);
  entry.proto = !proto.empty();
  const RunKey key = KeyOf(entry.name_space, entry.run_id);
  {
    const std::scoped_lock lock(mutex_);
    if (broken_) return tl::unexpected(*broken_);
    const Slot* slot = index_.Find(key);
    std::optional<Entry> old;
    if (slot != nullptr) {
      Outcome<Entry> read = EntryAt(slot->place());
      if (!read) return tl::unexpected(read.error());
      old = std::move(*read);
    }
    const bool same_file = old && old->file == entry.file;
    if (!same_file && index_.FindFile(*Index::FileIdOf(entry)) != nullptr) {
      return Fail(ExitCode::kIntegrity,
                  fmt::format("{}/{}: two histories would have this name: "
                              "leave one of them out",
                              folder_, entry.file));
    }
    // Of the same text, so it is as good as before.
    if (same_file && old->proto) entry.proto = true;
    if (Outcome<void> moved = MoveIn(entry, temporary, proto); !moved) {
      return moved;
    }
    const uint64_t number = Note(key, PutRecord(ToJsonLine(entry)));
    index_.Set(key, entry, PendingPlace(number, pending_.at(number).record));
    if (old && !same_file) {
      retired_.push_back({number, *ParseHistoryPath(old->file), old->proto});
    }
  }
  return FlushIfDue();
}

// By descriptor, so that no link on the way leads elsewhere.
Outcome<void> Store::MoveIn(const Entry& entry, const std::string& temporary,
                            const std::string& proto) {
  const HistoryName name = *ParseHistoryPath(entry.file);
  const std::string path = folder_ + "/" + entry.file;
  const Outcome<OpenFile> folder =
      MakeFolder(histories_folder_.get(), name.slug.c_str(),
                 fmt::format("{}/{}/{}", folder_, kHistories, name.slug));
  if (!folder) return tl::unexpected(folder.error());
  const auto move = [&](const std::string& from, const std::string& to) {
    struct stat status {};
    if (lstat(from.c_str(), &status) != 0) return false;
    if (S_ISREG(status.st_mode)) {
      return renameat(AT_FDCWD, from.c_str(), folder->get(), to.c_str()) == 0;
    }
    errno = ELOOP;
    return false;
  };
  // The text last: it is what counts.
  const bool moved = (proto.empty() || move(proto, ProtoName(name.file))) &&
                     move(temporary, name.file);
  if (!moved) return tl::unexpected(WriteFailure(path, errno));
  return {};
}

Outcome<void> Store::Update(const Entry& entry) {
  if (Outcome<void> good = CheckEntry(entry); !good) return good;
  const RunKey key = KeyOf(entry.name_space, entry.run_id);
  {
    const std::scoped_lock lock(mutex_);
    if (broken_) return tl::unexpected(*broken_);
    const Slot* slot = index_.Find(key);
    Outcome<Entry> old =
        slot == nullptr ? Outcome<Entry>(Entry{}) : EntryAt(slot->place());
    if (!old) return tl::unexpected(old.error());
    if (old->file != entry.file) {
      return Fail(ExitCode::kIntegrity,
                  fmt::format("{}/{}: is not the run's file any more: run the "
                              "command again",
                              folder_, entry.file));
    }
    if (*old == entry) return {};
    const uint64_t number = Note(key, PutRecord(ToJsonLine(entry)));
    index_.Set(key, entry, PendingPlace(number, pending_.at(number).record));
  }
  return FlushIfDue();
}

Outcome<void> Store::Remove(const std::string& name_space,
                            const std::string& run_id) {
  const RunKey key = KeyOf(name_space, run_id);
  Outcome<Entry> old = Read(key, run_id);
  if (!old) return tl::unexpected(old.error());
  {
    const std::scoped_lock lock(mutex_);
    if (broken_) return tl::unexpected(*broken_);
    const uint64_t number = Note(key, RemoveRecord(name_space, run_id));
    index_.Erase(key);
    retired_.push_back({number, *ParseHistoryPath(old->file), old->proto});
  }
  return FlushIfDue();
}

uint64_t Store::Note(const RunKey& key, std::string record) {
  if (pending_.empty()) {
    pending_since_ = std::chrono::steady_clock::now();
    noted_.notify_one();
  }
  pending_.emplace(next_record_, Pending{key, std::move(record)});
  return next_record_++;
}

// One thread brings a batch to the disk while the others go on.
Outcome<void> Store::FlushIfDue() {
  size_t waiting = 0;
  {
    const std::scoped_lock lock(mutex_);
    waiting = pending_.size();
    const auto now = std::chrono::steady_clock::now();
    const bool long_ago = now - pending_since_ >= kLongestWait;
    if (waiting < kRecordsABatch && !(waiting > 0 && long_ago)) return {};
  }
  std::unique_lock<std::mutex> flushing(flush_mutex_, std::defer_lock);
  if (waiting >= kMostPending) {
    flushing.lock();
  } else if (!flushing.try_lock()) {
    return {};
  }
  return FlushBatch();
}

void Store::FlushInTime(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  const auto some = [this] { return !pending_.empty(); };
  while (noted_.wait(lock, stop, some) && !stop.stop_requested()) {
    // Batches that others bring to the disk meanwhile put it off.
    noted_.wait_until(lock, stop, pending_since_ + kLongestWait,
                      [this] { return pending_.empty(); });
    const auto now = std::chrono::steady_clock::now();
    if (pending_.empty() || now - pending_since_ < kLongestWait) continue;
    lock.unlock();
    // The next change is told why, too.
    if (!Flush()) return;
    lock.lock();
  }
}

Outcome<void> Store::Flush() {
  const std::scoped_lock flushing(flush_mutex_);
  return FlushBatch();
}

Outcome<void> Store::FlushBatch() {
  const Batch batch = TakeBatch();
  {
    const std::scoped_lock lock(mutex_);
    if (broken_) return tl::unexpected(*broken_);
  }
  if (batch.first == batch.end) return {};
  const Outcome<void> appended = Append(batch.text);
  const std::scoped_lock lock(mutex_);
  if (!appended) {
    // The journal may end in a torn line now: nothing may follow it.
    broken_ = appended.error();
    return appended;
  }
  Settle(batch);
  return {};
}

Store::Batch Store::TakeBatch() const {
  const std::scoped_lock lock(mutex_);
  Batch batch{.first = next_record_, .end = next_record_, .text = ""};
  if (!pending_.empty()) batch.first = pending_.begin()->first;
  for (const auto& [number, record] : pending_) batch.text += record.record;
  return batch;
}

// The files of a batch first, all with one call: one fsync for each of them
// takes many times as long.
Outcome<void> Store::Append(const std::string& text) {
  const std::string path = fmt::format("{}/state/{}", folder_, kJournalFile);
  if (syncfs(root_.get()) != 0) {
    return tl::unexpected(WriteFailure(folder_, errno));
  }
  std::string bytes;
  if (!journal_) {
    constexpr mode_t kAsUmaskSays = 0666;
    constexpr int kNew = O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC;
    OpenFile made(
        openat(state_folder_.get(), kJournalFile, kNew, kAsUmaskSays));
    if (!made) return tl::unexpected(WriteFailure(path, errno));
    bytes = JournalHeader(manifest_hash_);
    journal_size_ = bytes.size();
    const std::scoped_lock lock(mutex_);
    journal_ = std::move(made);
  }
  const bool is_new = !bytes.empty();
  bytes += text;
  if (!WriteAll(journal_.get(), bytes) || fdatasync(journal_.get()) != 0 ||
      (is_new && fsync(state_folder_.get()) != 0)) {
    return tl::unexpected(WriteFailure(path, errno));
  }
  return {};
}

// The batch is durable: its lines are in the journal now, and what it replaced
// can go.
void Store::Settle(const Batch& batch) {
  uint64_t offset = journal_size_;
  for (uint64_t number = batch.first; number < batch.end; ++number) {
    const auto record = pending_.find(number);
    Slot* slot = index_.Find(record->second.key);
    Place place = slot == nullptr ? Place() : slot->place();
    if (place.in == Place::In::kPending && place.offset == number) {
      place.in = Place::In::kJournal;
      place.offset = offset + PutOffset();
      slot->Move(place);
    }
    offset += record->second.record.size();
    pending_.erase(record);
  }
  journal_size_ = offset;
  if (!pending_.empty()) pending_since_ = std::chrono::steady_clock::now();
  std::vector<Retired> later;
  for (const Retired& retired : retired_) {
    if (retired.after >= batch.end) {
      later.push_back(retired);
    } else if (index_.FindFile(retired.name.id) == nullptr) {
      Delete(retired);
    }
  }
  retired_ = std::move(later);
}

// What cannot be deleted is swept up when the corpus is opened again.
void Store::Delete(const Retired& retired) {
  const char* slug = retired.name.slug.c_str();
  const OpenFile folder(
      openat(histories_folder_.get(), slug,
             O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder) return;
  unlinkat(folder.get(), retired.name.file.c_str(), 0);
  if (retired.proto) {
    unlinkat(folder.get(), ProtoName(retired.name.file).c_str(), 0);
  }
  unlinkat(histories_folder_.get(), slug, AT_REMOVEDIR);  // if it is empty
}

}  // namespace lockstep::fetch
