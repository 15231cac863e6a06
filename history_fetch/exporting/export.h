// Histories out of a corpus, as separate files or as one.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/exporting/output_file.h"
#include "history_fetch/exporting/rendering.h"

namespace lockstep::fetch {

struct ExportRequest {
  ExportFormat format = ExportFormat::kCliJson;
  // Which histories: those that match each set that is not empty.
  std::set<std::string> types;
  std::set<std::string> statuses;
  std::set<std::string> workflow_ids;
  std::set<std::string> run_ids;
  std::string folder;  // of separate files, "" for one...
  std::string file;    // ... here, "" or "-" for stdout
  Overwrite overwrite = Overwrite::kNo;
  std::string descriptors;  // a file for kBinpb; empty: the embedded ones
  int threads = 1;
};

struct Exported {
  size_t histories = 0;
  uint64_t bytes = 0;
  size_t dropped = 0;  // of Rendered
};

// Files in `folder` are called as in the corpus,
// "OrderWorkflow/<shape8>-<id16>" with the extension of the format, and
// export_index.h says whose they are. One file
// takes one history, or any number as kJsonl, in the order of their keys.
// Nothing that is there is overwritten unless it may be, and then nothing at
// all is written. `print` writes to stdout; false: it cannot be written.
//
// kMinima: the corpus is empty. kUsage: no history matches; the request makes
// no sense.
Outcome<Exported> Export(const Corpus& corpus, const ExportRequest& request,
                         const std::function<bool(std::string_view)>& print);

}  // namespace lockstep::fetch
