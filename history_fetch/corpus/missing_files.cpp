#include "history_fetch/corpus/missing_files.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <optional>

#include "history_fetch/corpus/names.h"
#include "history_fetch/corpus/open_file.h"

namespace lockstep::fetch {
namespace {

// What a gzip file ends with: the length of its text, in four bytes, the lowest
// first.
constexpr size_t kLengthBytes = 4;

// Of a regular file, or nothing.
std::optional<uint64_t> SizeOf(const OpenFile& file, const std::string& path) {
  if (!file) return std::nullopt;
  const Outcome<size_t> size = FileSize(file.get(), path);
  return size ? std::optional<uint64_t>(*size) : std::nullopt;
}

}  // namespace

bool HasFile(const Corpus& corpus, const Entry& entry) {
  if (!ParseHistoryPath(entry.file)) return false;
  const std::string path = corpus.folder() + "/" + entry.file;
  const OpenFile file = OpenRegular(AT_FDCWD, path.c_str());
  const std::optional<uint64_t> size = SizeOf(file, path);
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
  return SizeOf(OpenRegular(AT_FDCWD, proto.c_str()), proto).value_or(0) > 0;
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
