#include "history_fetch/importing/importer.h"

#include <fmt/format.h>

#include <cstdio>
#include <utility>

#include "history_fetch/download/history_sink.h"
#include "history_fetch/importing/event_list.h"
#include "history_fetch/importing/identity.h"
#include "history_fetch/importing/read_histories.h"
#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

using Kind = Imported::Result;

std::string NameOf(const SourceFile& source, const std::string& place) {
  const std::string file =
      source.path == "-" ? "standard input" : Printable(source.path, 400);
  return place.empty() ? file : file + ": " + place;
}

// Nothing: the order is as it should be now.
std::string CheckEvents(Order order, rpc::Message& history) {
  if (EventCount(history) == 0) {
    return std::string("holds no events: ") + kDownloadAgain;
  }
  if (!IsNewestFirst(history)) return "";
  if (order == Order::kOldestFirst) {
    return "lists the newest event first: pass --reverse-order if it is whole";
  }
  Reverse(history);
  return "";
}

// Whether the corpus is better off with the history at hand than with what it
// has of the run, and why not.
bool IsBetter(const Entry& found, const Entry& known, std::string& why) {
  if (!known.redaction.empty() && found.redaction.empty()) {
    why = "the corpus has it redacted";
    return false;
  }
  if (known.closed != found.closed) {
    why = "the corpus has it to its end";
    return found.closed;
  }
  if (found.last_event_id > known.last_event_id) return true;
  why = found.last_event_id < known.last_event_id
            ? fmt::format("the corpus has it to event {}", known.last_event_id)
        : found.sha256 == known.sha256 ? "the corpus has it"
                                       : "the corpus has it with another text";
  return false;
}

// Whether what the corpus has can be read, or must stay nevertheless: what was
// redacted must not come back.
bool IsUsable(const Corpus& corpus, const Entry& known, const Entry& found) {
  if (!known.redaction.empty() && found.redaction.empty()) return true;
  const Outcome<std::string> text = ReadHistoryText(corpus, known);
  return text || text.error().code != ExitCode::kIntegrity;
}

std::string AboutDropped(const std::vector<std::string>& dropped) {
  const std::string first = Printable(dropped.front(), 200);
  const char* remedy = "name newer ones with --descriptors";
  if (dropped.size() == 1) {
    return fmt::format(
        "{} was left out, which these API definitions do not know: {}", first,
        remedy);
  }
  return fmt::format(
      "{} fields were left out, which these API definitions do not know, first "
      "{}: {}",
      dropped.size(), first, remedy);
}

// Files that are removed unless they have found their place.
class Temporaries {
 public:
  Temporaries(Corpus& corpus, KeepProto keep)
      : text(corpus.NewTemporary()),
        proto(keep == KeepProto::kYes ? corpus.NewTemporary() : "") {}
  ~Temporaries() {
    std::remove(text.c_str());
    if (!proto.empty()) std::remove(proto.c_str());
  }
  Temporaries(const Temporaries&) = delete;
  Temporaries& operator=(const Temporaries&) = delete;

  const std::string text;
  const std::string proto;
};

}  // namespace

Importer::Importer(const rpc::Schema& schema, Corpus& corpus,
                   const ImportOptions& options,
                   std::function<void(const Imported&)> report)
    : schema_(schema),
      corpus_(corpus),
      options_(options),
      report_(std::move(report)) {}

Outcome<void> Importer::Import(const SourceFile& source) {
  Imported whole;
  const Outcome<std::string> bytes = ReadSource(source);
  if (!bytes) {
    Refuse(source, whole, bytes.error().code, bytes.error().message);
    return {};
  }
  Outcome<void> done;
  ReadHistories(schema_, *bytes, [&](FoundOrNot found) {
    if (!done || stopped()) return;
    if (found) {
      done = Take(source, std::move(*found));
      return;
    }
    Imported imported;
    imported.place = found.error().place;
    Refuse(source, std::move(imported), ExitCode::kIntegrity,
           found.error().problem);
  });
  return done;
}

Outcome<void> Importer::Take(const SourceFile& source, FoundHistory found) {
  Imported imported;
  imported.place = found.place;
  imported.form = NameOf(found.form);
  imported.dropped = found.dropped;
  const std::string problem = CheckEvents(options_.order, *found.history);
  if (!problem.empty()) {
    Refuse(source, std::move(imported), ExitCode::kIntegrity, problem);
    return {};
  }
  const Temporaries files(corpus_, options_.keep_proto);
  const std::string name = NameOf(source, found.place);
  Outcome<Entry> entry = Write(name, *found.history, files.text, files.proto);
  if (!entry) {
    if (entry.error().code != ExitCode::kIntegrity) {
      return tl::unexpected(entry.error());
    }
    imported.file = source.path;
    imported.result = Kind::kFailed;
    imported.code = ExitCode::kIntegrity;
    imported.message = entry.error().message;
    report_(imported);
    return {};
  }
  imported.entry = std::move(*entry);
  return Put(source, found, imported, files.text, files.proto);
}

Outcome<Entry> Importer::Write(const std::string& name, rpc::Message& history,
                               const std::string& text_path,
                               const std::string& proto_path) {
  Outcome<std::unique_ptr<TextOutput>> text = OpenGzip(text_path);
  if (!text) return tl::unexpected(text.error());
  std::unique_ptr<TextOutput> proto;
  if (!proto_path.empty()) {
    auto opened = OpenPlain(proto_path);
    if (!opened) return tl::unexpected(opened.error());
    proto = std::move(*opened);
  }
  HistorySink sink(name, **text, proto.get(), kDownloadAgain);
  const Outcome<void> added = ForEachPiece(
      history, [&](const rpc::Message& piece) { return sink.Add(piece); });
  if (!added) return tl::unexpected(added.error());
  return sink.Finish();
}

Outcome<void> Importer::Put(const SourceFile& source, const FoundHistory& found,
                            Imported& imported, const std::string& text_path,
                            const std::string& proto_path) {
  Entry& entry = imported.entry;
  history::Hints beside = found.hints;
  if (source.entry) {
    beside = {source.entry->workflow_id, source.entry->run_id,
              source.entry->name_space};
  }
  const Result<void> known =
      Identify(options_.asked, beside, source.path, entry);
  if (!known) {
    Refuse(source, std::move(imported), ExitCode::kIntegrity,
           known.error().message);
    return {};
  }
  if (!options_.asked.run_id.empty() && std::exchange(run_named_, true)) {
    Refuse(source, std::move(imported), ExitCode::kUsage,
           "is the second history, and --run-id can name but one: import it by "
           "itself");
    return {};
  }
  Describe(source, found, entry);
  imported.file = source.path;
  if (!found.dropped.empty()) {
    imported.warnings.push_back(AboutDropped(found.dropped));
  }
  imported.result = Kind::kAdded;
  if (corpus_.Find(entry.name_space, entry.run_id)) {
    const Outcome<Entry> before = corpus_.Read(entry.name_space, entry.run_id);
    if (!before) return tl::unexpected(before.error());
    const bool better = IsBetter(entry, *before, imported.message);
    const bool put = better || !IsUsable(corpus_, *before, entry);
    imported.result = put ? Kind::kReplaced : Kind::kKept;
  }
  if (imported.result == Kind::kKept) {
    report_(imported);
    return {};
  }
  imported.message.clear();
  const Outcome<void> put = corpus_.Put(entry, text_path, proto_path);
  if (put) report_(imported);
  return put;
}

void Importer::Describe(const SourceFile& source, const FoundHistory& found,
                        Entry& entry) const {
  entry.unknown_fields += static_cast<int64_t>(found.dropped.size());
  entry.source = "import";
  entry.fetched_at = options_.imported_at;
  entry.tool_version = LOCKSTEP_VERSION;
  entry.descriptors = schema_.hash();
  entry.payloads = "full";
  if (!source.entry) return;
  // Another corpus knows where it came from, and what was done to it.
  const Entry& other = *source.entry;
  entry.source = other.source;
  entry.stratum = other.stratum;
  entry.query = other.query;
  entry.fetched_at = other.fetched_at;
  entry.server_version = other.server_version;
  entry.retention_expires_at = other.retention_expires_at;
  entry.codec = other.codec;
  entry.archived = other.archived;
  entry.redaction = other.redaction;
  entry.payloads = other.payloads;
}

void Importer::Refuse(const SourceFile& source, Imported imported,
                      ExitCode code, const std::string& problem) {
  imported.file = source.path;
  const bool other = source.may_be_other && imported.place.empty();
  imported.result = other ? Kind::kSkipped : Kind::kFailed;
  imported.code = other ? ExitCode::kOk : code;
  imported.message = NameOf(source, imported.place) + ": " + problem;
  report_(imported);
}

}  // namespace lockstep::fetch
