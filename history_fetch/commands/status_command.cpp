// `status`: what a corpus lacks.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "history_fetch/commands/plan_sources.h"
#include "history_fetch/commands/subcommands.h"
#include "history_fetch/commands/sync_parts.h"
#include "history_fetch/connect.h"
#include "history_fetch/corpus/corpus.h"
#include "history_fetch/corpus/ran_code.h"
#include "history_fetch/failed_command.h"
#include "history_fetch/select/choose_plan.h"
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
  PlanChoice plan;  // path and source
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

// What the command line names, once it was read.
struct Inputs {
  SurveyOptions survey;
  std::optional<Plan> plan;
  std::vector<Source> sources = {Source()};
};

Outcome<void> ReadPlan(const StatusFlags& flags, Inputs& inputs) {
  auto plan = PlanIfThere(flags.plan);
  if (!plan) return tl::unexpected(plan.error());
  if (!*plan) return {};
  inputs.plan = **std::move(plan);
  inputs.sources = SourcesOf(*inputs.plan, flags.plan);
  std::set<std::string> types, needed;
  for (const Stratum& stratum : inputs.plan->strata) {
    types.insert(stratum.workflow_type);
    if (stratum.min_histories > 0) needed.insert(stratum.workflow_type);
  }
  inputs.survey.plan_types.emplace(types.begin(), types.end());
  std::set_difference(types.begin(), types.end(), needed.begin(), needed.end(),
                      std::inserter(inputs.survey.optional_types,
                                    inputs.survey.optional_types.end()));
  return {};
}

Outcome<void> ReadTypes(const StatusFlags& flags, Inputs& inputs) {
  if (!flags.types_from.empty()) {
    auto types = Used(LoadTypeList(flags.types_from));
    if (!types) return tl::unexpected(types.error());
    inputs.survey.build_types = *std::move(types);
  }
  if (flags.missing_type && flags.types_from.empty() && !inputs.plan) {
    return Fail(ExitCode::kUsage,
                "--fail-if-missing-type needs to know the types: give "
                "--types-from or --plan");
  }
  return {};
}

Outcome<Inputs> ReadInputs(const StatusFlags& flags) {
  Inputs inputs;
  inputs.survey.now_ns = Now();
  if (!flags.now.empty()) {
    const auto now = Used("--now", ParseTime(flags.now));
    if (!now) return tl::unexpected(now.error());
    inputs.survey.now_ns = *now;
  }
  const auto next = Used("--next-refresh", ParseSpan(flags.next_refresh));
  if (!next) return tl::unexpected(next.error());
  inputs.survey.next_refresh_s = *next;
  auto read = ReadPlan(flags, inputs);
  if (read) read = ReadTypes(flags, inputs);
  if (!read) return tl::unexpected(read.error());
  return inputs;
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

// Types that the corpus need not have: the build's, and the source's in the
// plan.
std::vector<std::string> WantedTypes(const Inputs& inputs,
                                     const Source& source) {
  std::vector<std::string> types =
      inputs.survey.build_types.value_or(std::vector<std::string>());
  if (!inputs.plan) return types;
  for (const Stratum& stratum : inputs.plan->strata) {
    if (SourceOf(*inputs.plan, stratum).name == source.name) {
      types.push_back(stratum.workflow_type);
    }
  }
  return types;
}

struct Reached {
  Source source;
  std::unique_ptr<Connection> connection;
};

// Those sources that can be; one that cannot does not stop the others.
Attempted<std::vector<Reached>> ConnectAll(const StatusFlags& flags,
                                           const Inputs& inputs,
                                           std::vector<Failure>& failures) {
  std::vector<Reached> reached;
  if (flags.offline) return reached;
  const Outcome<void> checked = CheckSources(
      inputs.sources, flags.connect.config, rpc::ReadEnvironment());
  if (!checked) return Because(checked.error());
  for (const Source& source : inputs.sources) {
    ConnectFlags connect = flags.connect;
    UseSource(source, connect.config);
    auto connected = Connect(connect, StopRequested());
    if (connected) {
      reached.push_back({source, *std::move(connected)});
    } else {
      failures.push_back(connected.error());
    }
  }
  if (reached.empty()) return tl::unexpected(failures);
  return reached;
}

Outcome<StatusReport> SurveyCorpus(const StatusFlags& flags,
                                   const Corpus& corpus, CorpusSurvey& survey) {
  const auto read = corpus.ForEach([&](const Entry& entry) -> Outcome<void> {
    survey.Add(entry);
    return {};
  });
  if (!read) return tl::unexpected(read.error());
  return survey.Report(flags.corpus, corpus.state());
}

void Ask(const StatusFlags& flags, const Inputs& inputs,
         const CorpusSurvey& survey, const Reached& reached,
         StatusReport& report) {
  const Connection& connection = *reached.connection;
  auto server = SurveyRunning(*connection.service, survey,
                              {.source = reached.source.name,
                               .server_version = connection.server.version,
                               .name_space = connection.config.name_space.value,
                               .types = WantedTypes(inputs, reached.source),
                               .sample = flags.sample});
  if (server) {
    report.servers.push_back(*std::move(server));
  } else {
    report.errors.push_back(server.error());
  }
}

Attempted<StatusReport> Examine(const StatusFlags& flags,
                                const Conditions& conditions) {
  auto inputs = ReadInputs(flags);
  if (!inputs) return Because(inputs.error());
  const auto corpus = Corpus::Open(flags.corpus, Corpus::Access::kRead);
  if (!corpus) return Because(corpus.error());
  std::vector<Failure> failures;
  const auto reached = ConnectAll(flags, *inputs, failures);
  if (!reached) return tl::unexpected(reached.error());
  inputs->survey.descriptors = reached->empty()
                                   ? rpc::Schema::Embedded().hash()
                                   : reached->front().connection->schema.hash();
  inputs->survey.ran_code = [&](const Entry& entry) {
    return RanCode(*corpus, entry);
  };
  CorpusSurvey survey(inputs->survey);
  Outcome<StatusReport> report = SurveyCorpus(flags, *corpus, survey);
  if (!report) return Because(report.error());
  report->errors = std::move(failures);
  for (const Reached& server : *reached) {
    Ask(flags, *inputs, survey, server, *report);
  }
  if (!reached->empty() && report->servers.empty()) {
    return tl::unexpected(report->errors);
  }
  // Who was not asked may still run it.
  if (!report->errors.empty()) {
    for (ServerStatus& server : report->servers) server.retirements.clear();
  }
  Judge(conditions, *report);
  return *std::move(report);
}

Attempted<StatusReport> Examined(const StatusFlags& flags) {
  const auto conditions = ReadConditions(flags);
  if (!conditions) return Because(conditions.error());
  return Examine(flags, *conditions);
}

ExitCode RunStatus(const StatusFlags& flags) {
  const auto report = Examined(flags);
  if (!report) {
    return Report(FailedCommand{.name = "status",
                                .corpus = flags.corpus,
                                .format = flags.output,
                                .failures = report.error()});
  }
  const bool printed =
      Print(flags.output == "json" ? StatusJson(*report)
                                   : StatusText(*report, StdoutColumns()));
  for (const Failure& error : report->errors) PrintError(error.message);
  for (const std::string& failure : report->failures) PrintError(failure);
  const ExitCode code = CodeOf(*report);
  return code == ExitCode::kOk && !printed ? ExitCode::kPartial : code;
}

}  // namespace

Subcommand AddStatus(CLI::App& app) {
  auto flags = std::make_unique<StatusFlags>();
  CLI::App* command = app.add_subcommand(
      "status",
      "Says how old the corpus is, what it lacks, and what is running that no "
      "history of it speaks for");
  command->add_option("CORPUS", flags->corpus, "Folder of the corpus")
      ->required();
  command
      ->add_option("--plan", flags->plan.path,
                   "The types of its strata belong in the corpus, and its "
                   "sources are asked what is running; lockstep.corpus.toml if "
                   "it is there")
      ->type_name("FILE");
  command
      ->add_option("--source", flags->plan.source,
                   "Only this source of the plan; without it, all")
      ->type_name("NAME");
  command->add_option("--types-from", flags->types_from,
                      "What `lockstep-replay describe BUILD --format json` "
                      "printed: the types of the build belong in the corpus");
  command->add_option("--fail-if-older", flags->older,
                      "Exit code 5 if the last sync or refresh ended longer "
                      "ago than this span (90s, 15m, 12h, 14d, 2w)");
  command->add_flag("--fail-if-missing-type", flags->missing_type,
                    "Exit code 5 if a type of --types-from or --plan has no "
                    "history, unless the plan says min_histories = 0");
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
