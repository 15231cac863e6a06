#include "history_fetch/importing/import.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "history_fetch/corpus/missing_files.h"
#include "history_fetch/failed_command.h"
#include "history_fetch/importing/completeness.h"
#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

using Kind = Imported::Result;
using Json = nlohmann::ordered_json;

const char* Word(Kind kind) {
  switch (kind) {
    case Kind::kAdded:
      return "added";
    case Kind::kReplaced:
      return "replaced";
    case Kind::kKept:
      return "kept";
    case Kind::kFailed:
      return "failed";
    case Kind::kSkipped:
      return "skipped";
  }
  return "";
}

void Count(const Imported& imported, ImportSummary& summary) {
  switch (imported.result) {
    case Kind::kAdded:
      ++summary.added;
      break;
    case Kind::kReplaced:
      ++summary.replaced;
      break;
    case Kind::kKept:
      ++summary.kept;
      break;
    case Kind::kFailed:
      ++summary.failed;
      break;
    case Kind::kSkipped:
      ++summary.skipped;
      if (summary.skips[imported.skipped].count++ == 0) {
        summary.skips[imported.skipped].first = imported.file;
      }
      break;
  }
  const bool taken =
      imported.result == Kind::kAdded || imported.result == Kind::kReplaced;
  if (taken && imported.entry.workflow_id.empty()) ++summary.nameless;
  // Integrity has the larger number.
  summary.code = std::max(summary.code, imported.code);
}

void NoteMissing(const MissingFiles& missing, ImportSummary& summary,
                 CorpusState& after) {
  if (missing.count == 0) return;
  summary.missing = missing.count;
  summary.code = std::max(summary.code, ExitCode::kIntegrity);
  if (!after.complete && !after.reason.empty()) return;
  after.complete = false;
  after.reason = "an import found that " + ToSentence(missing);
}

Json OrNull(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

std::string Plural(int64_t count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

}  // namespace

Outcome<ImportSummary> ImportFiles(
    const rpc::Schema& schema, const std::string& folder,
    const std::vector<std::string>& paths, const ImportOptions& options,
    const std::function<void(const Imported&)>& report) {
  const auto sources = ListSources(paths, folder);
  if (!sources) return tl::unexpected(sources.error());
  if (sources->files.empty() && !paths.empty()) {
    return Fail(ExitCode::kMinima,
                "there are no files in the folders that were named: name the "
                "histories to import");
  }
  Outcome<Corpus> corpus = Corpus::OpenForOriginals(folder);
  if (!corpus) return tl::unexpected(corpus.error());
  Completeness completeness(corpus->state(), corpus->size(),
                            {paths, *sources, options.left_out});
  Outcome<void> done = corpus->Finish(completeness.Meanwhile());
  ImportSummary summary;
  summary.files = static_cast<int64_t>(sources->files.size());
  Importer importer(schema, *corpus, options, [&](const Imported& imported) {
    Count(imported, summary);
    if (imported.result == Kind::kFailed)
      completeness.NoteFailed(imported.file);
    report(imported);
  });
  if (done) {
    done = importer.Import(sources->files, [&](const SourceFile& source) {
      completeness.NoteRead(source.path);
    });
  }
  if (!done) return tl::unexpected(done.error());
  if (importer.stopped()) {
    summary.stopped = true;
    summary.code = std::max(summary.code, ExitCode::kPartial);
  }
  const auto missing = FindMissingFiles(*corpus);
  if (!missing) return tl::unexpected(missing.error());
  CorpusState after = completeness.After(summary);
  NoteMissing(*missing, summary, after);
  done = corpus->Finish(after);
  if (!done) return tl::unexpected(done.error());
  summary.left_out = static_cast<int64_t>(after.left_out.size());
  summary.reason = corpus->state().reason;
  return summary;
}

std::string NameOf(const Imported& imported) {
  std::string name = Printable(imported.file, 400);
  if (!imported.place.empty()) name += ", " + imported.place;
  return name;
}

std::string ToText(const Imported& imported) {
  const Entry& entry = imported.entry;
  std::string line = fmt::format("{:<8}", Word(imported.result));
  if (!entry.run_id.empty()) {
    line += fmt::format(
        "  {}  {}  {}  {}", Printable(entry.workflow_type),
        entry.workflow_id.empty() ? "(unknown workflow id)"
                                  : Printable(entry.workflow_id),
        Printable(entry.run_id), Plural(entry.events, "event", "events"));
  }
  line += "  " + NameOf(imported);
  if (imported.result == Kind::kSkipped) return line + ": " + imported.skipped;
  const bool failed = imported.result == Kind::kFailed;
  if (!failed && !imported.message.empty()) line += ": " + imported.message;
  return line;
}

std::string ToText(const ImportSummary& summary) {
  std::string text;
  for (const auto& [why, files] : summary.skips) {
    text += fmt::format("skipped   {}, first {}: {}\n",
                        Plural(files.count, "file", "files"),
                        Printable(files.first, 400), why);
  }
  text += fmt::format(
      "{} in {}: {} added, {} replaced, {} kept, {} failed",
      Plural(summary.added + summary.replaced + summary.kept + summary.failed,
             "history", "histories"),
      Plural(summary.files, "file", "files"), summary.added, summary.replaced,
      summary.kept, summary.failed);
  if (summary.skipped != 0) {
    text += fmt::format("; {} skipped",
                        Plural(summary.skipped, "other file", "other files"));
  }
  if (summary.missing != 0) {
    text += fmt::format("; {} of the corpus missing: restore or import again",
                        Plural(summary.missing, "file", "files"));
  }
  if (summary.stopped) {
    text += "; interrupted: run it again for the rest";
  }
  return text;
}

std::vector<std::string> WarningsOf(const ImportSummary& summary) {
  std::vector<std::string> warnings;
  if (summary.nameless != 0) {
    warnings.push_back(fmt::format(
        "warning: the workflow {} of {} not known, and ids made from it will "
        "differ in replay: pass --workflow-id, or name files \"<workflow "
        "id>.<run id>.json\"",
        summary.nameless == 1 ? "id" : "ids",
        Plural(summary.nameless, "history is", "histories are")));
  }
  // What this import has left out, it has told already.
  const bool told = summary.failed != 0 || summary.stopped ||
                    summary.missing != 0 || summary.reason.empty();
  if (!told) {
    warnings.push_back("note: the corpus is still marked incomplete: " +
                       Printable(summary.reason, 1000));
  }
  return warnings;
}

std::string ToJson(const Imported& imported) {
  const Entry& entry = imported.entry;
  Json json;
  json["result"] = Word(imported.result);
  json["file"] = imported.file;
  const auto set = [&](const char* key, const auto& value) {
    if (!value.empty()) json[key] = value;
  };
  set("place", imported.place);
  set("form", imported.form);
  set("namespace", entry.name_space);
  set("workflow_id", entry.workflow_id);
  set("run_id", entry.run_id);
  set("workflow_type", entry.workflow_type);
  set("status", entry.status);
  if (entry.events != 0) json["events"] = entry.events;
  set("message", imported.message);
  if (imported.result == Kind::kFailed) {
    json["exit_code"] = static_cast<int>(imported.code);
  }
  set("warnings", imported.warnings);
  set("unknown_fields", imported.dropped);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string ToJson(const ImportSummary& summary) {
  Json json = {{"files", summary.files},
               {"added", summary.added},
               {"replaced", summary.replaced},
               {"kept", summary.kept},
               {"failed", summary.failed},
               {"skipped", summary.skipped},
               {"without_workflow_id", summary.nameless},
               {"missing_files", summary.missing},
               {"left_out", summary.left_out},
               {"complete", summary.reason.empty()},
               {"reason", OrNull(summary.reason)},
               {"stopped", summary.stopped}};
  AddEnding(summary.code, {}, json);
  return json.dump();
}

std::string SummaryJson(const Failure& failure) {
  Json json;
  AddEnding(failure.code, {failure}, json);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace lockstep::fetch
