// An import from beginning to end: the state of the corpus around it, and what
// it says.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "history_fetch/importing/importer.h"

namespace lockstep::fetch {

// Files that are no histories for the same reason.
struct SkippedFiles {
  int64_t count = 0;
  std::string first;
};

struct ImportSummary {
  int64_t files = 0;
  int64_t added = 0;
  int64_t replaced = 0;
  int64_t kept = 0;
  int64_t failed = 0;
  int64_t skipped = 0;  // files in folders that are something else, and why
  std::map<std::string, SkippedFiles> skips = {};
  int64_t nameless = 0;  // in the corpus without a workflow id
  int64_t missing = 0;   // files of the corpus, afterwards
  int64_t left_out =
      0;  // by this import or an earlier one, and still not there
  std::string reason =
      {};                // why the corpus is incomplete now; empty: it is not
  bool stopped = false;  // before the end, by the user
  // The worst that happened: a bad history before an unreadable file.
  ExitCode code = ExitCode::kOk;
};

// Imports `paths` into the corpus in `folder`, which is made if it is not
// there. `report` is called once for each history. Without paths nothing is
// imported, and what was left out may be accepted.
Outcome<ImportSummary> ImportFiles(
    const rpc::Schema& schema, const std::string& folder,
    const std::vector<std::string>& paths, const ImportOptions& options,
    const std::function<void(const Imported&)>& report);

// "a.json, history 3".
std::string NameOf(const Imported& imported);
// "added     OrderWorkflow  order-17  01a2...  65 events  a.json"
std::string ToText(const Imported& imported);
std::string ToText(const ImportSummary& summary);
// What the summary should make one do something about.
std::vector<std::string> WarningsOf(const ImportSummary& summary);
// Compact JSON, of one history and of the whole.
std::string ToJson(const Imported& imported);
std::string ToJson(const ImportSummary& summary);
// In place of the summary of an import that could not go on.
std::string SummaryJson(const Failure& failure);

}  // namespace lockstep::fetch
