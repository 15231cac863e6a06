// The files that are to be imported.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "history_fetch/corpus/entry.h"
#include "history_fetch/failure.h"

namespace lockstep::fetch {

struct SourceFile {
  std::string path;  // "-": standard input
  // Found in a folder and called like no history: it may be something else.
  bool may_be_other = false;
  // What the manifest of a corpus says of it.
  std::optional<Entry> entry;
};

struct Sources {
  std::vector<SourceFile> files;     // sorted by path, each once
  std::vector<std::string> corpora;  // folders, likewise...
  bool incomplete = false;           // ... one or more are marked so
};

// Files as they are named, and those below folders. Of a folder that is a
// corpus, its histories. `corpus` is the one to import into: that one is
// refused.
Outcome<Sources> ListSources(const std::vector<std::string>& paths,
                             const std::string& corpus);

// The bytes, unpacked if they are gzip. The message begins with a verb; that
// the file is damaged is kIntegrity.
Outcome<std::string> ReadSource(const SourceFile& source);

}  // namespace lockstep::fetch
