// Puts histories of files into a corpus.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/download/download.h"
#include "history_fetch/importing/found_history.h"
#include "history_fetch/importing/source_files.h"

namespace lockstep::fetch {

enum class Order { kOldestFirst, kEither };
// What becomes of a run that the corpus has under another workflow id.
enum class Renaming { kRefused, kAsked };
// What becomes of what imports left out: somebody may say that it need not
// come.
enum class LeftOut { kIsNoted, kIsAccepted };

struct ImportOptions {
  history::Hints asked;  // win over what files say; empty: not asked
  Order order = Order::kOldestFirst;
  KeepProto keep_proto = KeepProto::kNo;
  Renaming renaming = Renaming::kRefused;
  int threads = 1;
  LeftOut left_out = LeftOut::kIsNoted;
  std::string imported_at;  // RFC 3339
  // Set when the user wants it to end; null: never.
  const std::atomic<bool>* stop = nullptr;
};

// What became of one history, or of a file in which none could be found.
struct Imported {
  enum class Result {
    kAdded,
    kReplaced,  // the corpus had less of the run, or not its workflow id
    kKept,      // the corpus has as much of the run
    kFailed,
    kSkipped,  // a file in a folder that is plainly something else
  };
  Result result = Result::kAdded;
  ExitCode code = ExitCode::kOk;
  std::string file;
  std::string place;  // in the file
  std::string form;
  std::string message;  // of kFailed: one sentence; of others: why
  std::string skipped;  // of kSkipped: why, as of several files
  std::vector<std::string> warnings;
  Entry entry;  // as far as it is known
  std::vector<std::string> dropped;
};

class Importer {
 public:
  // All outlive the importer. `report` is called once for each history.
  Importer(const rpc::Schema& schema, Corpus& corpus,
           const ImportOptions& options,
           std::function<void(const Imported&)> report);

  // The files are read on several threads, and go into the corpus in their
  // order. `read` is called for each file that was read to its end, whatever
  // came of it. An error is one that no other file would escape: the disk.
  Outcome<void> Import(const std::vector<SourceFile>& sources,
                       const std::function<void(const SourceFile&)>& read);
  bool stopped() const {
    return options_.stop != nullptr && options_.stop->load();
  }

 private:
  struct Prepared;

  // What a file holds, as far as that can be said without the corpus.
  std::vector<Prepared> Prepare(const SourceFile& source) const;
  Prepared PrepareOne(const SourceFile& source, FoundHistory found) const;
  // The text in a new file, and what the manifest is to say of it.
  Outcome<Entry> Write(const std::string& name, Prepared& prepared) const;
  Outcome<void> Take(const SourceFile& source, Prepared& prepared);
  // Of a run that the corpus has already.
  Outcome<void> PutOver(const SourceFile& source, Prepared& prepared);
  // What the corpus has, under the workflow id of `imported`.
  Outcome<void> Rename(const Entry& known, Imported& imported);
  // What makes one doubt the namespace; "" if nothing does.
  std::string AboutNamespace(const Entry& entry) const;
  void Describe(const SourceFile& source, const FoundHistory& found,
                Entry& entry) const;

  const rpc::Schema& schema_;
  Corpus& corpus_;
  const ImportOptions& options_;
  std::function<void(const Imported&)> report_;
  std::set<std::string> namespaces_;  // of the corpus
  // Whether the corpus has redacted histories or originals: it is meant to
  // leave, or it is not. Nothing: it has none yet.
  std::optional<bool> redacted_;
  bool run_named_ = false;  // a history has got the run id that was asked for
};

}  // namespace lockstep::fetch
