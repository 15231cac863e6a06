// A corpus on the disk (corpus.h says what it promises).
//
// The order of things makes a kill harmless at any moment:
//
//   files of a batch ──▶ synced ──▶ their lines in the journal ──▶ synced
//                                         ──▶ files they replace are removed
//   manifest, new beside the old ──▶ synced ──▶ renamed ──▶ journal removed
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/corpus/index.h"
#include "history_fetch/corpus/names.h"
#include "history_fetch/corpus/open_file.h"
#include "history_fetch/spool.h"

namespace lockstep::fetch {

class Store {
 public:
  static Outcome<std::unique_ptr<Store>> Open(const std::string& folder,
                                              Corpus::Access access);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  const std::string& folder() const { return folder_; }
  const CorpusState& state() const { return state_; }
  size_t size() const;
  bool HasRedacted() const;
  std::optional<Known> Find(const RunKey& key) const;
  Outcome<Entry> Read(const RunKey& key, const std::string& run_id) const;
  // Of a reader: another process has changed the corpus since it was opened.
  bool HasChanged() const;
  Outcome<void> ForEach(
      const std::function<Outcome<void>(const Entry&)>& visit);

  std::string NewTemporary();
  Outcome<void> Put(Entry entry, const std::string& temporary,
                    const std::string& proto);
  Outcome<void> Update(const Entry& entry);
  Outcome<void> Remove(const std::string& name_space,
                       const std::string& run_id);
  Outcome<void> Flush();
  Outcome<void> Fold(const CorpusState& wanted);

 private:
  // A record that is not yet in the journal.
  struct Pending {
    RunKey key;
    std::string record;
  };
  // A file to remove once record number `after` is durable.
  struct Retired {
    uint64_t after = 0;
    HistoryName name;
    bool proto = false;
  };
  // Records that go into the journal together.
  struct Batch {
    uint64_t first = 0;
    uint64_t end = 0;
    std::string text;
  };

  Store(std::string folder, Corpus::Access access)
      : folder_(std::move(folder)), access_(access) {}

  // ---- store_open.cpp ----
  Outcome<void> OpenToRead();
  Outcome<void> OpenToWrite();
  Outcome<void> MakeStateFolder();
  Outcome<void> OpenHistories();
  Outcome<void> OpenFiles();
  Outcome<void> Load();
  Outcome<void> ReplayJournal();
  bool IsManifestCurrent() const;
  int64_t JournalBytes() const;

  // ---- store_read.cpp; the mutex is held ----
  Outcome<std::string> LineAt(const Place& place) const;
  Outcome<Entry> EntryAt(const Place& place) const;
  // Numbers of the index, by the keys of the entries.
  Outcome<std::vector<uint32_t>> InOrder() const;
  Outcome<std::vector<uint32_t>> Merge(const std::vector<uint32_t>& old,
                                       Spool& added) const;

  // ---- store_write.cpp ----
  Outcome<void> MoveIn(const Entry& entry, const std::string& temporary,
                       const std::string& proto);
  uint64_t Note(const RunKey& key, std::string record);
  Outcome<void> NoteEntry(const RunKey& key, const Entry& entry);
  Outcome<void> FlushIfDue();
  // What a thread of its own does: nothing more may come for long.
  void FlushInTime(const std::stop_token& stop);
  Outcome<void> FlushBatch();  // flush_mutex_ is held
  Batch TakeBatch() const;
  Outcome<void> Append(const std::string& text);
  void Settle(const Batch& batch);
  void Delete(const Retired& retired);

  // ---- store_fold.cpp; both mutexes are held ----
  Outcome<void> WriteManifest(const CorpusState& state);

  const std::string folder_;  // as the user named it
  const Corpus::Access access_;
  OpenFile root_;
  OpenFile state_folder_;      // the others of a writer only
  OpenFile histories_folder_;  // histories/
  OpenFile lock_;
  int64_t journal_bytes_ = 0;  // when a reader opened it
  std::atomic<uint64_t> temporaries_ = 0;

  // Taken before mutex_. Held while records go to the journal and while the
  // manifest is replaced; Put goes on meanwhile.
  std::mutex flush_mutex_;
  std::string manifest_hash_;
  uint64_t journal_size_ = 0;

  mutable std::mutex mutex_;
  CorpusState state_;
  Index index_;
  OpenFile manifest_;
  OpenFile journal_;
  std::map<uint64_t, Pending> pending_;  // by number
  uint64_t next_record_ = 0;
  std::chrono::steady_clock::time_point pending_since_;
  std::vector<Retired> retired_;
  std::optional<Failure> broken_;  // why nothing more is taken
  int visits_ = 0;                 // running ForEach

  std::condition_variable_any noted_;
  std::jthread flusher_;  // of a writer; last: it ends before what it uses
};

}  // namespace lockstep::fetch
