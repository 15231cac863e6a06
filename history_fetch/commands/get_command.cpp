// `get`: the history of one run.
#include <CLI/CLI.hpp>
#include <memory>
#include <string_view>
#include <utility>

#include "history_fetch/commands/subcommands.h"
#include "history_fetch/connect.h"
#include "history_fetch/showing/compact_output.h"
#include "history_fetch/showing/destination.h"
#include "history_fetch/showing/whole_history.h"
#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

constexpr char kFooter[] =
    "Prints what `temporal workflow show` prints with the same flags, byte "
    "for\n"
    "byte. Nothing is printed, and no file is changed, if the history is not\n"
    "whole.\n"
    "\n"
    "Examples:\n"
    "  lockstep-fetch get -w order-17 > order-17.json\n"
    "  lockstep-fetch get -w order-17 -r 0199b5e1-... --file order-17.json\n"
    "  lockstep-fetch get -w order-17 -o jsonl | jq '.events | length'\n"
    "  lockstep-fetch get --profile prod --archived -w order-17\n"
    "\n"
    "Exit codes:\n"
    "  0  done\n"
    "  2  wrong command line or configuration, or a file that cannot be "
    "written\n"
    "  3  no connection, or no access\n"
    "  4  the run is not there, or the server or the disk did not do it now\n"
    "  6  what the server sends contradicts itself\n";

struct GetFlags final : SubcommandFlags {
  ConnectFlags connect;
  rpc::Execution execution;
  std::string format = "json";
  std::string file = "-";
  int32_t page_size = 0;
  bool archived = false;
};

// Nothing comes, so nothing is written.
class Nowhere final : public TextOutput {
 public:
  Outcome<void> Write(std::string_view) override { return {}; }
  Outcome<void> Close() override { return {}; }
};

// Flags of `temporal workflow show` that get does not have.
void RefuseShowFlags(CLI::App& app) {
  struct Refused {
    const char* name;
    const char* why;
  };
  constexpr Refused kRefused[] = {
      {"--detailed",
       "--detailed is not supported here: get prints all of each event; for a "
       "table use `temporal workflow show --detailed`"},
      {"-f,--follow",
       "--follow is not supported here: get prints what is there and ends; use "
       "`temporal workflow show --follow`, or get again"},
      {"--reverse",
       "--reverse is not supported here: a history is replayed in its order; "
       "use `lockstep-fetch get -o jsonl ... | jq '.events | reverse'`"},
  };
  for (const Refused& refused : kRefused) {
    constexpr char kHidden[] = "";
    app.add_flag_function(
           refused.name,
           [why = refused.why](int64_t) { throw CLI::ValidationError(why); })
        ->group(kHidden);
  }
}

void AddFlags(CLI::App& app, GetFlags& flags) {
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  app.add_option("-w,--workflow-id", flags.execution.workflow_id, "Workflow ID")
      ->required();
  app.add_option("-r,--run-id", flags.execution.run_id,
                 "Run ID; without it the workflow's current run");
  app.add_option("-o,--output,--format", flags.format,
                 "json: for people and git; jsonl: on one line; none: nothing, "
                 "only the exit code")
      ->capture_default_str()
      ->check(CLI::IsMember({"json", "jsonl", "none"}));
  app.add_option("--file", flags.file,
                 "File to write instead of stdout (-); it appears when it is "
                 "whole")
      ->capture_default_str()
      ->type_name("FILE");
  app.add_option("--page-size", flags.page_size,
                 "Batches of events to ask for at a time, 256 at most; 0: as "
                 "many as come soon and fit into the memory")
      ->capture_default_str()
      ->check(CLI::Range(0, 256));
  app.add_flag("--archived", flags.archived, "Look into the archive too");
  RefuseShowFlags(app);
  AddConnectFlags(app, flags.connect);
  app.footer(kFooter);
}

Outcome<Entry> Write(const HistorySource& source, const GetFlags& flags,
                     TextOutput& output) {
  if (flags.format == "none") {
    Nowhere nowhere;
    return WriteHistory(source, flags.execution, nowhere);
  }
  if (flags.format == "json") {
    return WriteHistory(source, flags.execution, output);
  }
  CompactOutput compact(output);
  return WriteHistory(source, flags.execution, compact);
}

ExitCode Run(const GetFlags& flags) {
  const bool print = flags.format != "none";
  // Before anything is asked for: a file that cannot be written is known now.
  const auto destination = OpenDestination(print ? flags.file : "-");
  if (!destination) return Report(destination.error());
  const auto connection = Connect(flags.connect, StopRequested());
  if (!connection) return Report(connection.error());
  HistorySource source;
  source.service = (*connection)->service.get();
  source.codec = (*connection)->codec ? &*(*connection)->codec : nullptr;
  source.page_size = flags.page_size;
  source.archived = flags.archived;
  const auto written = Write(source, flags, **destination);
  if (!written) return Report(written.error());
  const auto committed = (*destination)->Commit();
  return committed ? ExitCode::kOk : Report(committed.error());
}

}  // namespace

Subcommand AddGet(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("get", "Prints the history of one run as JSON");
  auto flags = std::make_unique<GetFlags>();
  AddFlags(*command, *flags);
  const GetFlags& parsed = *flags;
  return {command, [&parsed] { return Run(parsed); }, std::move(flags)};
}

}  // namespace lockstep::fetch
