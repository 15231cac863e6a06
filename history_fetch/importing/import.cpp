#include "history_fetch/importing/import.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "history_fetch/corpus/missing_files.h"
#include "history_fetch/failed_command.h"
#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

using Kind = Imported::Result;
using Json = nlohmann::ordered_json;

// What an import says of a corpus begins with this, and a later import may
// take it back.
constexpr std::string_view kOurs = "an import ";
// Not so what it takes over from other corpora.
constexpr std::string_view kTakenOver = "imported from ";
constexpr char kTakenOverTwice[] =
    "imported from several corpora that were incomplete: complete them, and "
    "import them into a new corpus";
constexpr char kInterrupted[] =
    "an import was interrupted or is still going on: run it again";

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
      break;
  }
  const bool taken =
      imported.result == Kind::kAdded || imported.result == Kind::kReplaced;
  if (taken && imported.entry.workflow_id.empty()) ++summary.nameless;
  // Integrity has the larger number.
  summary.code = std::max(summary.code, imported.code);
}

// Why a corpus is incomplete into which histories of `corpora` came, of which
// one or more were. Only an import of the same corpora takes it back.
std::string TakenOver(const std::vector<std::string>& corpora) {
  std::string names;
  for (const std::string& folder : corpora) {
    names += (names.empty() ? "" : ", ") + Printable(folder, 400);
  }
  return fmt::format(
      "{}{}, {}", kTakenOver, names,
      corpora.size() == 1
          ? "which was incomplete: complete that one, and import it again"
          : "of which some were incomplete: complete those, and import all of "
            "them again");
}

// What an import may say about the corpus as a whole.
class Completeness {
 public:
  Completeness(const CorpusState& before, size_t size, const Sources& sources)
      : before_(before) {
    const std::string same = TakenOver(sources.corpora);
    if (sources.incomplete) taken_over_ = same;
    const bool fresh = size == 0 && before.reason == kNothingYet;
    // What a plan wants, sync knows.
    ours_ = before.complete || fresh || before.reason.starts_with(kOurs) ||
            (before.reason == same && !sources.corpora.empty());
    if (ours_) return;
    // A second mark of this kind: no one import can take back both.
    if (sources.incomplete && before.reason.starts_with(kTakenOver)) {
      before_.reason = kTakenOverTwice;
    }
  }

  std::string reason_meanwhile() const {
    if (ours_ && !taken_over_.empty()) return taken_over_;
    if (ours_ && !before_.reason.starts_with(kTakenOver)) return kInterrupted;
    return before_.reason;
  }

  CorpusState After(const ImportSummary& summary) const {
    CorpusState after = before_;
    if (!ours_) return after;
    after.complete =
        summary.failed == 0 && !summary.stopped && taken_over_.empty();
    if (after.complete) {
      after.reason.clear();
    } else if (!taken_over_.empty() || before_.reason.starts_with(kTakenOver)) {
      after.reason = reason_meanwhile();
    } else if (summary.failed != 0) {
      after.reason = fmt::format(
          "an import left out {} {}: correct what it named, and import again",
          summary.failed, summary.failed == 1 ? "history" : "histories");
    } else {
      after.reason = kInterrupted;
    }
    return after;
  }

 private:
  CorpusState before_;
  bool ours_ = false;
  std::string taken_over_;  // empty: nothing
};

void NoteMissing(const MissingFiles& missing, ImportSummary& summary,
                 CorpusState& after) {
  if (missing.count == 0) return;
  summary.missing = missing.count;
  summary.code = std::max(summary.code, ExitCode::kIntegrity);
  if (!after.complete && !after.reason.empty()) return;
  after.complete = false;
  after.reason = "an import found that " + ToSentence(missing);
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
  if (sources->files.empty()) {
    return Fail(ExitCode::kMinima,
                "there are no files in the folders that were named: name the "
                "histories to import");
  }
  Outcome<Corpus> corpus = Corpus::OpenForOriginals(folder);
  if (!corpus) return tl::unexpected(corpus.error());
  const Completeness completeness(corpus->state(), corpus->size(), *sources);
  Outcome<void> done = corpus->BeginChange(completeness.reason_meanwhile());
  ImportSummary summary;
  summary.files = static_cast<int64_t>(sources->files.size());
  Importer importer(schema, *corpus, options, [&](const Imported& imported) {
    Count(imported, summary);
    report(imported);
  });
  if (done) done = importer.Import(sources->files);
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
  const bool failed =
      imported.result == Kind::kFailed || imported.result == Kind::kSkipped;
  if (!failed && !imported.message.empty()) line += ": " + imported.message;
  return line;
}

std::string ToText(const ImportSummary& summary) {
  std::string text = fmt::format(
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

std::string WarningOf(const ImportSummary& summary) {
  if (summary.nameless == 0) return "";
  return fmt::format(
      "warning: the workflow {} of {} not known, and ids made from it will "
      "differ in replay: pass --workflow-id, or name files \"<workflow "
      "id>.<run "
      "id>.json\"",
      summary.nameless == 1 ? "id" : "ids",
      Plural(summary.nameless, "history is", "histories are"));
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
