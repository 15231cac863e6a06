// What verifying a corpus comes to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/exit_code.h"

namespace lockstep::fetch {

enum class Check {
  kManifest,   // it can be read, and names each run and each file once
  kFileName,   // follows from the entry
  kFile,       // is there, is gzip, has the hash and the size
  kProto,      // the .binpb beside it holds the same
  kHistory,    // the loader takes it: ids, order, links
  kFacts,      // the entry says what the history says
  kShape,      // and has its shapes
  kRedaction,  // the marks of redaction agree
  kStray,      // nothing else is in histories/
  kReplay,     // lockstep-replay takes the corpus with the build
  // Notes:
  kJournal,        // what has been changed is in the manifest
  kLeftOver,       // no file was moved in and not noted
  kUnfinished,     // no download was begun and not finished
  kComplete,       // it is what its plan asked for
  kUnknownFields,  // the descriptors knew all fields
  kExternalRefs,   // all payloads are in the histories
  kOdd,            // the loader does not wonder
};
// "file-name".
std::string_view Name(Check check);
// Whether what it finds is a problem; else a note.
bool IsProblem(Check check);

struct Finding {
  Check check = Check::kManifest;
  std::string file;     // relative to the corpus; empty: the corpus as a whole
  std::string message;  // begins with a verb if there is a file
  bool operator==(const Finding&) const = default;
};

struct ReplayOfCorpus {
  std::string program;
  std::string build;
  int exit_code = 0;
};

struct Verification {
  std::string folder;
  CorpusState state;
  int64_t histories = 0;
  int64_t running = 0;
  int64_t redacted = 0;
  int64_t events = 0;
  int64_t bytes = 0;  // of the texts
  int64_t shapes = 0;
  int64_t loop_shapes = 0;
  std::vector<Finding> findings;  // in the order of the manifest
  std::optional<ReplayOfCorpus> replay;
};

// kIntegrity: there are problems; kMinima: the corpus is empty or marked
// incomplete.
ExitCode CodeOf(const Verification& verification);

}  // namespace lockstep::fetch
