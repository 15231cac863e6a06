#include <CLI/CLI.hpp>
#include <cstdint>
#include <map>
#include <string>

#include "history_fetch/commands/not_negative.h"
#include "history_fetch/commands/subcommands.h"
#include "history_fetch/failed_command.h"
#include "history_fetch/prune/prune.h"
#include "history_fetch/prune/report.h"
#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

constexpr char kFooter[] =
    "Histories of one shape exercise the same code. Of each shape the "
    "smallest\n"
    "stays and the newest; running ones stay, too. With a budget, those stay\n"
    "that together cover most pairs of events, change versions and activities\n"
    "of each workflow type, then one of each shape, then the newest.\n"
    "A later sync with the same plan fetches again what the plan asks for:\n"
    "prune what goes into git, not what is synced every night.\n"
    "Name that plan with --plan: without it nobody knows whether its minima\n"
    "still hold, and the corpus is marked incomplete.\n"
    "\n"
    "Examples:\n"
    "  lockstep-fetch prune corpus/ --dry-run\n"
    "  lockstep-fetch prune corpus/ --by loop-shape --keep-newest 0\n"
    "  lockstep-fetch prune corpus/ --max-bytes 50MB --plan "
    "lockstep.corpus.toml\n"
    "\n"
    "Exit codes:\n"
    "  0  done\n"
    "  2  wrong command line or plan, or a budget too small for what must "
    "stay\n"
    "  4  another lockstep-fetch is changing the corpus\n"
    "  5  the corpus is empty, or what stays is below the plan's minima\n"
    "  6  the corpus, or a history in it, cannot be read\n";

struct PruneFlags final : SubcommandFlags {
  std::string folder;
  std::string by = "shape";
  std::string plan;
  bool include_running = false;
  bool dry_run = false;
  bool verbose = false;
  PruneOptions options;
  std::string format = "text";
};

Level LevelOf(const std::string& by) {
  if (by == "loop-shape") return Level::kLoopShape;
  return by == "exact" ? Level::kExact : Level::kShape;
}

Outcome<PruneOptions> OptionsOf(const PruneFlags& flags) {
  PruneOptions options = flags.options;
  options.shape.by = LevelOf(flags.by);
  if (flags.include_running) options.shape.running = Running::kLikeOthers;
  if (flags.plan.empty()) return options;
  Result<Plan> plan = LoadPlan(flags.plan);
  if (!plan) return Fail(ExitCode::kUsage, plan.error().message);
  options.plan = *std::move(plan);
  return options;
}

Outcome<std::string> Prune(const PruneFlags& flags, ExitCode& code) {
  const Outcome<PruneOptions> options = OptionsOf(flags);
  if (!options) return tl::unexpected(options.error());
  // A writer would make a folder that is not there.
  Outcome<Corpus> corpus = Corpus::Open(flags.folder, Corpus::Access::kRead);
  if (corpus && !flags.dry_run) {
    corpus = Corpus::Open(flags.folder, Corpus::Access::kWrite);
  }
  if (!corpus) return tl::unexpected(corpus.error());
  const Outcome<Pruning> pruning = DecidePruning(*corpus, *options);
  if (!pruning) return tl::unexpected(pruning.error());
  if (!flags.dry_run) {
    const Outcome<void> applied = ApplyPruning(*pruning, *corpus);
    if (!applied) return tl::unexpected(applied.error());
  }
  code = CodeOf(*pruning);
  const Applied applied = flags.dry_run ? Applied::kNo : Applied::kYes;
  return flags.format == "json"
             ? PruningJson(*pruning, applied)
             : PruningText(*pruning, applied,
                           flags.verbose ? Listing::kEach : Listing::kTypes);
}

ExitCode Run(const PruneFlags& flags) {
  ExitCode code = ExitCode::kOk;
  const Outcome<std::string> report = Prune(flags, code);
  if (!report) {
    return Report(FailedCommand{.name = "prune",
                                .corpus = flags.folder,
                                .format = flags.format,
                                .failures = {report.error()}});
  }
  return Print(*report) ? code : ExitCode::kPartial;
}

void AddRules(CLI::App& prune, PruneFlags& flags) {
  prune
      .add_option("--by", flags.by,
                  "What makes two histories alike: shape, loop-shape (however "
                  "often loops ran) or exact (the text)")
      ->check(CLI::IsMember({"shape", "loop-shape", "exact"}))
      ->capture_default_str();
  prune
      .add_option("--keep-newest", flags.options.shape.keep_newest,
                  "How many of each shape stay beside the smallest, the newest "
                  "by their start")
      ->check(NotNegative())
      ->capture_default_str();
  prune.add_flag("--include-running", flags.include_running,
                 "Running histories go like others");
  prune
      .add_option("--max-histories", flags.options.budget.histories,
                  "How many histories stay at most; 0: no limit")
      ->check(NotNegative())
      ->capture_default_str();
  prune
      .add_option("--max-bytes", flags.options.budget.bytes,
                  "How many bytes of text stay at most, as 50000000, 50MB or "
                  "48MiB; 0: no limit")
      ->transform(CLI::AsSizeValue(true))
      ->default_str("0")
      ->type_name("SIZE");
  prune
      .add_option("--plan", flags.plan,
                  "A lockstep.corpus.toml whose minima are kept")
      ->type_name("FILE");
}

}  // namespace

Subcommand AddPrune(CLI::App& app) {
  CLI::App* prune = app.add_subcommand(
      "prune", "Removes histories that exercise what others do");
  prune->footer(kFooter);
  auto flags = std::make_unique<PruneFlags>();
  prune->add_option("CORPUS", flags->folder, "The corpus's folder")->required();
  AddRules(*prune, *flags);
  prune->add_flag("--dry-run", flags->dry_run,
                  "Say what would be removed, and change nothing");
  prune->add_flag("-v,--verbose", flags->verbose,
                  "List each history that goes, and why, as a dry run does");
  prune
      ->add_option("-o,--output,--format", flags->format,
                   "How the result is written: text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  const PruneFlags& parsed = *flags;
  return {prune, [&parsed] { return Run(parsed); }, std::move(flags)};
}

}  // namespace lockstep::fetch
