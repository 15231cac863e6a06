#include "history_fetch/corpus/sweep.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "history_fetch/corpus/names.h"
#include "history_fetch/corpus/open_file.h"

namespace lockstep::fetch {
namespace {

// Names of what is in `folder`, read before anything in it is changed: those
// for which `wanted` holds, not more than `most`.
std::vector<std::string> NamesIn(
    int folder, size_t most,
    const std::function<bool(const std::string& name)>& wanted) {
  std::vector<std::string> names;
  // fdopendir takes its descriptor and its place in the folder for itself.
  const int own = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (own < 0) return names;
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(fdopendir(own), closedir);
  if (stream == nullptr) {
    close(own);
    return names;
  }
  while (const dirent* found = readdir(stream.get())) {
    const std::string name = found->d_name;
    if (name == "." || name == ".." || !wanted(name)) continue;
    names.push_back(name);
    if (names.size() == most) break;
  }
  return names;
}

// Some at a time, since a folder may hold a million of them.
void RemoveFiles(int folder,
                 const std::function<bool(const std::string& name)>& unwanted) {
  constexpr size_t kAtOnce = 1000;
  bool more = true;
  while (more) {
    const auto names = NamesIn(folder, kAtOnce, unwanted);
    more = false;
    for (const std::string& name : names) {
      const bool removed = unlinkat(folder, name.c_str(), 0) == 0;
      more = more || (removed && names.size() == kAtOnce);
    }
  }
}

}  // namespace

// What cannot be removed does no harm: nothing names it, and the next run tries
// again.
void SweepHistories(int histories_folder, const Index& index) {
  constexpr size_t kAll = std::numeric_limits<size_t>::max();
  for (const std::string& slug : NamesIn(histories_folder, kAll, IsSlug)) {
    const OpenFile folder(
        openat(histories_folder, slug.c_str(),
               O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder) continue;
    RemoveFiles(folder.get(), [&](const std::string& file) {
      const std::optional<HistoryFileName> name = ParseHistoryFile(file);
      if (!name) return false;
      const Slot* slot = index.FindFile(name->id);
      return slot == nullptr || (name->proto && slot->proto == 0);
    });
    unlinkat(histories_folder, slug.c_str(), AT_REMOVEDIR);  // if it is empty
  }
}

void SweepTemporaries(int folder) {
  RemoveFiles(folder, [](const std::string&) { return true; });
}

}  // namespace lockstep::fetch
