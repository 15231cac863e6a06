// `status`: what a corpus lacks.
#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "history_fetch/commands/subcommands.h"
#include "history_fetch/connect.h"
#include "history_fetch/corpus/corpus.h"
#include "history_fetch/select/plan.h"
#include "history_fetch/select/type_list.h"
#include "history_fetch/status/conditions.h"
#include "history_fetch/status/corpus_survey.h"
#include "history_fetch/status/report_json.h"
#include "history_fetch/status/report_text.h"
#include "history_fetch/status/running_survey.h"
#include "history_fetch/terminal.h"
#include "history_fetch/timestamps.h"

namespace lockstep::fetch {
namespace {

struct StatusFlags final : SubcommandFlags {
  std::string corpus;
  std::string plan;
  std::string types_from;
  std::string older;
  bool missing_type = false;
  bool offline = false;
  std::string next_refresh = "7d";
  int64_t sample = 1000;
  std::string now;
  std::string output = "text";
  ConnectFlags connect;
};

constexpr char kFooter[] =
    "Examples:\n"
    "  lockstep-fetch status corpus/\n"
    "  lockstep-replay describe build.so --format json > types.json\n"
    "  lockstep-fetch status corpus/ --types-from types.json --offline \\\n"
    "      --fail-if-older 14d --fail-if-missing-type\n"
    "\n"
    "Exit codes: 0 the corpus is whole and no condition holds, 2 usage,\n"
    "3 no connection or no access, 5 the corpus is empty or marked incomplete\n"
    "or a --fail-if condition holds, 6 this is no corpus.\n";

// An input that is wrong, as a failure of usage.
template <class T>
Outcome<T> Used(Result<T> result) {
  if (result) return *std::move(result);
  return Fail(ExitCode::kUsage, result.error().message);
}

template <class T>
Outcome<T> Used(const char* flag, Result<T> result) {
  if (result) return *std::move(result);
  return Fail(ExitCode::kUsage,
              std::string(flag) + ": " + result.error().message);
}

Outcome<void> ReadTypes(const StatusFlags& flags, SurveyOptions& options) {
  if (!flags.types_from.empty()) {
    auto types = Used(LoadTypeList(flags.types_from));
    if (!types) return tl::unexpected(types.error());
    options.build_types = *std::move(types);
  }
  if (!flags.plan.empty()) {
    const auto plan = Used(LoadPlan(flags.plan));
    if (!plan) return tl::unexpected(plan.error());
    std::set<std::string> types;
    for (const Stratum& stratum : plan->strata) {
      types.insert(stratum.workflow_type);
    }
    options.plan_types.emplace(types.begin(), types.end());
  }
  if (flags.missing_type && !options.build_types && !options.plan_types) {
    return Fail(ExitCode::kUsage,
                "--fail-if-missing-type needs to know the types: give "
                "--types-from or --plan");
  }
  return {};
}

Outcome<SurveyOptions> ReadOptions(const StatusFlags& flags) {
  SurveyOptions options;
  options.now_ns = Now();
  if (!flags.now.empty()) {
    const auto now = Used("--now", ParseTime(flags.now));
    if (!now) return tl::unexpected(now.error());
    options.now_ns = *now;
  }
  const auto next = Used("--next-refresh", ParseSpan(flags.next_refresh));
  if (!next) return tl::unexpected(next.error());
  options.next_refresh_s = *next;
  if (auto read = ReadTypes(flags, options); !read) {
    return tl::unexpected(read.error());
  }
  return options;
}

Outcome<Conditions> ReadConditions(const StatusFlags& flags) {
  Conditions conditions{.missing_type = flags.missing_type};
  if (!flags.older.empty()) {
    const auto span = Used("--fail-if-older", ParseSpan(flags.older));
    if (!span) return tl::unexpected(span.error());
    conditions.older_s = *span;
  }
  return conditions;
}

// Types that the corpus need not have: the build's and the plan's.
std::vector<std::string> WantedTypes(const SurveyOptions& options) {
  std::vector<std::string> types;
  for (const auto* some : {&options.build_types, &options.plan_types}) {
    if (*some) types.insert(types.end(), (*some)->begin(), (*some)->end());
  }
  return types;
}

Outcome<StatusReport> Examine(const StatusFlags& flags,
                              const Conditions& conditions) {
  auto options = ReadOptions(flags);
  if (!options) return tl::unexpected(options.error());
  const auto corpus = Corpus::Open(flags.corpus, Corpus::Access::kRead);
  if (!corpus) return tl::unexpected(corpus.error());
  std::unique_ptr<Connection> connection;
  if (!flags.offline) {
    auto connected = Connect(flags.connect, StopRequested());
    if (!connected) return tl::unexpected(connected.error());
    connection = *std::move(connected);
  }
  options->descriptors =
      connection ? connection->schema.hash() : rpc::Schema::Embedded().hash();

  CorpusSurvey survey(*options);
  const auto read = corpus->ForEach([&](const Entry& entry) -> Outcome<void> {
    survey.Add(entry);
    return {};
  });
  if (!read) return tl::unexpected(read.error());
  StatusReport report = survey.Report(flags.corpus, corpus->state());
  if (connection) {
    auto server =
        SurveyRunning(*connection->service, survey,
                      {.server_version = connection->server.version,
                       .name_space = connection->config.name_space.value,
                       .types = WantedTypes(*options),
                       .sample = flags.sample});
    if (!server) return tl::unexpected(server.error());
    report.server = *std::move(server);
  }
  Judge(conditions, report);
  return report;
}

ExitCode RunStatus(const StatusFlags& flags) {
  const auto conditions = ReadConditions(flags);
  if (!conditions) return Report(conditions.error());
  const auto report = Examine(flags, *conditions);
  if (!report) return Report(report.error());
  const bool printed =
      Print(flags.output == "json" ? StatusJson(*report) : StatusText(*report));
  for (const std::string& failure : report->failures) PrintError(failure);
  if (!report->failures.empty()) return ExitCode::kMinima;
  return printed ? ExitCode::kOk : ExitCode::kPartial;
}

}  // namespace

Subcommand AddStatus(CLI::App& app) {
  auto flags = std::make_unique<StatusFlags>();
  CLI::App* command = app.add_subcommand(
      "status",
      "Says how old the corpus is, what it lacks, and what is running that no "
      "history of it speaks for");
  command->add_option("corpus", flags->corpus, "Folder of the corpus")
      ->required();
  command->add_option("--plan", flags->plan,
                      "A lockstep.corpus.toml: the types of its strata belong "
                      "in the corpus");
  command->add_option("--types-from", flags->types_from,
                      "What `lockstep-replay describe BUILD --format json` "
                      "printed: the types of the build belong in the corpus");
  command->add_option("--fail-if-older", flags->older,
                      "Exit code 5 if the last sync or refresh ended longer "
                      "ago than this span (90s, 15m, 12h, 14d, 2w)");
  command->add_flag("--fail-if-missing-type", flags->missing_type,
                    "Exit code 5 if a type of --types-from or --plan has no "
                    "history");
  command->add_flag("--offline", flags->offline,
                    "Ask no server: leaves out what is running");
  command
      ->add_option("--next-refresh", flags->next_refresh,
                   "Span from now to the next sync or refresh, for what the "
                   "server forgets until then")
      ->capture_default_str();
  command
      ->add_option("--sample", flags->sample,
                   "Running executions of each type that are looked at one by "
                   "one; the others are only counted")
      ->check(CLI::Range(int64_t{1}, int64_t{1'000'000}))
      ->capture_default_str();
  command->add_option("--now", flags->now,
                      "The time to go by, RFC 3339, instead of the clock");
  command
      ->add_option("-o,--output,--format", flags->output,
                   "Format of the report: text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  AddConnectFlags(*command, flags->connect);
  command->footer(kFooter);
  const StatusFlags& parsed = *flags;
  return {command, [&parsed] { return RunStatus(parsed); }, std::move(flags)};
}

}  // namespace lockstep::fetch
