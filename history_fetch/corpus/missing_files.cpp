#include "history_fetch/corpus/missing_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <optional>

#include "history_fetch/corpus/names.h"
#include "history_fetch/corpus/open_file.h"

namespace lockstep::fetch {
namespace {

// What a gzip file ends with: the length of its text, in four bytes, the lowest
// first.
constexpr size_t kLengthBytes = 4;

// Whoever changed the manifest or the folder may have put a pipe or a link
// there. Its size, or nothing.
std::optional<uint64_t> SizeOf(const OpenFile& file) {
  struct stat found = {};
  if (!file || fstat(file.get(), &found) != 0 || !S_ISREG(found.st_mode)) {
    return std::nullopt;
  }
  return static_cast<uint64_t>(found.st_size);
}

OpenFile OpenToLook(const std::string& path) {
  return OpenFile(
      open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
}

}  // namespace

bool HasFile(const Corpus& corpus, const Entry& entry) {
  if (!ParseHistoryPath(entry.file)) return false;
  const OpenFile file = OpenToLook(corpus.folder() + "/" + entry.file);
  const std::optional<uint64_t> size = SizeOf(file);
  if (!size || *size < kLengthBytes) return false;
  const std::string end =
      ReadAt(file.get(), *size - kLengthBytes, kLengthBytes);
  if (end.size() != kLengthBytes) return false;
  uint32_t length = 0;
  for (size_t i = kLengthBytes; i > 0; --i) {
    length = length << 8 | static_cast<unsigned char>(end[i - 1]);
  }
  if (length != static_cast<uint32_t>(entry.bytes)) return false;
  if (!entry.proto) return true;
  const std::string proto = corpus.folder() + "/" + ProtoName(entry.file);
  return SizeOf(OpenToLook(proto)).value_or(0) > 0;
}

Outcome<MissingFiles> FindMissingFiles(
    const Corpus& corpus, const std::function<bool(const Entry&)>& suspect) {
  MissingFiles missing;
  const Outcome<void> read = corpus.ForEach([&](const Entry& entry) {
    const bool there =
        HasFile(corpus, entry) &&
        (!suspect || !suspect(entry) || ReadHistoryText(corpus, entry));
    if (there) return Outcome<void>();
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
        "1 file that the manifest names is missing or damaged ({}): {}",
        missing.first, kRemedy);
  }
  return fmt::format(
      "{} files that the manifest names are missing or damaged, first {}: {}",
      missing.count, missing.first, kRemedy);
}

}  // namespace lockstep::fetch
