#include "history_fetch/importing/importer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "history_fetch/corpus/names.h"
#include "history_fetch/download/history_sink.h"
#include "history_fetch/importing/event_list.h"
#include "history_fetch/importing/identity.h"
#include "history_fetch/importing/read_histories.h"
#include "history_fetch/parallel.h"
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

// Why a run is refused that the corpus has under another workflow id.
std::string OtherId(const Entry& known, const Entry& found) {
  return fmt::format(
      "is of a run that the corpus has under the workflow id '{}', not '{}': "
      "pass --rename if the corpus is wrong",
      Printable(known.workflow_id), Printable(found.workflow_id));
}

constexpr char kNoRedacted[] =
    "is redacted, and the corpus has originals: import it into a corpus of its "
    "own";
constexpr char kNoOriginal[] =
    "is an original, and the corpus has redacted histories: import it into a "
    "corpus of its own";

std::string IdBefore(const Entry& known) {
  if (known.workflow_id.empty()) return "its workflow id was not known";
  return fmt::format("its workflow id was '{}'", Printable(known.workflow_id));
}

Imported Refused(const SourceFile& source, Imported imported, ExitCode code,
                 const std::string& problem) {
  imported.file = source.path;
  imported.result = Kind::kFailed;
  imported.code = code;
  imported.message = NameOf(source, imported.place) + ": " + problem;
  return imported;
}

Imported Unread(const SourceFile& source, const Unreadable& unreadable) {
  Imported imported;
  imported.place = unreadable.place;
  imported = Refused(source, std::move(imported), ExitCode::kIntegrity,
                     unreadable.problem);
  imported.skipped = WhySkipped(source.called, unreadable.kind);
  if (imported.skipped.empty()) return imported;
  imported.result = Kind::kSkipped;
  imported.code = ExitCode::kOk;
  return imported;
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
      report_(std::move(report)) {
  if (corpus_.size() > 0) redacted_ = corpus_.HasRedacted();
}

// One history of a file.
struct Importer::Prepared {
  Imported imported;
  FoundHistory found;                  // its message is gone once it is written
  std::unique_ptr<Temporaries> files;  // null: it is refused
  std::optional<Failure> broken;       // the disk
};

Outcome<void> Importer::Import(
    const std::vector<SourceFile>& sources,
    const std::function<void(const SourceFile&)>& read) {
  const Outcome<void> seen = corpus_.ForEach([&](const Entry& entry) {
    namespaces_.insert(entry.name_space);
    return Outcome<void>();
  });
  if (!seen) return seen;
  constexpr size_t kBlock = 256;
  for (size_t begin = 0; begin < sources.size(); begin += kBlock) {
    const size_t count = std::min(kBlock, sources.size() - begin);
    std::vector<std::vector<Prepared>> block(count);
    ForEachIndex(count, options_.threads, [&](size_t i) {
      if (!stopped()) block[i] = Prepare(sources[begin + i]);
    });
    for (size_t i = 0; i < count; ++i) {
      for (Prepared& prepared : block[i]) {
        if (stopped()) return {};
        const Outcome<void> taken = Take(sources[begin + i], prepared);
        if (!taken) return taken;
      }
      if (stopped()) return {};
      read(sources[begin + i]);
    }
  }
  return {};
}

std::vector<Importer::Prepared> Importer::Prepare(
    const SourceFile& source) const {
  std::vector<Prepared> all;
  const auto refuse = [&](Imported imported, ExitCode code,
                          const std::string& problem) {
    all.emplace_back().imported =
        Refused(source, std::move(imported), code, problem);
  };
  const Outcome<std::string> bytes = ReadSource(source);
  if (!bytes) {
    refuse({}, bytes.error().code, bytes.error().message);
    return all;
  }
  ReadHistories(schema_, *bytes, [&](FoundOrNot found) {
    if (stopped() || (!all.empty() && all.back().broken)) return;
    if (found) {
      all.push_back(PrepareOne(source, std::move(*found)));
      return;
    }
    all.emplace_back().imported = Unread(source, found.error());
  });
  return all;
}

Importer::Prepared Importer::PrepareOne(const SourceFile& source,
                                        FoundHistory found) const {
  Prepared prepared;
  Imported& imported = prepared.imported;
  imported.place = found.place;
  imported.form = NameOf(found.form);
  imported.dropped = found.dropped;
  const std::string problem = CheckEvents(options_.order, *found.history);
  if (!problem.empty()) {
    imported =
        Refused(source, std::move(imported), ExitCode::kIntegrity, problem);
    return prepared;
  }
  prepared.found = std::move(found);
  prepared.files = std::make_unique<Temporaries>(corpus_, options_.keep_proto);
  Outcome<Entry> entry = Write(NameOf(source, prepared.found.place), prepared);
  prepared.found.history.reset();
  if (entry) {
    imported.entry = std::move(*entry);
    return prepared;
  }
  prepared.files.reset();
  if (entry.error().code != ExitCode::kIntegrity) {
    prepared.broken = entry.error();
  }
  imported.file = source.path;
  imported.result = Kind::kFailed;
  imported.code = ExitCode::kIntegrity;
  imported.message = entry.error().message;
  return prepared;
}

Outcome<Entry> Importer::Write(const std::string& name,
                               Prepared& prepared) const {
  const Temporaries& files = *prepared.files;
  Outcome<std::unique_ptr<TextOutput>> text = OpenGzip(files.text);
  if (!text) return tl::unexpected(text.error());
  std::unique_ptr<TextOutput> proto;
  if (!files.proto.empty()) {
    auto opened = OpenPlain(files.proto);
    if (!opened) return tl::unexpected(opened.error());
    proto = std::move(*opened);
  }
  HistorySink sink(name, **text, proto.get(), kDownloadAgain);
  const Outcome<void> added =
      ForEachPiece(*prepared.found.history,
                   [&](const rpc::Message& piece) { return sink.Add(piece); });
  if (!added) return tl::unexpected(added.error());
  return sink.Finish();
}

Outcome<void> Importer::Take(const SourceFile& source, Prepared& prepared) {
  if (prepared.broken) return tl::unexpected(*prepared.broken);
  Imported& imported = prepared.imported;
  if (prepared.files == nullptr) {
    report_(imported);
    return {};
  }
  Entry& entry = imported.entry;
  history::Hints beside = WithNoted(prepared.found.hints, source.beside);
  if (source.entry) {
    beside = {source.entry->workflow_id, source.entry->run_id,
              source.entry->name_space};
  }
  const Outcome<void> known =
      Identify(options_.asked, beside, source.path, entry);
  if (!known) {
    report_(Refused(source, std::move(imported), known.error().code,
                    known.error().message));
    return {};
  }
  if (!options_.asked.run_id.empty() && std::exchange(run_named_, true)) {
    report_(Refused(source, std::move(imported), ExitCode::kUsage,
                    "is the second history, and --run-id can name but one: "
                    "import it by itself"));
    return {};
  }
  Describe(source, prepared.found, entry);
  imported.file = source.path;
  if (!imported.dropped.empty()) {
    imported.warnings.push_back(AboutDropped(imported.dropped));
  }
  const bool redacted = !entry.redaction.empty();
  if (redacted_.value_or(redacted) != redacted) {
    report_(Refused(source, std::move(imported), ExitCode::kUsage,
                    redacted ? kNoRedacted : kNoOriginal));
    return {};
  }
  redacted_ = redacted;
  if (corpus_.Find(entry.name_space, entry.run_id)) {
    return PutOver(source, prepared);
  }
  imported.result = Kind::kAdded;
  if (const std::string about = AboutNamespace(entry); !about.empty()) {
    imported.warnings.push_back(about);
  }
  namespaces_.insert(entry.name_space);
  const Outcome<void> put =
      corpus_.Put(entry, prepared.files->text, prepared.files->proto);
  if (put) report_(imported);
  return put;
}

Outcome<void> Importer::PutOver(const SourceFile& source, Prepared& prepared) {
  Imported& imported = prepared.imported;
  Entry& entry = imported.entry;
  const Outcome<Entry> known = corpus_.Read(entry.name_space, entry.run_id);
  if (!known) return tl::unexpected(known.error());
  // Redaction changes ids.
  const bool comparable = known->redaction == entry.redaction;
  if (comparable && entry.workflow_id.empty()) {
    entry.workflow_id = known->workflow_id;
  }
  const bool renamed = comparable && entry.workflow_id != known->workflow_id;
  if (renamed && !known->workflow_id.empty() &&
      options_.renaming == Renaming::kRefused) {
    const std::string why = OtherId(*known, entry);
    report_(Refused(source, std::move(imported), ExitCode::kUsage, why));
    return {};
  }
  const bool better = IsBetter(entry, *known, imported.message);
  const bool put = better || !IsUsable(corpus_, *known, entry);
  imported.result = put || renamed ? Kind::kReplaced : Kind::kKept;
  Outcome<void> done;
  if (imported.result == Kind::kReplaced) {
    imported.message = renamed ? IdBefore(*known) : "";
    done = put ? corpus_.Put(entry, prepared.files->text, prepared.files->proto)
               : Rename(*known, imported);
  }
  if (done) report_(imported);
  return done;
}

Outcome<void> Importer::Rename(const Entry& known, Imported& imported) {
  const std::string workflow_id = imported.entry.workflow_id;
  imported.entry = known;
  imported.entry.workflow_id = workflow_id;
  const Temporaries files(corpus_,
                          known.proto ? KeepProto::kYes : KeepProto::kNo);
  const std::string path = corpus_.folder() + "/" + known.file;
  std::error_code error;
  std::filesystem::copy_file(path, files.text, error);
  if (!error && known.proto) {
    std::filesystem::copy_file(ProtoName(path), files.proto, error);
  }
  if (error) {
    return Fail(ExitCode::kPartial,
                fmt::format("{}: cannot be copied: {}: look with "
                            "`lockstep-fetch verify`, then import again",
                            path, error.message()));
  }
  return corpus_.Put(imported.entry, files.text, files.proto);
}

std::string Importer::AboutNamespace(const Entry& entry) const {
  for (const std::string& other : namespaces_) {
    if (other == entry.name_space || !corpus_.Find(other, entry.run_id)) {
      continue;
    }
    return fmt::format(
        "the corpus has this run in namespace '{}', too, and now in '{}': look "
        "whether --namespace is right",
        Printable(other), Printable(entry.name_space));
  }
  return "";
}

}  // namespace lockstep::fetch
