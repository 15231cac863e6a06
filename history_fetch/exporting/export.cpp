#include "history_fetch/exporting/export.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "history_fetch/export_index.h"
#include "history_fetch/parallel.h"
#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;

struct Run {
  std::string name_space;
  std::string run_id;
};

bool Matches(const ExportRequest& request, const Entry& entry) {
  const auto wanted = [](const std::set<std::string>& set,
                         const std::string& value) {
    return set.empty() || set.contains(value);
  };
  return wanted(request.types, entry.workflow_type) &&
         wanted(request.statuses, entry.status) &&
         wanted(request.workflow_ids, entry.workflow_id) &&
         wanted(request.run_ids, entry.run_id);
}

Outcome<void> CheckOutside(const Corpus& corpus, const std::string& path,
                           const char* what) {
  std::error_code ignored;
  const fs::path home = fs::weakly_canonical(corpus.folder(), ignored) / "";
  const fs::path there = fs::weakly_canonical(path, ignored) / "";
  if (!there.string().starts_with(home.string())) return {};
  return Fail(
      ExitCode::kUsage,
      fmt::format("{}: is in the corpus: name a {} outside of it", path, what));
}

Outcome<void> CheckRequest(const Corpus& corpus, const ExportRequest& request) {
  if (request.folder.empty()) {
    if (request.file.empty() || request.file == "-") return {};
    return CheckOutside(corpus, request.file, "file");
  }
  if (!request.file.empty()) {
    return Fail(ExitCode::kUsage,
                "--to and --file say two places: give one of them");
  }
  if (request.format == ExportFormat::kJsonl) {
    return Fail(ExitCode::kUsage,
                "--format jsonl makes one file of all histories: name it with "
                "--file instead of --to");
  }
  return CheckOutside(corpus, request.folder, "folder");
}

// Checks that there is something to export, and that each run id that was asked
// for is there.
Outcome<std::vector<Run>> Select(const Corpus& corpus,
                                 const ExportRequest& request) {
  std::vector<Run> runs;
  std::set<std::string> missing = request.run_ids;
  const Outcome<void> read = corpus.ForEach([&](const Entry& entry) {
    missing.erase(entry.run_id);
    if (Matches(request, entry)) {
      runs.push_back({entry.name_space, entry.run_id});
    }
    return Outcome<void>();
  });
  if (!read) return tl::unexpected(read.error());
  if (corpus.size() == 0) {
    return Fail(ExitCode::kMinima,
                fmt::format("{}: holds no history: fill it with "
                            "`lockstep-fetch sync`",
                            corpus.folder()));
  }
  if (!missing.empty()) {
    return Fail(ExitCode::kUsage,
                fmt::format("{}: has no run {}: check --run-id",
                            corpus.folder(), Printable(*missing.begin())));
  }
  if (runs.empty()) {
    return Fail(
        ExitCode::kUsage,
        fmt::format("{}: none of its {} histories is of that --type, "
                    "--status, --workflow-id and --run-id: see `lockstep-fetch "
                    "status`",
                    corpus.folder(), corpus.size()));
  }
  return runs;
}

// The path in the folder, from "histories/<slug>/<name>.json.gz".
std::string PathIn(const ExportRequest& request, const Entry& entry) {
  const fs::path file = entry.file;
  const std::string stem = file.stem().stem().string();
  return (fs::path(request.folder) / file.parent_path().filename() /
          (stem + ExtensionOf(request.format)))
      .string();
}

using Visit = std::function<Outcome<void>(const Entry&)>;

Outcome<void> ForEachOf(const Corpus& corpus, const std::vector<Run>& runs,
                        const Visit& visit) {
  for (const Run& run : runs) {
    const Outcome<Entry> entry = corpus.Read(run.name_space, run.run_id);
    if (!entry) return tl::unexpected(entry.error());
    if (Outcome<void> done = visit(*entry); !done) return done;
  }
  return {};
}

// Writes rendered histories and counts them.
class Exporter {
 public:
  Exporter(const Corpus& corpus, const ExportRequest& request,
           const std::vector<Run>& runs)
      : corpus_(corpus), request_(request), runs_(runs) {}

  Outcome<void> LoadSchema() {
    if (request_.format != ExportFormat::kBinpb) return {};
    if (request_.descriptors.empty()) {
      schema_ = rpc::Schema::Embedded();
      return {};
    }
    Result<rpc::Schema> loaded = rpc::Schema::FromFile(request_.descriptors);
    if (!loaded) return Fail(ExitCode::kUsage, loaded.error().message);
    schema_ = std::move(*loaded);
    return {};
  }

  Outcome<void> ToFolder() {
    // All of them first: half an export is worse than none.
    Outcome<void> free = ForEachOf(corpus_, runs_, [&](const Entry& entry) {
      return CheckMayWrite(PathIn(request_, entry), request_.overwrite);
    });
    if (!free) return free;
    if (Outcome<void> noted = NoteWhose(); !noted) return noted;
    return ForEachRendered([&](const RenderedRun& run) {
      Outcome<OutputFile> file =
          OutputFile::Create(PathIn(request_, run.entry), request_.overwrite);
      if (!file) return Outcome<void>(tl::unexpected(file.error()));
      Outcome<void> done = file->Write(run.rendered.bytes);
      return done ? file->Finish() : done;
    });
  }

  Outcome<void> ToFile() {
    Outcome<OutputFile> file =
        OutputFile::Create(request_.file, request_.overwrite);
    if (!file) return tl::unexpected(file.error());
    Outcome<void> done = ForEachRendered([&](const RenderedRun& run) {
      return file->Write(run.rendered.bytes);
    });
    return done ? file->Finish() : done;
  }

  Outcome<void> ToStdout(const std::function<bool(std::string_view)>& print) {
    return ForEachRendered([&](const RenderedRun& run) {
      if (print(run.rendered.bytes)) return Outcome<void>();
      return Outcome<void>(
          Fail(ExitCode::kPartial,
               "the export is not whole: send stdout to a place that takes "
               "it, or use --file"));
    });
  }

  const Exported& exported() const { return exported_; }

 private:
  struct RenderedRun {
    Entry entry;
    Rendered rendered;
  };

  Outcome<RenderedRun> RenderRun(const Run& run) const {
    Outcome<Entry> entry = corpus_.Read(run.name_space, run.run_id);
    if (!entry) return tl::unexpected(entry.error());
    Outcome<Rendered> rendered =
        Render(corpus_, *entry, request_.format, schema_ ? &*schema_ : nullptr);
    if (!rendered) return tl::unexpected(rendered.error());
    return RenderedRun{*std::move(entry), *std::move(rendered)};
  }

  // In the order of the runs; no more than a few texts are held.
  Outcome<void> ForEachRendered(
      const std::function<Outcome<void>(const RenderedRun&)>& write) {
    const auto at_once = static_cast<size_t>(2 * request_.threads);
    for (size_t begin = 0; begin < runs_.size(); begin += at_once) {
      const size_t count = std::min(at_once, runs_.size() - begin);
      std::vector<std::optional<Outcome<RenderedRun>>> rendered(count);
      ForEachIndex(count, request_.threads, [&](size_t i) {
        rendered[i].emplace(RenderRun(runs_[begin + i]));
      });
      for (const auto& run : rendered) {
        if (!*run) return tl::unexpected(run->error());
        if (Outcome<void> written = write(**run); !written) return written;
        ++exported_.histories;
        exported_.bytes += (**run).rendered.bytes.size();
        exported_.dropped += (**run).rendered.dropped;
      }
    }
    return {};
  }

  // Before the files: one that is there is never without its ids. Those of
  // earlier exports stay.
  Outcome<void> NoteWhose() {
    Outcome<ExportIndex> index = ReadExportIndex(request_.folder);
    if (!index) return tl::unexpected(index.error());
    Outcome<void> done = ForEachOf(corpus_, runs_, [&](const Entry& entry) {
      const fs::path file = PathIn(request_, entry);
      (*index)[file.lexically_relative(request_.folder).string()] = {
          entry.workflow_id, entry.run_id, entry.name_space};
      return Outcome<void>();
    });
    if (!done) return done;
    Outcome<OutputFile> file = OutputFile::Create(
        request_.folder + "/" + kExportIndex, Overwrite::kYes);
    if (!file) return tl::unexpected(file.error());
    done = file->Write(ToLines(*index));
    return done ? file->Finish() : done;
  }

  const Corpus& corpus_;
  const ExportRequest& request_;
  const std::vector<Run>& runs_;
  std::optional<rpc::Schema> schema_;
  Exported exported_;
};

}  // namespace

Outcome<Exported> Export(const Corpus& corpus, const ExportRequest& request,
                         const std::function<bool(std::string_view)>& print) {
  if (Outcome<void> good = CheckRequest(corpus, request); !good) {
    return tl::unexpected(good.error());
  }
  const Outcome<std::vector<Run>> runs = Select(corpus, request);
  if (!runs) return tl::unexpected(runs.error());
  const bool one_file = request.folder.empty();
  if (one_file && runs->size() > 1 && request.format != ExportFormat::kJsonl) {
    return Fail(ExitCode::kUsage,
                fmt::format("{} histories match, and a file holds one: choose "
                            "it with --run-id, or use --to FOLDER or --format "
                            "jsonl",
                            runs->size()));
  }
  Exporter exporter(corpus, request, *runs);
  Outcome<void> done = exporter.LoadSchema();
  if (!done) return tl::unexpected(done.error());
  if (!one_file) {
    done = exporter.ToFolder();
  } else if (request.file.empty() || request.file == "-") {
    done = exporter.ToStdout(print);
  } else {
    done = exporter.ToFile();
  }
  if (!done) return tl::unexpected(done.error());
  return exporter.exported();
}

}  // namespace lockstep::fetch
