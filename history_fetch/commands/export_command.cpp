#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <map>
#include <string>
#include <vector>

#include "history_fetch/commands/subcommands.h"
#include "history_fetch/commands/threads_flag.h"
#include "history_fetch/exporting/export.h"
#include "history_fetch/select/plan_values.h"
#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

constexpr char kFooter[] =
    "Formats:\n"
    "  cli-json  what `lockstep-fetch get` and the temporal CLI print\n"
    "  binpb     a serialised temporal.api.history.v1.History\n"
    "  jsonl     a line for each history, {\"workflowId\":...,\"runId\":...,\n"
    "            \"namespace\":...,\"events\":[...]}\n"
    "\n"
    "Examples:\n"
    "  lockstep-fetch export corpus/ --run-id 5f0c... > order.json\n"
    "  lockstep-fetch export corpus/ --to histories/ --status Running\n"
    "  lockstep-fetch export corpus/ --file all.jsonl --format jsonl\n"
    "\n"
    "Exit codes:\n"
    "  0  done\n"
    "  2  wrong command line, no such history, or a place that cannot be "
    "written\n"
    "  4  the disk or stdout took no more, or another lockstep-fetch changed\n"
    "     the corpus meanwhile\n"
    "  5  the corpus is empty\n"
    "  6  this is no corpus, or a history is not what its manifest says\n";

struct ExportFlags final : SubcommandFlags {
  std::string corpus;
  std::vector<std::string> types;
  std::vector<std::string> statuses;
  std::vector<std::string> workflow_ids;
  std::vector<std::string> run_ids;
  bool force = false;
  ExportRequest request;
};

void AddFlags(CLI::App& command, ExportFlags& flags) {
  command.add_option("CORPUS", flags.corpus, "The folder of the corpus")
      ->required();
  command.add_option("--to", flags.request.folder,
                     "A folder for a file each, called as in the corpus, and "
                     "lockstep-export.jsonl, which says whose they are");
  command.add_option("--file", flags.request.file,
                     "One file: of one history, or of all as jsonl; - or "
                     "nothing for stdout");
  static const std::map<std::string, ExportFormat> kFormats = {
      {"binpb", ExportFormat::kBinpb},
      {"cli-json", ExportFormat::kCliJson},
      {"jsonl", ExportFormat::kJsonl}};
  command
      .add_option("-o,--output,--format", flags.request.format,
                  "What is written: cli-json, binpb or jsonl")
      ->transform(CLI::CheckedTransformer(kFormats).description(""))
      ->default_str("cli-json");
  command.add_option("--type", flags.types,
                     "Only histories of this workflow type; may be repeated");
  command.add_option("--status", flags.statuses,
                     "Only histories with this status when they were fetched, "
                     "say Running; may be repeated");
  command.add_option("-w,--workflow-id", flags.workflow_ids,
                     "Only histories of this workflow id; may be repeated");
  command.add_option("--run-id", flags.run_ids,
                     "Only the history of this run; may be repeated");
  command.add_option("--descriptors", flags.request.descriptors,
                     "A FileDescriptorSet of the API for binpb, in place of "
                     "the built-in one");
  AddThreadsFlag(command, flags.request.threads);
  command.add_flag("--force", flags.force, "Overwrite files that are there");
}

ExitCode Run(const ExportFlags& flags) {
  for (const std::string& status : flags.statuses) {
    const std::string why = WhyNoStatus(status);
    if (why.empty()) continue;
    return Report({ExitCode::kUsage, "--status: " + Printable(why, 400)});
  }
  ExportRequest request = flags.request;
  request.types = {flags.types.begin(), flags.types.end()};
  request.statuses = {flags.statuses.begin(), flags.statuses.end()};
  request.workflow_ids = {flags.workflow_ids.begin(), flags.workflow_ids.end()};
  request.run_ids = {flags.run_ids.begin(), flags.run_ids.end()};
  request.overwrite = flags.force ? Overwrite::kYes : Overwrite::kNo;
  const Outcome<Corpus> corpus =
      Corpus::Open(flags.corpus, Corpus::Access::kRead);
  if (!corpus) return Report(corpus.error());
  if (!corpus->state().complete) {
    PrintError(fmt::format("note: {} is marked incomplete: {}", flags.corpus,
                           Printable(corpus->state().reason, 1000)));
  }
  const Outcome<Exported> exported = Export(*corpus, request, WriteStdout);
  if (!exported) return Report(exported.error());
  if (exported->dropped > 0) {
    PrintError(fmt::format(
        "note: {} members are unknown to the descriptors and were left out: "
        "give newer ones with --descriptors",
        exported->dropped));
  }
  PrintError(fmt::format("exported {} {}, {} bytes", exported->histories,
                         exported->histories == 1 ? "history" : "histories",
                         exported->bytes));
  return ExitCode::kOk;
}

}  // namespace

Subcommand AddExport(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "export", "Writes histories of a corpus as other programs read them");
  command->footer(kFooter);
  auto flags = std::make_unique<ExportFlags>();
  AddFlags(*command, *flags);
  const ExportFlags& parsed = *flags;
  return {command, [&parsed] { return Run(parsed); }, std::move(flags)};
}

}  // namespace lockstep::fetch
