// Redacts a whole corpus into another one, and leaves out what cannot be
// trusted (history-download 6.3).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "history_fetch/failure.h"
#include "history_fetch/redact/redact_history.h"
#include "history_fetch/redact/secret_scan.h"

namespace lockstep::fetch {

struct RedactOptions {
  std::string from;
  std::string to;
  RedactionContext context;
  std::string build;    // replay both corpora with it; "": do not
  std::string program;  // lockstep-replay; "": the one beside us or in PATH
  // Why histories with findings of the scan are stored all the same; "": they
  // are left out.
  std::string allow_secrets;
  int threads = 1;
};

struct RedactReport {
  struct LeftOut {
    std::string file;  // of the original, below its corpus
    std::string why;
  };
  struct InFile {
    std::string file;
    HistoryPlace place;
    std::string kind;  // of a credential; "": an id that shows a value
  };
  struct Verification {
    std::string program;
    std::string build;
    int64_t compared = 0;
    // Stored, but the build did not replay the original: by its verdict.
    std::map<std::string, int64_t> not_verified;
    int64_t value_differences = 0;  // more than the originals have
  };

  std::string from;
  std::string to;
  int64_t histories = 0;  // of the original
  int64_t stored = 0;
  int64_t unchanged = 0;                  // of those: were redacted so before
  std::map<std::string, int64_t> opaque;  // payloads, by encoding
  std::vector<LeftOut> left_out;
  std::vector<InFile> secrets;
  std::vector<InFile> shown;
  std::string allow_secrets;
  bool verified = false;
  Verification verification;
};

// kUsage: the target is the original or holds what is not redacted, or
// lockstep-replay cannot be started. Once it is done, exit code kIntegrity if
// anything was left out, credentials were found, or a build was given and
// replayed none of the histories (CodeOf).
Outcome<RedactReport> RedactCorpus(const RedactOptions& options);

ExitCode CodeOf(const RedactReport& report);

}  // namespace lockstep::fetch
