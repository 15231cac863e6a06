#include "history_fetch/verify/folder_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "history_fetch/corpus/journal.h"
#include "history_fetch/corpus/names.h"
#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;

}  // namespace

std::vector<Finding> FindStrays(const std::string& folder,
                                const std::set<std::string>& named) {
  std::vector<Finding> strays;
  std::error_code error;
  const fs::path histories = fs::path(folder) / kHistories;
  for (auto it = fs::recursive_directory_iterator(histories, error);
       !error && it != fs::recursive_directory_iterator();
       it.increment(error)) {
    // Folders are not followed if they are links; empty ones do no harm.
    if (it->is_directory(error) && !it->is_symlink(error)) continue;
    const std::string file = it->path().lexically_relative(folder).string();
    if (named.contains(file)) continue;
    strays.push_back({Check::kStray, Printable(file),
                      "is in no line of the manifest: move it away, or take it "
                      "in with `lockstep-fetch import`"});
  }
  if (error) {
    strays.push_back(
        {Check::kStray, kHistories,
         fmt::format("cannot be looked through: {}", error.message())});
  }
  std::sort(strays.begin(), strays.end(),
            [](const Finding& a, const Finding& b) { return a.file < b.file; });
  return strays;
}

std::vector<Finding> CheckState(const std::string& folder) {
  std::vector<Finding> found;
  std::error_code error;
  const std::string journal = std::string("state/") + kJournalFile;
  if (fs::exists(folder + "/" + journal, error)) {
    found.push_back({Check::kJournal, journal,
                     "holds changes that are not in manifest.jsonl yet: a "
                     "command was interrupted; the next one that writes takes "
                     "them in"});
  }
  int64_t partial = 0;
  for (auto it = fs::directory_iterator(folder + "/state/partial", error);
       !error && it != fs::directory_iterator(); it.increment(error)) {
    ++partial;
  }
  if (partial > 0) {
    found.push_back({Check::kUnfinished, "state/partial",
                     fmt::format("has {} downloads that were not finished: the "
                                 "next sync goes on with them",
                                 partial)});
  }
  return found;
}

}  // namespace lockstep::fetch
