// A corpus: a folder of histories with a manifest (history-download 6.4).
//
//   manifest.jsonl   one header line, then one line for each history, by key
//   histories/<type>/<shape8>-<id16>.json.gz   the text `get` prints
//   state/           journal, lock, temporaries, unfinished downloads; its own
//                    .gitignore keeps it out of git
//
// At any moment the corpus is what the manifest with the journal folded into it
// says. A history becomes part of it when its line is in the journal, which is
// only after its file is on the disk; so a kill loses at most what was not
// committed. manifest.jsonl itself is only ever replaced whole.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "history_fetch/corpus/entry.h"
#include "history_fetch/failure.h"

namespace lockstep::fetch {

// A namespace of a server that a sync or a refresh asked. `id` is the server's
// own: one of the same name somewhere else has another.
struct AskedSource {
  std::string source = {};  // of the plan
  std::string name_space = {};
  std::string namespace_id = {};  // "" not known
  std::string synced_at = {};     // when it was asked for all the last time
  bool operator==(const AskedSource&) const = default;
};

// The manifest's header: whether the corpus is what its plan asked for.
struct CorpusState {
  bool complete = false;
  std::string reason = {};     // why not, one sentence with the remedy
  std::string plan = {};       // hash of the plan that was applied
  std::string synced_at = {};  // the oldest of `sources`
  std::string server_version = {};
  std::vector<AskedSource> sources = {};  // by source and namespace
  // What imports were given and could not take, as it was named; sorted. As
  // long as there is any, the corpus is never complete.
  std::vector<std::string> left_out = {};
  bool operator==(const CorpusState&) const = default;
};

// The reason of a corpus that was only made.
inline constexpr char kNothingYet[] =
    "nothing was downloaded into it yet: run `lockstep-fetch sync`";

// What helps where a history is not what the manifest says.
inline constexpr char kRepair[] =
    "restore it, or fetch it again with `lockstep-fetch refresh --repair`";

// What is known of a history without reading its line.
struct Known {
  std::string workflow_type;
  int64_t last_event_id = 0;
  bool closed = false;
  bool redacted = false;
};

class Corpus {
 public:
  enum class Access {
    kRead,   // shared with other readers and with one writer
    kWrite,  // alone: a second writer is refused with kPartial: later
  };

  // With kWrite, a folder that is not there is made, the journal of a run that
  // was killed is folded in, and its stray files are removed. Not a corpus, a
  // newer schema, a broken manifest: kIntegrity.
  static Outcome<Corpus> Open(const std::string& folder, Access access);

  // With kWrite, to put in histories as they are. kUsage if the corpus has
  // redacted ones: it is meant to leave, and originals must not leave with it.
  static Outcome<Corpus> OpenForOriginals(const std::string& folder);

  Corpus(Corpus&&) noexcept;
  Corpus& operator=(Corpus&&) noexcept;
  ~Corpus();

  const std::string& folder() const;
  const CorpusState& state() const;
  bool HasRedacted() const;
  size_t size() const;
  // Another process has changed the corpus since this reader opened it: files
  // of its entries may be gone.
  bool HasChanged() const;

  // `run_id` alone tells runs of a namespace apart.
  std::optional<Known> Find(const std::string& name_space,
                            const std::string& run_id) const;
  Outcome<Entry> Read(const std::string& name_space,
                      const std::string& run_id) const;
  // All entries in the order of their keys, read one by one. `visit` may Put,
  // Update and Remove, and still sees the entries as they were at the call;
  // nobody may BeginChange or Finish meanwhile.
  Outcome<void> ForEach(
      const std::function<Outcome<void>(const Entry&)>& visit) const;

  // ---- Of a writer; thread-safe ----

  // Where a history may be written before it is put in: a new file of its own
  // in state/, on the same file system.
  std::string NewTemporary();
  // Where pages of an unfinished download are kept until it is finished.
  std::string PartialPath(const std::string& name_space,
                          const std::string& run_id) const;

  // Moves `temporary` (gzip of the JSON text) to its name, which follows from
  // the entry and is set there, and notes the entry in place of an older one
  // of the same run. Durable after the next Flush, which happens by itself
  // every 256 changes or two seconds. `proto`: a second temporary for
  // --keep-proto, or "".
  Outcome<void> Put(Entry entry, const std::string& temporary,
                    const std::string& proto = "");
  // Changes the entry only, not its file, which must be as Read gave it.
  Outcome<void> Update(const Entry& entry);
  Outcome<void> Remove(const std::string& name_space,
                       const std::string& run_id);
  Outcome<void> Flush();

  // Marks the corpus incomplete at once, in manifest.jsonl itself, before
  // anything is changed. `reason`: one sentence with the remedy.
  Outcome<void> BeginChange(const std::string& reason);
  // Folds the journal into manifest.jsonl under the new state.
  Outcome<void> Finish(const CorpusState& state);

 private:
  struct Parts;
  explicit Corpus(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// The JSON text of a history file. kIntegrity if it is not there, is damaged,
// or is not the text whose hash the entry has; kPartial if another process has
// taken it away since the corpus was opened.
Outcome<std::string> ReadHistoryText(const Corpus& corpus, const Entry& entry);

// "OrderWorkflow" or, if the type has other characters than [A-Za-z0-9_.-] or
// is long, a slug with a hash; never "", ".", "..", or a name Windows reserves.
// Types that differ only in case may share a folder on a file system that does
// not tell them apart: the files in it have names of their own.
std::string TypeSlug(const std::string& workflow_type);

}  // namespace lockstep::fetch
