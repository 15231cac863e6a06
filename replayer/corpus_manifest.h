// What the manifest of a corpus says to the replayer. lockstep-fetch writes it
// (docs/corpus-format.md): a header line, then a line for each history.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/result.h"

namespace lockstep::replay {

inline constexpr char kHistoriesFolder[] = "histories";

// Empty: no manifest says it.
struct CorpusEntry {
  std::string workflow_id;
  std::string run_id;
  std::string name_space;
  std::string sha256;              // of the text
  bool payloads_replaced = false;  // redacted: some are not the recorded ones
  // Why the corpus is not what its plan asked for, or not what its manifest
  // says, one sentence with the remedy. A green gate on half a corpus would be
  // a lie.
  std::string incomplete;
  bool operator==(const CorpusEntry&) const = default;
};

// A folder with manifest.jsonl and histories/.
bool IsCorpus(const std::filesystem::path& folder);

// Reads each manifest once.
class CorpusManifests {
 public:
  // Of "<corpus>/histories/<type>/<file>". Another path, and a file that the
  // manifest does not name, have an empty entry. A manifest that is none is an
  // error.
  Result<CorpusEntry> EntryOf(const std::string& path);

 private:
  struct Manifest {
    std::string incomplete;
    std::map<std::string, CorpusEntry> entries;  // by file
  };

  Result<const Manifest*> Read(const std::filesystem::path& corpus);

  std::map<std::string, Manifest> read_;
};

}  // namespace lockstep::replay
