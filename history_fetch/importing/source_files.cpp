#include "history_fetch/importing/source_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

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
    for (const auto& found : fs::directory_iterator(folder, error)) {
      const std::string name = found.path().filename().string();
      if (name.starts_with('.') || name == kExportIndex) continue;
      // A link to a folder may lead round in circles.
      if (found.is_directory(error) && !found.is_symlink(error)) {
        const Outcome<void> added = AddFolder(found.path());
        if (!added) return added;
      } else if (found.is_regular_file(error)) {
        sources_.files.push_back(
            {found.path().string(), CalledLike(name), {}, {}});
      }
    }
    if (!error) return {};
    return Fail(ExitCode::kPartial,
                fmt::format("{}: cannot be listed: {}; correct the rights, and "
                            "run this again",
                            folder.string(), error.message()));
  }

  Outcome<void> AddCorpus(const fs::path& folder) {
    std::error_code error;
    if (fs::equivalent(folder, corpus_, error)) {
      return Fail(ExitCode::kUsage,
                  fmt::format("{}: is the corpus to import into: name the "
                              "files that are to come into it",
                              folder.string()));
    }
    const Outcome<Corpus> corpus =
        Corpus::Open(folder.string(), Corpus::Access::kRead);
    if (!corpus) return tl::unexpected(corpus.error());
    sources_.corpora.push_back(corpus->folder());
    if (!corpus->state().complete) sources_.incomplete = true;
    return corpus->ForEach([&](const Entry& entry) -> Outcome<void> {
      sources_.files.push_back(
          {(folder / entry.file).string(), Called::kByUser, {}, entry});
      return {};
    });
  }

  const std::string& corpus_;
  ExportIndex noted_;  // by path
  Sources sources_;
};

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

Outcome<std::string> ReadSource(const SourceFile& source) {
  std::unique_ptr<std::FILE, CloseFile> opened;
  std::FILE* file = stdin;
  if (source.path != kStandardInput) {
    opened.reset(std::fopen(source.path.c_str(), "rbe"));
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
  if (!bytes.starts_with("\x1F\x8B")) return bytes;
  constexpr size_t kMost = size_t{4} << 30;  // what a JSON text may have
  Result<std::string> unpacked = history::Gunzip(bytes, kMost);
  if (unpacked) return std::move(*unpacked);
  return Fail(ExitCode::kIntegrity, unpacked.error().message);
}

}  // namespace lockstep::fetch
