#include "history_fetch/importing/source_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <new>

#include "history/gunzip.h"
#include "history_fetch/corpus/corpus.h"
#include "history_fetch/export_index.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;

constexpr char kStandardInput[] = "-";

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// By any of its suffixes: "a.json.part" was to become a history.
Called CalledLike(std::string_view name) {
  Called called = Called::kOtherwise;
  size_t dot = name.find('.');
  while (dot != name.npos) {
    const size_t next = name.find('.', dot + 1);
    const std::string_view suffix = name.substr(dot + 1, next - dot - 1);
    for (const char* known : {"json", "bin", "binpb", "pb"}) {
      if (suffix == known) return Called::kLikeHistory;
    }
    if (suffix == "jsonl" || suffix == "ndjson") called = Called::kLikeLines;
    dot = next;
  }
  return called;
}

bool IsCorpus(const fs::path& folder) {
  std::error_code error;
  return fs::is_regular_file(folder / "manifest.jsonl", error);
}

class Lister {
 public:
  explicit Lister(const std::string& corpus) : corpus_(corpus) {}

  Outcome<void> Add(const fs::path& path) {
    std::error_code error;
    if (path == kStandardInput || !fs::is_directory(path, error)) {
      // One that cannot be read is told of when its turn comes.
      sources_.files.push_back({path.string(), Called::kByUser, {}, {}});
      return {};
    }
    return AddFolder(path);
  }

  Sources Take() {
    std::vector<SourceFile>& files = sources_.files;
    std::sort(files.begin(), files.end(),
              [](const SourceFile& a, const SourceFile& b) {
                return a.path < b.path;
              });
    const auto end = std::unique(files.begin(), files.end(),
                                 [](const SourceFile& a, const SourceFile& b) {
                                   return a.path == b.path;
                                 });
    files.erase(end, files.end());
    for (SourceFile& file : files) {
      const auto noted = noted_.find(file.path);
      if (noted != noted_.end()) file.beside = noted->second;
    }
    std::vector<std::string>& corpora = sources_.corpora;
    std::sort(corpora.begin(), corpora.end());
    corpora.erase(std::unique(corpora.begin(), corpora.end()), corpora.end());
    return std::move(sources_);
  }

 private:
  Outcome<void> AddFolder(const fs::path& folder) {
    if (IsCorpus(folder)) return AddCorpus(folder);
    const Outcome<ExportIndex> index = ReadExportIndex(folder.string());
    if (!index) return tl::unexpected(index.error());
    for (const auto& [file, hints] : *index) {
      noted_[(folder / file).string()] = hints;
    }
    std::error_code error;
    fs::directory_iterator found(folder, error);
    for (; !error && found != fs::directory_iterator();
         found.increment(error)) {
      const Outcome<void> added = AddFound(*found);
      if (!added) return added;
    }
    if (!error) return {};
    return Fail(ExitCode::kPartial,
                fmt::format("{}: cannot be listed: {}; correct the rights, and "
                            "run this again",
                            folder.string(), error.message()));
  }

  Outcome<void> AddFound(const fs::directory_entry& found) {
    const std::string name = found.path().filename().string();
    if (name.starts_with('.') || name == kExportIndex) return {};
    // Of this entry alone: a link that leads nowhere is no reason to leave out
    // the others.
    std::error_code error;
    const fs::file_status status = found.status(error);
    // A link to a folder may lead round in circles.
    if (fs::is_directory(status)) {
      return found.is_symlink(error) ? Outcome<void>()
                                     : AddFolder(found.path());
    }
    // What is not there or cannot be looked at is named when its turn comes.
    if (fs::is_regular_file(status) || !fs::exists(status)) {
      sources_.files.push_back(
          {found.path().string(), CalledLike(name), {}, {}});
    }
    return {};
  }

  Outcome<void> AddCorpus(const fs::path& folder) {
    std::error_code error;
    if (fs::equivalent(folder, corpus_, error)) {
      return Fail(ExitCode::kUsage,
                  fmt::format("{}: is the corpus to import into: name the "
                              "files that are to come into it",
                              folder.string()));
    }
    Outcome<Corpus> opened =
        Corpus::Open(folder.string(), Corpus::Access::kRead);
    if (!opened) return tl::unexpected(opened.error());
    sources_.opened.push_back(std::make_unique<Corpus>(std::move(*opened)));
    const Corpus* corpus = sources_.opened.back().get();
    sources_.corpora.push_back(corpus->folder());
    if (!corpus->state().complete) sources_.incomplete = true;
    return corpus->ForEach([&](const Entry& entry) -> Outcome<void> {
      sources_.files.push_back(
          {(folder / entry.file).string(), Called::kByUser, {}, entry, corpus});
      return {};
    });
  }

  const std::string& corpus_;
  ExportIndex noted_;  // by path
  Sources sources_;
};

// Held against the manifest: what it says of a text, and that it is redacted,
// must not be said of another.
Outcome<std::string> ReadOfCorpus(const SourceFile& source) {
  Outcome<std::string> text = ReadHistoryText(*source.corpus, *source.entry);
  if (text) return text;
  Failure failure = text.error();
  const std::string name =
      source.corpus->folder() + "/" + source.entry->file + ": ";
  if (failure.message.starts_with(name)) failure.message.erase(0, name.size());
  return tl::unexpected(std::move(failure));
}

Outcome<std::string> ReadFile(const std::string& path) {
  std::unique_ptr<std::FILE, CloseFile> opened;
  std::FILE* file = stdin;
  if (path != kStandardInput) {
    opened.reset(std::fopen(path.c_str(), "rbe"));
    file = opened.get();
  }
  const auto unreadable = [] {
    return Fail(ExitCode::kPartial,
                fmt::format("cannot be read: {}: check its name and rights",
                            std::strerror(errno)));
  };
  if (file == nullptr) return unreadable();
  std::string bytes;
  char buffer[1 << 16];
  while (const size_t count = std::fread(buffer, 1, sizeof buffer, file)) {
    bytes.append(buffer, count);
  }
  if (std::ferror(file) != 0) return unreadable();
  return bytes;
}

}  // namespace

Outcome<Sources> ListSources(const std::vector<std::string>& paths,
                             const std::string& corpus) {
  Lister lister(corpus);
  for (const std::string& path : paths) {
    const Outcome<void> added = lister.Add(path);
    if (!added) return tl::unexpected(added.error());
  }
  return lister.Take();
}

std::string WhySkipped(Called called, Unreadable::Kind kind) {
  if (called == Called::kByUser) return "";
  switch (kind) {
    case Unreadable::Kind::kDamaged:
      return "";
    case Unreadable::Kind::kRunList:
      return "lists of runs, without events";
    case Unreadable::Kind::kNoEvents:
      return called == Called::kLikeHistory ? "" : "JSON without events";
    case Unreadable::Kind::kOther:
      return called == Called::kOtherwise
                 ? "neither JSON nor a serialised history"
                 : "";
  }
  return "";
}

Outcome<std::string> ReadSource(const SourceFile& source, size_t most) {
  if (source.corpus != nullptr) return ReadOfCorpus(source);
  Outcome<std::string> bytes = ReadFile(source.path);
  if (!bytes || !bytes->starts_with("\x1F\x8B")) return bytes;
  try {
    Result<std::string> unpacked = history::Gunzip(*bytes, most);
    if (unpacked) return std::move(*unpacked);
    return Fail(ExitCode::kIntegrity, unpacked.error().message);
  } catch (const std::bad_alloc&) {
    return Fail(ExitCode::kIntegrity,
                "unpacks to more than there is memory for: leave it out, or "
                "split it");
  }
}

}  // namespace lockstep::fetch
