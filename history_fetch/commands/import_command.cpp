#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "history_fetch/commands/subcommands.h"
#include "history_fetch/commands/threads_flag.h"
#include "history_fetch/connect.h"
#include "history_fetch/importing/import.h"
#include "history_fetch/terminal.h"
#include "history_fetch/timestamps.h"

namespace lockstep::fetch {
namespace {

constexpr char kFooter[] =
    "Takes what other tools wrote: `temporal workflow show -o json`, tctl,\n"
    "SDKs, the Web UI (\"encoded\" and \"decoded\"), answers of the HTTP API,\n"
    "lines of JSON, serialised History messages, files of Cloud's history\n"
    "export, other corpora; each packed with gzip or not. What a file is, its\n"
    "content says. It is stored as `get` would print it.\n"
    "\n"
    "A run that the corpus has already is replaced only by more of it. A\n"
    "history that says its ids keeps them; others take them from flags, from\n"
    "what stands beside the events, and from names like\n"
    "\"<workflow id>.<run id>.json\", in this order. Where two say different\n"
    "ids it is refused, and so is a run that the corpus has under another\n"
    "workflow id, unless --rename is given. A bad history does not keep the\n"
    "others out, but marks the corpus incomplete until a file of that name is\n"
    "imported, or --accept-left-out says that it need not come. Files in\n"
    "folders that are plainly something else are skipped and counted.\n"
    "\n"
    "Examples:\n"
    "  lockstep-fetch import corpus/ order-17.json -n prod -w order-17\n"
    "  lockstep-fetch import corpus/ exported/ -n prod\n"
    "  tctl wf show -w a --output_filename a.json && \\\n"
    "    lockstep-fetch import corpus/ a.json -w a\n"
    "  temporal workflow show -w a -o json | lockstep-fetch import corpus/ -\n"
    "  lockstep-fetch import corpus/ --accept-left-out\n"
    "\n"
    "Exit codes:\n"
    "  0  all histories are in the corpus\n"
    "  2  wrong command line, the folder is no corpus, or a flag's id is not\n"
    "     the one that the history or the corpus has\n"
    "  4  a file could not be read, the disk is full, it was interrupted, or\n"
    "     another lockstep-fetch is changing the corpus\n"
    "  5  there are no files\n"
    "  6  a file is no history, or a history contradicts itself\n";

struct ImportFlags final : SubcommandFlags {
  std::string corpus;
  std::vector<std::string> files;
  ImportOptions options;
  bool reverse_order = false;
  bool keep_proto = false;
  bool rename = false;
  bool accept_left_out = false;
  bool verbose = false;
  std::string descriptors;
  std::string format = "text";
  std::string now;
};

enum class Format { kText, kJson, kJsonLines };

// Writes the report while it comes to be: an export holds many histories.
class ReportWriter {
 public:
  ReportWriter(const std::string& format, bool verbose)
      : verbose_(verbose),
        format_(format == "json"    ? Format::kJson
                : format == "jsonl" ? Format::kJsonLines
                                    : Format::kText) {}

  void Add(const Imported& imported) {
    switch (format_) {
      case Format::kText:
        if (verbose_ || imported.result != Imported::Result::kSkipped) {
          Print(ToText(imported) + "\n");
        }
        Tell(imported);
        return;
      case Format::kJson:
        Print((first_ ? "{\"histories\":[\n" : ",\n") + ToJson(imported));
        first_ = false;
        return;
      case Format::kJsonLines:
        Print(ToJson(imported) + "\n");
        return;
    }
  }

  // False: stdout cannot be written.
  bool End(const ImportSummary& summary) {
    switch (format_) {
      case Format::kText:
        for (const std::string& warning : WarningsOf(summary)) {
          PrintError(warning);
        }
        return Print(ToText(summary) + "\n");
      case Format::kJson:
      case Format::kJsonLines:
        return End(ToJson(summary));
    }
    return false;
  }

  ExitCode Fail(const Failure& failure) {
    PrintError(failure.message);
    if (format_ != Format::kText) End(SummaryJson(failure));
    return failure.code;
  }

 private:
  bool End(const std::string& summary) {
    if (format_ == Format::kJsonLines) return Print(summary + "\n");
    return Print((first_ ? "{\"histories\":[" : "\n") +
                 ("],\"summary\":" + summary) + "}\n");
  }

  // In JSON all of it is in the report.
  static void Tell(const Imported& imported) {
    if (imported.result == Imported::Result::kFailed) {
      PrintError(imported.message);
    }
    for (const std::string& warning : imported.warnings) {
      PrintError("warning: " + NameOf(imported) + ": " + warning);
    }
  }

  const bool verbose_;
  const Format format_;
  bool first_ = true;
};

ExitCode Run(const ImportFlags& flags) {
  ReportWriter report(flags.format, flags.verbose);
  ImportOptions options = flags.options;
  options.stop = &StopRequested();
  if (flags.reverse_order) options.order = Order::kEither;
  if (flags.keep_proto) options.keep_proto = KeepProto::kYes;
  if (flags.rename) options.renaming = Renaming::kAsked;
  if (flags.accept_left_out) options.left_out = LeftOut::kIsAccepted;
  if (flags.files.empty()) {
    if (!flags.accept_left_out) {
      return Report({ExitCode::kUsage,
                     "FILE is required: name what is to come "
                     "into the corpus"});
    }
    // A writer would make a folder that is not there.
    const auto there = Corpus::Open(flags.corpus, Corpus::Access::kRead);
    if (!there) return Report(there.error());
  }
  int64_t now = Now();
  if (!flags.now.empty()) {
    const Result<int64_t> given = ParseTime(flags.now);
    if (!given) {
      return report.Fail({ExitCode::kUsage, "--now: " + given.error().message});
    }
    now = *given;
  }
  options.imported_at = FormatNanos(now);
  Result<rpc::Schema> schema = flags.descriptors.empty()
                                   ? rpc::Schema::Embedded()
                                   : rpc::Schema::FromFile(flags.descriptors);
  if (!schema) return report.Fail({ExitCode::kUsage, schema.error().message});
  const Outcome<ImportSummary> summary =
      ImportFiles(*schema, flags.corpus, flags.files, options,
                  [&](const Imported& imported) { report.Add(imported); });
  if (!summary) return report.Fail(summary.error());
  return report.End(*summary) ? summary->code : ExitCode::kPartial;
}

}  // namespace

Subcommand AddImport(CLI::App& app) {
  CLI::App* import = app.add_subcommand(
      "import", "Puts histories that other tools wrote into a corpus");
  import->footer(kFooter);
  auto flags = std::make_unique<ImportFlags>();
  history::Hints& asked = flags->options.asked;
  import
      ->add_option("CORPUS", flags->corpus,
                   "The corpus's folder; made if it is not there")
      ->required();
  import->add_option("FILE", flags->files,
                     "Histories, and folders with histories; \"-\" is standard "
                     "input");
  import->add_option("-n,--namespace", asked.workflow_namespace,
                     "The namespace of the runs, whatever the files say "
                     "(default: what they say, else \"default\")");
  import->add_option("-w,--workflow-id", asked.workflow_id,
                     "The workflow id of runs whose histories do not say it");
  import->add_option("-r,--run-id", asked.run_id,
                     "The run id of one history that does not say it");
  import->add_flag("--rename", flags->rename,
                   "Give runs that the corpus has under another workflow id "
                   "the one that is said now");
  import->add_flag("--accept-left-out", flags->accept_left_out,
                   "What imports left out need not come: do not count the "
                   "corpus as incomplete for it");
  import->add_flag("--verbose", flags->verbose,
                   "Name each file that is skipped since it is something "
                   "else, not only how many there are");
  import->add_flag("--reverse-order", flags->reverse_order,
                   "Take lists with the newest event first, too");
  import->add_flag("--keep-proto", flags->keep_proto,
                   "Keep each history as protobuf beside its JSON");
  AddThreadsFlag(*import, flags->options.threads);
  import->add_option("--descriptors", flags->descriptors,
                     "API definitions in place of those built in: a "
                     "serialised FileDescriptorSet");
  import->add_option("--now", flags->now,
                     "The time that the manifest notes, as RFC 3339, in place "
                     "of the clock's");
  import
      ->add_option("-o,--output,--format", flags->format,
                   "How the result is written: text, json or jsonl")
      ->check(CLI::IsMember({"text", "json", "jsonl"}))
      ->capture_default_str();
  const ImportFlags& parsed = *flags;
  return {import, [&parsed] { return Run(parsed); }, std::move(flags)};
}

}  // namespace lockstep::fetch
