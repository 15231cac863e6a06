// `sync`: brings a corpus to what its plan declares.
#include <CLI/CLI.hpp>
#include <charconv>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "history_fetch/commands/not_negative.h"
#include "history_fetch/commands/plan_sources.h"
#include "history_fetch/commands/subcommands.h"
#include "history_fetch/commands/sync_parts.h"
#include "history_fetch/failed_command.h"
#include "history_fetch/terminal.h"
#include "history_fetch/toml_tables.h"

namespace lockstep::fetch {
namespace {

constexpr char kFooter[] =
    "Fetches what the plan wants and the corpus has not: running runs first,\n"
    "then a sample of each status, age and version, then the rest of their\n"
    "continue-as-new chains. Closed runs are never fetched twice, running "
    "ones\n"
    "again when they went on. What the plan wants no more stays (see prune).\n"
    "An interrupted sync goes on where it stopped.\n"
    "\n"
    "Examples:\n"
    "  lockstep-fetch sync corpus/\n"
    "  lockstep-fetch sync corpus/ --type Order --type Refund --profile prod\n"
    "  lockstep-replay describe build.so --format json > types.json\n"
    "  lockstep-fetch sync corpus/ --types-from types.json --max-bytes 500MB\n"
    "  lockstep-fetch sync corpus/ --dry-run -o json | jq '.runs[]'\n"
    "\n"
    "Exit codes, the first that holds:\n"
    "  2  wrong command line, configuration or plan\n"
    "  3  no connection, or no access\n"
    "  6  the server's or the corpus's data contradict themselves\n"
    "  4  some runs could not be fetched, it was interrupted, or another\n"
    "     lockstep-fetch is changing the corpus\n"
    "  5  the corpus is empty or below the plan's minima\n"
    "  0  the corpus is complete\n";

struct SyncFlags final : SubcommandFlags {
  SyncPartFlags parts;
  bool archived = false;
  bool dry_run = false;
};

template <class T>
CLI::Option* AddOverride(CLI::App& app, const char* name,
                         std::optional<T>& value, const char* description) {
  return app.add_option(name, value, description)->type_name("N");
}

// As the plan takes it; CLI11 would make a large number of a negative one.
struct SeedNumber : CLI::Validator {
  SeedNumber() {
    func_ = [](std::string& text) {
      int64_t seed = -1;
      const char* const end = text.data() + text.size();
      const auto read = std::from_chars(text.data(), end, seed);
      const bool good = read.ec == std::errc() && read.ptr == end && seed >= 0;
      return good ? ""
                  : "it must be a whole number from 0 to 9223372036854775807, "
                    "not " +
                        text;
    };
  }
};

void AddFlags(CLI::App& app, SyncFlags& flags) {
  PlanChoice& plan = flags.parts.plan;
  AddSyncPartFlags(app, flags.parts);
  app.add_option("--type", plan.types,
                 "A workflow type to fetch, if no stratum of the plan is about "
                 "it; may be given several times")
      ->type_name("NAME")
      ->check([](const std::string& type) {
        return std::string(type.empty() ? "no type has an empty name" : "");
      });
  app.add_option("--types-from", plan.types_from,
                 "The types of a build: what `lockstep-replay describe BUILD "
                 "--format json` printed")
      ->type_name("FILE");
  AddOverride(app, "--seed", plan.seed,
              "Another seed, another sample [the plan's, or 1]")
      ->check(SeedNumber());
  AddOverride(app, "--max-histories", plan.max_histories,
              "Histories in the corpus at most, those that are there counted "
              "first; 0: any number [the plan's, or 0]")
      ->check(NotNegative());
  app.add_option_function<std::string>(
         "--max-bytes",
         [&plan](const std::string& text) {
           plan.max_bytes = ParseSize(text);
           if (plan.max_bytes) return;
           throw CLI::ValidationError(
               "--max-bytes: '" + text +
               "' is no size; write a whole number and one of B, KB, MB, GB, "
               "KiB, MiB, GiB, as in 500MB");
         },
         "Cap of all histories together, unpacked; 0B: none [the plan's, or "
         "none]")
      ->type_name("SIZE");
  AddOverride(app, "--max-events", plan.max_events,
              "Leave out longer histories; 0: none [the plan's, or 0]")
      ->check(NotNegative());
  app.add_flag("--include-archived", flags.archived,
               "Look into the archive too (slow; not on Temporal Cloud)");
  app.add_flag("--dry-run", flags.dry_run,
               "Only list the runs that the plan wants");
  app.footer(kFooter);
}

// Of a dry run, what there is already; nullopt: nothing.
Outcome<std::optional<Corpus>> OpenCorpus(const SyncFlags& flags) {
  const std::string& folder = flags.parts.corpus;
  std::error_code error;
  if (flags.dry_run && !std::filesystem::exists(folder, error)) {
    return std::nullopt;
  }
  auto corpus = flags.dry_run ? Corpus::Open(folder, Corpus::Access::kRead)
                              : Corpus::OpenForOriginals(folder);
  if (!corpus) return tl::unexpected(corpus.error());
  return *std::move(corpus);
}

// The report so far, once the first server has answered.
Attempted<SyncReport> RunSources(const SyncFlags& flags, const Plan& plan,
                                 SyncOptions options) {
  Progress progress(ProgressOnStderr());
  std::optional<Corpus> corpus;
  std::optional<Sync> sync;
  std::vector<Failure> failures;  // of sources that cannot be reached
  const std::vector<Source> sources = SourcesOf(plan, flags.parts.plan);
  const Outcome<void> checked =
      CheckSources(sources, flags.parts.connect.config, rpc::ReadEnvironment());
  if (!checked) return Because(checked.error());
  for (const Source& source : sources) {
    auto connection = ConnectSource(flags.parts, source, options.stop->stop);
    if (!connection) {
      failures.push_back(connection.error());
      continue;
    }
    const SyncServer server = ServerOf(flags.parts, source, **connection);
    if (!sync) {
      // A name that is mistyped makes no folder.
      const auto asked = AskNamespace(server);
      if (!asked) {
        failures.push_back(asked.error());
        continue;
      }
      auto opened = OpenCorpus(flags);
      if (!opened) return Because(opened.error());
      corpus = *std::move(opened);
      if (flags.dry_run && corpus) options.stored = &*corpus;
      const bool write = corpus && !flags.dry_run;
      sync.emplace(plan, write ? &*corpus : nullptr, options, progress);
    }
    sync->Run(server);
  }
  if (!sync) return tl::unexpected(std::move(failures));
  for (const Failure& failure : failures) sync->Fail(failure);
  return sync->Finish();
}

Attempted<SyncReport> Synced(const SyncFlags& flags) {
  const Outcome<Plan> plan = ChoosePlan(flags.parts.plan);
  if (!plan) return Because(plan.error());
  const Outcome<int64_t> now = NowOf(flags.parts);
  if (!now) return Because(now.error());
  const auto watch = WatchOf(flags.parts);
  if (!watch) return Because(watch.error());
  const SyncOptions options{
      .now_ns = *now,
      .threads = flags.parts.connect.service.concurrency,
      .archived = flags.archived,
      .accept_other_server = flags.parts.accept_other_server,
      .repair = flags.parts.repair,
      .stop = &(*watch)->signal()};
  auto report = RunSources(flags, *plan, options);
  if (report) report->corpus = flags.parts.corpus;
  return report;
}

ExitCode Run(const SyncFlags& flags) {
  const auto report = Synced(flags);
  if (report) return PrintSyncReport(flags.parts, *report);
  return Report(FailedCommand{.name = "sync",
                              .corpus = flags.parts.corpus,
                              .format = flags.parts.format,
                              .failures = report.error()});
}

}  // namespace

Subcommand AddSync(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "sync", "Fetches the histories that a plan wants into a corpus");
  auto flags = std::make_unique<SyncFlags>();
  AddFlags(*command, *flags);
  const SyncFlags& parsed = *flags;
  return {command, [&parsed] { return Run(parsed); }, std::move(flags)};
}

}  // namespace lockstep::fetch
