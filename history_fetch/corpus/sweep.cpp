#include "history_fetch/corpus/sweep.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <set>
#include <string>

#include "history_fetch/corpus/names.h"
#include "history_fetch/corpus/open_file.h"

namespace lockstep::fetch {
namespace {

// Names of what is in `folder`, read before anything in it is changed.
std::vector<std::string> NamesIn(int folder) {
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
    if (name != "." && name != "..") names.push_back(name);
  }
  return names;
}

}  // namespace

// What cannot be removed does no harm: nothing names it, and the next run tries
// again.
void SweepHistories(int histories_folder, const Index& index) {
  std::set<uint64_t> with_proto;
  for (const auto& [key, slot] : index.slots()) {
    if (slot.proto) with_proto.insert(slot.file_id);
  }
  for (const std::string& slug : NamesIn(histories_folder)) {
    if (!IsSlug(slug)) continue;
    const OpenFile folder(
        openat(histories_folder, slug.c_str(),
               O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder) continue;
    for (const std::string& file : NamesIn(folder.get())) {
      const std::optional<HistoryFileName> name = ParseHistoryFile(file);
      if (!name) continue;
      const bool wanted =
          name->proto ? with_proto.contains(name->id) : index.HasFile(name->id);
      if (!wanted) unlinkat(folder.get(), file.c_str(), 0);
    }
    unlinkat(histories_folder, slug.c_str(), AT_REMOVEDIR);  // if it is empty
  }
}

void SweepTemporaries(int folder) {
  for (const std::string& name : NamesIn(folder)) {
    unlinkat(folder, name.c_str(), 0);
  }
}

}  // namespace lockstep::fetch
