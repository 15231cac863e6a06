#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/check.h"
#include "history/sha256.h"
#include "history_fetch/corpus/journal.h"
#include "history_fetch/corpus/left_out.h"
#include "history_fetch/corpus/manifest.h"
#include "history_fetch/corpus/store.h"

namespace lockstep::fetch {
namespace {

constexpr char kNewManifest[] = "manifest.jsonl.new";

// Collects lines into large writes.
class LineWriter {
 public:
  explicit LineWriter(int descriptor) : descriptor_(descriptor) {}

  // False: errno says why.
  bool Add(std::string_view line) {
    buffer_.append(line);
    buffer_ += '\n';
    constexpr size_t kPiece = size_t{1} << 20;
    return buffer_.size() < kPiece || Write();
  }

  bool Finish() { return Write() && fsync(descriptor_) == 0; }
  std::string Hash() { return hash_.Hex(); }

 private:
  bool Write() {
    hash_.Add(buffer_);
    const bool written = WriteAll(descriptor_, buffer_);
    buffer_.clear();
    return written;
  }

  int descriptor_;
  std::string buffer_;
  history::Sha256 hash_;
};

}  // namespace

Outcome<void> Store::Fold(const CorpusState& wanted) {
  const CorpusState state = WithLeftOut(wanted);
  const std::scoped_lock flushing(flush_mutex_);
  while (true) {
    if (Outcome<void> flushed = FlushBatch(); !flushed) return flushed;
    const std::scoped_lock lock(mutex_);
    if (!pending_.empty()) continue;  // something was put in meanwhile
    LOCKSTEP_CHECK(visits_ == 0, "ForEach reads the manifest we replace");
    if (manifest_ && !journal_ && state == state_) return {};
    return WriteManifest(state);
  }
}

Outcome<void> Store::WriteManifest(const CorpusState& state) {
  const std::string path = fmt::format("{}/{}", folder_, kManifestFile);
  constexpr mode_t kAsUmaskSays = 0666;
  // A file that a kill left there is swept away, a link is not followed.
  unlinkat(state_folder_.get(), kNewManifest, 0);
  OpenFile made(openat(state_folder_.get(), kNewManifest,
                       O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, kAsUmaskSays));
  if (!made) return tl::unexpected(WriteFailure(path, errno));
  const Outcome<std::vector<uint32_t>> numbers = InOrder();
  if (!numbers) return tl::unexpected(numbers.error());
  LineWriter writer(made.get());
  const std::string header = HeaderLine(state);
  bool written = writer.Add(header);
  for (size_t i = 0; written && i < numbers->size(); ++i) {
    const Outcome<std::string> line =
        LineAt(index_.slot((*numbers)[i]).place());
    if (!line) return tl::unexpected(line.error());
    written = writer.Add(*line);
  }
  if (!written || !writer.Finish() ||
      renameat(state_folder_.get(), kNewManifest, root_.get(), kManifestFile) !=
          0 ||
      fsync(root_.get()) != 0) {
    const int error = errno;
    unlinkat(state_folder_.get(), kNewManifest, 0);
    broken_ = WriteFailure(path, error);
    return tl::unexpected(*broken_);
  }
  uint64_t offset = header.size() + 1;
  for (const uint32_t number : *numbers) {
    Slot& slot = index_.slot(number);
    slot.Move(
        {.in = Place::In::kManifest, .offset = offset, .length = slot.length});
    offset += slot.length + 1;
  }
  manifest_ = std::move(made);
  manifest_hash_ = writer.Hash();
  state_ = state;
  // It names another base now, so a kill before this does no harm.
  journal_ = OpenFile();
  unlinkat(state_folder_.get(), kJournalFile, 0);
  return {};
}

}  // namespace lockstep::fetch
