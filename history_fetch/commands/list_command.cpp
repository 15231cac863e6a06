// `list`: which runs there are.
#include <CLI/CLI.hpp>
#include <memory>
#include <string_view>
#include <utility>

#include "history_fetch/commands/not_negative.h"
#include "history_fetch/commands/subcommands.h"
#include "history_fetch/connect.h"
#include "history_fetch/showing/listing.h"
#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

constexpr char kFooter[] =
    "Visibility is eventually consistent: runs of the last second may miss.\n"
    "The JSON is that of `temporal workflow list -o json`, byte for byte.\n"
    "\n"
    "Examples:\n"
    "  lockstep-fetch list -q \"WorkflowType = 'Order'\" --limit 20\n"
    "  lockstep-fetch list -q \"ExecutionStatus = 'Running'\" --count\n"
    "  lockstep-fetch list -o jsonl | jq -r .execution.runId\n"
    "\n"
    "Exit codes:\n"
    "  0  done, even if nothing was found\n"
    "  2  wrong command line, configuration or query\n"
    "  3  no connection, or no access\n"
    "  4  the list is not whole: the server or stdout did not do it now\n"
    "  6  what the server sends contradicts itself\n";

struct ListFlags final : SubcommandFlags {
  ConnectFlags connect;
  Listing listing;
  std::string format = "text";
  bool count = false;
  bool whole_payloads = false;
};

void AddFlags(CLI::App& app, ListFlags& flags) {
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  app.add_option("-q,--query", flags.listing.query,
                 "List filter, as the temporal CLI takes it; without it all "
                 "runs");
  app.add_option("--limit", flags.listing.limit, "Runs at most; 0: all")
      ->capture_default_str()
      ->check(NotNegative());
  app.add_option("--page-size", flags.listing.page_size,
                 "Runs to ask for at a time, 1000 at most, or 10000 of the "
                 "archive; 0: as many as the server likes")
      ->capture_default_str()
      ->check(CLI::Range(0, 10000));
  CLI::Option* const archived =
      app.add_flag("--archived", flags.listing.archived, "List the archive");
  app.add_flag("--count", flags.count, "Print only how many there are")
      ->excludes(archived);
  app.add_option("-o,--output,--format", flags.format,
                 "text: a table; json: a list; jsonl: a line for each run; "
                 "none: nothing, only the exit code")
      ->capture_default_str()
      ->check(CLI::IsMember({"text", "json", "jsonl", "none"}));
  app.add_flag("--no-json-shorthand-payloads", flags.whole_payloads,
               "In JSON, memos as payloads in place of the values that they "
               "hold");
  AddConnectFlags(app, flags.connect);
  app.footer(kFooter);
}

ListFormat FormatOf(const std::string& name) {
  if (name == "json") return ListFormat::kJson;
  return name == "jsonl" ? ListFormat::kJsonl : ListFormat::kText;
}

ExitCode Run(const ListFlags& flags) {
  const auto connection = Connect(flags.connect, StopRequested());
  if (!connection) return Report(connection.error());
  rpc::Service& service = *(*connection)->service;
  Listing listing = flags.listing;
  listing.format = FormatOf(flags.format);
  if (flags.whole_payloads) listing.payloads = ListPayloads::kWhole;
  if ((*connection)->codec) listing.codec = &*(*connection)->codec;
  const auto print = [&](std::string_view text) {
    return flags.format == "none" || WriteStdout(text);
  };
  if (flags.count) {
    const auto count = CountText(service, listing);
    if (!count) return Report(count.error());
    return flags.format == "none" || Print(*count) ? ExitCode::kOk
                                                   : ExitCode::kPartial;
  }
  const auto written = WriteList(service, listing, print);
  return written ? ExitCode::kOk : Report(written.error());
}

}  // namespace

Subcommand AddList(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("list", "Prints the runs that a query finds");
  auto flags = std::make_unique<ListFlags>();
  AddFlags(*command, *flags);
  const ListFlags& parsed = *flags;
  return {command, [&parsed] { return Run(parsed); }, std::move(flags)};
}

}  // namespace lockstep::fetch
