#include "history_fetch/corpus/corpus.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

#include "history/gunzip.h"
#include "history/sha256.h"
#include "history_fetch/corpus/names.h"
#include "history_fetch/corpus/open_file.h"
#include "history_fetch/corpus/store.h"

namespace lockstep::fetch {
namespace {

// Bytes that neither the text nor its gzip can have more of; enough over the
// manifest's number that `verify` can tell of one that is a little wrong.
size_t LongestOf(const Entry& entry) {
  constexpr size_t kSlack = size_t{64} << 10;
  constexpr int64_t kLongest = int64_t{2} << 30;
  const auto bytes =
      static_cast<size_t>(std::clamp<int64_t>(entry.bytes, 0, kLongest));
  return bytes + bytes / 64 + kSlack;
}

}  // namespace

struct Corpus::Parts {
  std::unique_ptr<Store> store;
};

Corpus::Corpus(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Corpus::Corpus(Corpus&&) noexcept = default;
Corpus& Corpus::operator=(Corpus&&) noexcept = default;
Corpus::~Corpus() = default;

Outcome<Corpus> Corpus::Open(const std::string& folder, Access access) {
  Outcome<std::unique_ptr<Store>> store = Store::Open(folder, access);
  if (!store) return tl::unexpected(store.error());
  return Corpus(std::make_unique<Parts>(Parts{std::move(*store)}));
}

Outcome<Corpus> Corpus::OpenForOriginals(const std::string& folder) {
  Outcome<Corpus> corpus = Open(folder, Access::kWrite);
  if (!corpus || !corpus->parts_->store->HasRedacted()) return corpus;
  return Fail(ExitCode::kUsage,
              fmt::format("{}: holds redacted histories, and originals must "
                          "not come between them: name the corpus that they "
                          "were made from, then `lockstep-fetch redact` it "
                          "again",
                          corpus->folder()));
}

const std::string& Corpus::folder() const { return parts_->store->folder(); }
const CorpusState& Corpus::state() const { return parts_->store->state(); }
bool Corpus::HasRedacted() const { return parts_->store->HasRedacted(); }
size_t Corpus::size() const { return parts_->store->size(); }

bool Corpus::HasChanged() const { return parts_->store->HasChanged(); }

std::optional<Known> Corpus::Find(const std::string& name_space,
                                  const std::string& run_id) const {
  return parts_->store->Find(KeyOf(name_space, run_id));
}

Outcome<Entry> Corpus::Read(const std::string& name_space,
                            const std::string& run_id) const {
  return parts_->store->Read(KeyOf(name_space, run_id), run_id);
}

Outcome<void> Corpus::ForEach(
    const std::function<Outcome<void>(const Entry&)>& visit) const {
  return parts_->store->ForEach(visit);
}

std::string Corpus::NewTemporary() { return parts_->store->NewTemporary(); }

std::string Corpus::PartialPath(const std::string& name_space,
                                const std::string& run_id) const {
  const RunKey key = KeyOf(name_space, run_id);
  return fmt::format("{}/state/partial/{:016x}{:016x}", folder(), key[0],
                     key[1]);
}

Outcome<void> Corpus::Put(Entry entry, const std::string& temporary,
                          const std::string& proto) {
  return parts_->store->Put(std::move(entry), temporary, proto);
}

Outcome<void> Corpus::Update(const Entry& entry) {
  return parts_->store->Update(entry);
}

Outcome<void> Corpus::Remove(const std::string& name_space,
                             const std::string& run_id) {
  return parts_->store->Remove(name_space, run_id);
}

Outcome<void> Corpus::Flush() { return parts_->store->Flush(); }

Outcome<void> Corpus::BeginChange(const std::string& reason) {
  CorpusState state = parts_->store->state();
  state.complete = false;
  state.reason = reason;
  return parts_->store->Fold(state);
}

Outcome<void> Corpus::Finish(const CorpusState& state) {
  return parts_->store->Fold(state);
}

Outcome<std::string> ReadHistoryText(const Corpus& corpus, const Entry& entry) {
  const std::string path = corpus.folder() + "/" + entry.file;
  if (!ParseHistoryPath(entry.file)) {
    return Fail(ExitCode::kIntegrity,
                fmt::format("{}: is no file of a corpus: restore its manifest",
                            corpus.folder()));
  }
  const OpenFile file = OpenRegular(AT_FDCWD, path.c_str());
  if (!file) {
    if (errno == ELOOP) return tl::unexpected(NoRegularFile(path, kRepair));
    if (errno != ENOENT) return tl::unexpected(ReadFailure(path, errno));
    if (corpus.HasChanged()) {
      return Fail(ExitCode::kPartial,
                  fmt::format("{}: another lockstep-fetch has replaced or "
                              "removed it meanwhile: run the command again",
                              path));
    }
    return Fail(ExitCode::kIntegrity,
                fmt::format("{}: the manifest names this file but it is not "
                            "there: {}",
                            path, kRepair));
  }
  const Outcome<size_t> packed_size = FileSize(file.get(), path);
  if (!packed_size) return tl::unexpected(packed_size.error());
  const size_t limit = LongestOf(entry);
  // gzip makes nothing much longer. A file may say any size and have no blocks.
  if (*packed_size > limit) {
    return Fail(ExitCode::kIntegrity,
                fmt::format("{}: has {} bytes, more than the {} of its text "
                            "that the manifest says: {}",
                            path, *packed_size, entry.bytes, kRepair));
  }
  const Outcome<std::string> packed = ReadWhole(file.get(), path);
  if (!packed) return tl::unexpected(packed.error());
  Result<std::string> text = history::Gunzip(*packed, limit);
  if (!text) {
    return Fail(ExitCode::kIntegrity,
                fmt::format("{}: {}", path, text.error().message));
  }
  if (history::Sha256Hex(*text) != entry.sha256) {
    return Fail(ExitCode::kIntegrity,
                fmt::format("{}: is not what the manifest says (its SHA-256 "
                            "differs): {}",
                            path, kRepair));
  }
  return std::move(*text);
}

}  // namespace lockstep::fetch
