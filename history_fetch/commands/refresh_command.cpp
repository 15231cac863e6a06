// `refresh`: brings up to date what a corpus has.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <utility>

#include "history_fetch/commands/plan_sources.h"
#include "history_fetch/commands/subcommands.h"
#include "history_fetch/commands/sync_parts.h"
#include "history_fetch/failed_command.h"
#include "history_fetch/sync/refresh.h"
#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

constexpr char kFooter[] =
    "Asks the server after every run that was open when it was fetched, and\n"
    "fetches it again, whole, if it went on. Nothing new is looked for (see\n"
    "sync), and what the server has no more is kept. With a plan, the corpus\n"
    "is held against its minima.\n"
    "\n"
    "Examples:\n"
    "  lockstep-fetch refresh corpus/\n"
    "  lockstep-fetch refresh corpus/ --plan other.toml --source prod\n"
    "\n"
    "Exit codes, the first that holds:\n"
    "  2  wrong command line, configuration or plan\n"
    "  3  no connection, or no access\n"
    "  6  the server's or the corpus's data contradict themselves\n"
    "  4  some runs could not be fetched, it was interrupted, or another\n"
    "     lockstep-fetch is changing the corpus\n"
    "  5  the corpus is incomplete, or below the plan's minima\n"
    "  0  all is up to date, and the corpus is complete\n";

struct RefreshFlags final : SubcommandFlags {
  SyncPartFlags parts;
};

// Null: there is no plan, and none is needed.
Outcome<std::optional<Plan>> PlanOf(const PlanChoice& choice) {
  Outcome<std::optional<Plan>> plan = PlanIfThere(choice);
  if (!plan || !*plan || SourcesOf(**plan, choice).size() == 1) return plan;
  return Fail(ExitCode::kUsage,
              fmt::format("{} has several sources: say with --source which one "
                          "to refresh",
                          choice.path.empty() ? kPlanFile : choice.path));
}

Outcome<SyncReport> Refreshed(const RefreshFlags& flags) {
  const SyncPartFlags& parts = flags.parts;
  const auto plan = PlanOf(parts.plan);
  if (!plan) return tl::unexpected(plan.error());
  const Outcome<int64_t> now = NowOf(parts);
  if (!now) return tl::unexpected(now.error());
  const auto watch = WatchOf(parts);
  if (!watch) return tl::unexpected(watch.error());
  const Source source =
      *plan ? SourcesOf(**plan, parts.plan).front() : Source();
  const auto connection = ConnectSource(parts, source, (*watch)->signal().stop);
  if (!connection) return tl::unexpected(connection.error());
  // Not a new one: a name that is mistyped has nothing to refresh.
  const auto there = Corpus::Open(parts.corpus, Corpus::Access::kRead);
  if (!there) return tl::unexpected(there.error());
  auto corpus = Corpus::OpenForOriginals(parts.corpus);
  if (!corpus) return tl::unexpected(corpus.error());
  Progress progress(ProgressOnStderr());
  const SyncOptions options{.now_ns = *now,
                            .threads = parts.connect.service.concurrency,
                            .accept_other_server = parts.accept_other_server,
                            .repair = parts.repair,
                            .stop = &(*watch)->signal()};
  return Refresh(ServerOf(parts, source, **connection), *corpus,
                 *plan ? &**plan : nullptr, options, progress);
}

ExitCode Run(const RefreshFlags& flags) {
  const auto report = Refreshed(flags);
  if (!report) {
    return Report(FailedCommand{.name = "refresh",
                                .corpus = flags.parts.corpus,
                                .format = flags.parts.format,
                                .failures = {report.error()}});
  }
  return PrintSyncReport(flags.parts, *report);
}

}  // namespace

Subcommand AddRefresh(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "refresh", "Fetches again what went on since it was fetched");
  auto flags = std::make_unique<RefreshFlags>();
  AddSyncPartFlags(*command, flags->parts);
  command->footer(kFooter);
  const RefreshFlags& parsed = *flags;
  return {command, [&parsed] { return Run(parsed); }, std::move(flags)};
}

}  // namespace lockstep::fetch
