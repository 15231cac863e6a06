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

// What the next writer removes: see SweepHistories.
bool MayBeLeftOver(const fs::directory_entry& found, const std::string& file) {
  std::error_code error;
  if (found.is_symlink(error) || !found.is_regular_file(error)) return false;
  const fs::path path = file;
  const fs::path folder = path.parent_path();
  return folder.parent_path() == kHistories &&
         IsSlug(folder.filename().string()) &&
         ParseHistoryFile(path.filename().string()).has_value();
}

// What file browsers and git leave in any folder that they see.
bool IsOfTheDesktop(const fs::directory_entry& found) {
  const std::string name = found.path().filename().string();
  for (const char* known : {".DS_Store", "Thumbs.db", "desktop.ini", ".gitkeep",
                            ".gitignore", ".gitattributes"}) {
    if (name == known) return true;
  }
  return false;
}

}  // namespace

std::vector<Finding> FindStrays(const std::string& folder, const TextSet& named,
                                Leftovers leftovers) {
  std::vector<Finding> strays;
  int64_t left_over = 0;
  std::error_code error;
  const fs::path histories = fs::path(folder) / kHistories;
  for (auto it = fs::recursive_directory_iterator(histories, error);
       !error && it != fs::recursive_directory_iterator();
       it.increment(error)) {
    // Folders are not followed if they are links; empty ones do no harm.
    if (it->is_directory(error) && !it->is_symlink(error)) continue;
    const std::string file = it->path().lexically_relative(folder).string();
    if (named.Contains(file) || IsOfTheDesktop(*it)) continue;
    if (leftovers == Leftovers::kAreNoted && MayBeLeftOver(*it, file)) {
      ++left_over;
      continue;
    }
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
  if (left_over > 0) {
    strays.push_back(
        {Check::kLeftOver, kHistories,
         fmt::format("has {} {} of a command that was interrupted or is still "
                     "going on: the next one that writes removes what is not "
                     "needed",
                     left_over, left_over == 1 ? "file" : "files")});
  }
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
