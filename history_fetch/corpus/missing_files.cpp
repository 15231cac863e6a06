#include "history_fetch/corpus/missing_files.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "history_fetch/corpus/names.h"

namespace lockstep::fetch {

bool HasFile(const Corpus& corpus, const Entry& entry) {
  const std::string path = corpus.folder() + "/" + entry.file;
  struct stat found = {};
  return ParseHistoryPath(entry.file) && stat(path.c_str(), &found) == 0 &&
         S_ISREG(found.st_mode) && found.st_size > 0;
}

Outcome<MissingFiles> FindMissingFiles(const Corpus& corpus) {
  MissingFiles missing;
  const Outcome<void> read = corpus.ForEach([&](const Entry& entry) {
    if (HasFile(corpus, entry)) return Outcome<void>();
    if (++missing.count > 1) return Outcome<void>();
    // Only names that a corpus makes are harmless to print.
    missing.first = ParseHistoryPath(entry.file) ? entry.file : "a wrong name";
    return Outcome<void>();
  });
  if (!read) return tl::unexpected(read.error());
  return missing;
}

std::string ToSentence(const MissingFiles& missing) {
  constexpr char kRemedy[] =
      "restore the corpus from a copy, or import the histories again";
  if (missing.count == 1) {
    return fmt::format(
        "1 file that the manifest names is missing or empty ({}): {}",
        missing.first, kRemedy);
  }
  return fmt::format(
      "{} files that the manifest names are missing or empty, first {}: {}",
      missing.count, missing.first, kRemedy);
}

}  // namespace lockstep::fetch
