#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "history_fetch/corpus/journal.h"
#include "history_fetch/corpus/line_reader.h"
#include "history_fetch/corpus/lock.h"
#include "history_fetch/corpus/manifest.h"
#include "history_fetch/corpus/store.h"
#include "history_fetch/corpus/sweep.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;

constexpr char kState[] = "state";
constexpr char kJournalPath[] = "state/journal.jsonl";
constexpr char kInterrupted[] =
    "a run of lockstep-fetch was interrupted or is still going on: run "
    "`lockstep-fetch sync` again";

bool Exists(int folder, const char* name) {
  struct stat status {};
  return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

// "corpus" of "corpus/".
std::string WithoutEnd(std::string folder) {
  while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
  return folder;
}

// Whoever copies or prunes the outer one would not know of the inner.
Outcome<void> CheckIsInNoCorpus(const std::string& folder) {
  std::error_code error;
  const fs::path path = fs::weakly_canonical(folder, error);
  for (fs::path outer = path.parent_path(); outer.has_relative_path();
       outer = outer.parent_path()) {
    if (!fs::is_regular_file(outer / kManifestFile, error) ||
        !fs::is_directory(outer / kHistories, error)) {
      continue;
    }
    return Fail(ExitCode::kUsage,
                fmt::format("{}: is in the corpus {}: name a folder outside of "
                            "it",
                            folder, outer.string()));
  }
  return {};
}

// A folder that is no corpus yet becomes one only if nothing in it can be
// meant for something else.
Outcome<void> CheckMayBecomeCorpus(const std::string& folder) {
  std::error_code error;
  std::string other;
  for (const auto& found : fs::directory_iterator(folder, error)) {
    const std::string name = found.path().filename().string();
    if (name == kHistories) {
      return Fail(ExitCode::kIntegrity,
                  fmt::format("{}: has histories but no {}: restore it, say "
                              "from git, or name a new folder and import them",
                              folder, kManifestFile));
    }
    const bool ours = name == kState || name == "lockstep.corpus.toml";
    if (!ours && !name.starts_with('.') && (other.empty() || name < other)) {
      other = name;
    }
  }
  if (error) return tl::unexpected(ReadFailure(folder, error.value()));
  if (other.empty()) return {};
  return Fail(ExitCode::kUsage,
              fmt::format("{}: is neither a corpus nor empty (it has \"{}\"): "
                          "name a new folder",
                          folder, other));
}

Outcome<void> OfNewer(const std::string& place, const std::string& what) {
  return Fail(ExitCode::kIntegrity,
              fmt::format("{}: {}: this corpus was written by a newer "
                          "lockstep-fetch; update lockstep-fetch",
                          place, what));
}

}  // namespace

Outcome<std::unique_ptr<Store>> Store::Open(const std::string& folder,
                                            Corpus::Access access) {
  if (folder.empty()) {
    return Fail(ExitCode::kUsage,
                "the folder of the corpus has no name: give it one");
  }
  // Not make_unique: the constructor is ours alone.
  std::unique_ptr<Store> store(new Store(WithoutEnd(folder), access));
  const Outcome<void> opened = access == Corpus::Access::kRead
                                   ? store->OpenToRead()
                                   : store->OpenToWrite();
  if (!opened) return tl::unexpected(opened.error());
  return store;
}

// A writer may put a new manifest in place between our opening of manifest and
// journal; then they are neither of the old corpus nor of the new one. Once
// both are open, whatever is done to their names does not matter.
Outcome<void> Store::OpenToRead() {
  root_ = OpenFile(open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root_) {
    if (errno != ENOENT) return tl::unexpected(ReadFailure(folder_, errno));
    return Fail(ExitCode::kUsage,
                fmt::format("{}: there is no such folder: check the name, or "
                            "make a corpus with `lockstep-fetch sync`",
                            folder_));
  }
  constexpr int kAttempts = 1000;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (Outcome<void> opened = OpenFiles(); !opened) return opened;
    if (IsManifestCurrent()) return Load();
  }
  return Fail(ExitCode::kPartial,
              fmt::format("{}: is rewritten by another lockstep-fetch all the "
                          "time: wait until that ends",
                          folder_));
}

Outcome<void> Store::OpenToWrite() {
  if (Outcome<void> outside = CheckIsInNoCorpus(folder_); !outside) {
    return outside;
  }
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) return tl::unexpected(WriteFailure(folder_, error.value()));
  root_ = OpenFile(open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root_) return tl::unexpected(WriteFailure(folder_, errno));
  if (!Exists(root_.get(), kManifestFile)) {
    Outcome<void> may = CheckMayBecomeCorpus(folder_);
    if (!may) return may;
  }
  if (Outcome<void> made = MakeStateFolder(); !made) return made;
  Outcome<OpenFile> lock = LockState(state_folder_.get(), folder_);
  if (!lock) return tl::unexpected(lock.error());
  lock_ = std::move(*lock);
  CorpusState state;
  state.reason = kNothingYet;
  if (Exists(root_.get(), kManifestFile)) {
    if (Outcome<void> opened = OpenFiles(); !opened) return opened;
    if (Outcome<void> loaded = Load(); !loaded) return loaded;
    state = state_;
  }
  if (Outcome<void> folded = Fold(state); !folded) return folded;
  // Of a manifest that was replaced, or never was: it says nothing any more.
  unlinkat(state_folder_.get(), kJournalFile, 0);
  if (Outcome<void> opened = OpenHistories(); !opened) return opened;
  flusher_ =
      std::jthread([this](const std::stop_token& stop) { FlushInTime(stop); });
  return {};
}

Outcome<void> Store::MakeStateFolder() {
  const std::string path = folder_ + "/" + kState;
  Outcome<OpenFile> made = MakeFolder(root_.get(), kState, path);
  if (!made) return tl::unexpected(made.error());
  state_folder_ = std::move(*made);
  // Its own, so that the corpus needs no line in the repository's.
  constexpr char kIgnore[] = ".gitignore";
  if (!Exists(state_folder_.get(), kIgnore)) {
    constexpr mode_t kAsUmaskSays = 0666;
    const OpenFile file(openat(state_folder_.get(), kIgnore,
                               O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
                               kAsUmaskSays));
    if (!file || !WriteAll(file.get(), "*\n")) {
      return tl::unexpected(WriteFailure(path + "/" + kIgnore, errno));
    }
  }
  for (const char* name : {"tmp", "partial"}) {
    const Outcome<OpenFile> folder =
        MakeFolder(state_folder_.get(), name, path + "/" + name);
    if (!folder) return tl::unexpected(folder.error());
  }
  return {};
}

Outcome<void> Store::OpenHistories() {
  Outcome<OpenFile> histories =
      MakeFolder(root_.get(), kHistories, folder_ + "/" + kHistories);
  if (!histories) return tl::unexpected(histories.error());
  histories_folder_ = std::move(*histories);
  SweepHistories(histories_folder_.get(), index_);
  const OpenFile temporaries(
      openat(state_folder_.get(), "tmp",
             O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (temporaries) SweepTemporaries(temporaries.get());
  return {};
}

Outcome<void> Store::OpenFiles() {
  const auto failure = [this](const char* name, std::string_view remedy) {
    const std::string path = folder_ + "/" + name;
    return tl::unexpected(errno == ELOOP ? NoRegularFile(path, remedy)
                                         : ReadFailure(path, errno));
  };
  manifest_ = OpenRegular(root_.get(), kManifestFile);
  if (!manifest_ && errno == ENOENT) {
    return Fail(ExitCode::kIntegrity,
                fmt::format("{}: is not a corpus: it has no {}; name a folder "
                            "that lockstep-fetch made",
                            folder_, kManifestFile));
  }
  if (!manifest_) return failure(kManifestFile, "restore it");
  journal_ = OpenRegular(root_.get(), kJournalPath);
  // Histories that only it names are swept away if it is taken for none.
  if (!journal_ && errno != ENOENT) return failure(kJournalPath, "remove it");
  journal_bytes_ = JournalBytes();
  return {};
}

Outcome<void> Store::Load() {
  const bool wanted = access_ == Corpus::Access::kWrite || journal_;
  LineReader lines(manifest_.get(), wanted ? HashBytes::kYes : HashBytes::kNo);
  Outcome<void> read =
      ReadManifest(lines, folder_ + "/" + kManifestFile, state_, index_);
  if (!read) return read;
  if (!wanted) return {};
  manifest_hash_ = lines.Hash();
  return journal_ ? ReplayJournal() : Outcome<void>();
}

Outcome<void> Store::ReplayJournal() {
  const std::string path = folder_ + "/" + kJournalPath;
  LineReader lines(journal_.get(), HashBytes::kNo);
  std::optional<JournalStart> start;
  if (lines.Next() && lines.ended()) start = ParseJournalHeader(lines.line());
  if (start && start->format > kJournalFormat) {
    return OfNewer(path, fmt::format("is of format {}", start->format));
  }
  const bool applies = start && start->base == manifest_hash_;
  bool changed = false;
  while (applies && lines.Next() && lines.ended()) {
    const std::optional<JournalRecord> record = ParseRecord(lines.line());
    if (!record) break;
    if (record->kind == JournalRecord::Kind::kUnknown) {
      return OfNewer(fmt::format("{}:{}", path, lines.number()),
                     "is a change of an unknown kind");
    }
    changed = true;
    if (record->kind == JournalRecord::Kind::kRemove) {
      index_.Erase(KeyOf(record->name_space, record->run_id));
      continue;
    }
    const Result<Entry> entry = ParseEntry(record->entry_line);
    if (!entry || !Index::FileIdOf(*entry)) {
      return Fail(ExitCode::kIntegrity,
                  fmt::format("{}:{}: {}; remove the file, then run "
                              "`lockstep-fetch sync` again",
                              path, lines.number(),
                              entry ? "the member \"file\" is no name that "
                                      "lockstep-fetch gives"
                                    : entry.error().message));
    }
    const Place place{
        .in = Place::In::kJournal,
        .offset = lines.offset() + PutOffset(),
        .length = static_cast<uint32_t>(record->entry_line.size())};
    index_.Set(KeyOf(entry->name_space, entry->run_id), *entry, place);
  }
  if (lines.error() != 0) {
    return tl::unexpected(ReadFailure(path, lines.error()));
  }
  if (!changed) {
    journal_ = OpenFile();
  } else if (state_.complete) {
    state_.complete = false;
    state_.reason = kInterrupted;
  }
  return {};
}

bool Store::HasChanged() const {
  return access_ == Corpus::Access::kRead &&
         (!IsManifestCurrent() || JournalBytes() != journal_bytes_);
}

int64_t Store::JournalBytes() const {
  struct stat status {};
  if (fstatat(root_.get(), kJournalPath, &status, 0) != 0) return 0;
  return status.st_size;
}

bool Store::IsManifestCurrent() const {
  struct stat read {};
  struct stat now {};
  return fstat(manifest_.get(), &read) == 0 &&
         fstatat(root_.get(), kManifestFile, &now, 0) == 0 &&
         read.st_ino == now.st_ino && read.st_dev == now.st_dev;
}

}  // namespace lockstep::fetch
