// The files that are to be imported.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "history/load.h"
#include "history_fetch/corpus/corpus.h"
#include "history_fetch/corpus/entry.h"
#include "history_fetch/failure.h"
#include "history_fetch/importing/found_history.h"

namespace lockstep::fetch {

// What a file is called. Only one that nobody has named may be something else.
enum class Called {
  kByUser,       // named itself, or by the manifest of a corpus
  kLikeHistory,  // found in a folder: "a.json", "a.bin.gz", "a.json.part"
  kLikeLines,    // "a.jsonl": other tools write such files, too
  kOtherwise,
};

struct SourceFile {
  std::string path;  // "-": standard input
  Called called = Called::kByUser;
  // What an export has noted beside it.
  history::Hints beside = {};
  // What the manifest of a corpus says of it, and that corpus.
  std::optional<Entry> entry;
  const Corpus* corpus = nullptr;
};

struct Sources {
  std::vector<SourceFile> files;                // sorted by path, each once
  std::vector<std::string> corpora;             // folders, likewise...
  bool incomplete = false;                      // ... one or more are marked so
  std::vector<std::unique_ptr<Corpus>> opened;  // whom files point to
};

// Files as they are named, and those below folders. Of a folder that is a
// corpus, its histories. `corpus` is the one to import into: that one is
// refused.
Outcome<Sources> ListSources(const std::vector<std::string>& paths,
                             const std::string& corpus);

// Why what is no history may lie in a folder beside histories, as a clause for
// several files; empty: it may not, since a history may be lost there.
std::string WhySkipped(Called called, Unreadable::Kind kind);

// The bytes, unpacked if they are gzip. The message begins with a verb; that
// the file is damaged, or is not what the manifest of its corpus says, is
// kIntegrity, and so is that it unpacks to more than `most` bytes.
inline constexpr size_t kMostUnpacked = size_t{1} << 30;
Outcome<std::string> ReadSource(const SourceFile& source,
                                size_t most = kMostUnpacked);

}  // namespace lockstep::fetch
