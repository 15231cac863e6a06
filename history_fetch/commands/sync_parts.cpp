#include "history_fetch/commands/sync_parts.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <utility>

#include "history_fetch/commands/plan_sources.h"
#include "history_fetch/go_duration.h"
#include "history_fetch/terminal.h"
#include "history_fetch/timestamps.h"

namespace lockstep::fetch {
namespace {

// Of the runs that could not be fetched, the report has all.
constexpr size_t kMostSentences = 10;

}  // namespace

void AddSyncPartFlags(CLI::App& app, SyncPartFlags& flags) {
  app.add_option("CORPUS", flags.corpus, "Folder of the corpus")->required();
  app.add_option("--plan", flags.plan.path,
                 "Which histories belong in the corpus; lockstep.corpus.toml "
                 "if it is there")
      ->type_name("FILE");
  app.add_option("--source", flags.plan.source,
                 "Only this source of the plan; without it, all")
      ->type_name("NAME");
  app.add_option("--now", flags.now,
                 "RFC 3339 time that counts as now, for runs that can be "
                 "repeated")
      ->type_name("TIME");
  app.add_option(
         "--deadline", flags.deadline,
         "Begin nothing more after so long (90s, 15m, 1h30m); what there "
         "is then is kept, and the exit code is 4; 0: no deadline")
      ->type_name("DURATION");
  app.add_option("--page-size", flags.page_size,
                 "Batches of events to ask for at a time, 256 at most; 0: as "
                 "many as come soon and fit into the memory")
      ->capture_default_str()
      ->check(CLI::Range(0, 256));
  app.add_flag("--keep-proto", flags.keep_proto,
               "Keep the protobuf bytes too, a .binpb beside each history: "
               "they have what newer servers send and JSON leaves out");
  app.add_flag("--require-self-contained", flags.require_self_contained,
               "Refuse histories whose payloads lie in an external store");
  app.add_flag("--repair", flags.repair,
               "Read every stored history, and fetch again those that are not "
               "what the manifest says; without it, only those whose files are "
               "missing or have another length");
  app.add_flag("--accept-other-server", flags.accept_other_server,
               "Go on where the namespace is another one than the last time: "
               "the server was set up anew, or the corpus goes on elsewhere");
  app.add_option("-o,--output,--format", flags.format,
                 "How the summary is written: text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  AddConnectFlags(app, flags.connect);
}

Outcome<int64_t> NowOf(const SyncPartFlags& flags) {
  if (flags.now.empty()) return Now();
  const Result<int64_t> now = ParseTime(flags.now);
  if (now) return *now;
  return Fail(ExitCode::kUsage, "--now: " + now.error().message);
}

Outcome<std::unique_ptr<StopWatch>> WatchOf(const SyncPartFlags& flags) {
  std::optional<std::chrono::milliseconds> deadline;
  if (!flags.deadline.empty()) {
    const Result<double> seconds = ParseWait(flags.deadline);
    if (!seconds) {
      return Fail(ExitCode::kUsage, "--deadline: " + seconds.error().message);
    }
    if (*seconds > 0) {
      deadline =
          std::chrono::milliseconds(static_cast<int64_t>(*seconds * 1000));
    }
  }
  return std::make_unique<StopWatch>(StopRequested(), deadline);
}

Outcome<std::unique_ptr<Connection>> ConnectSource(
    const SyncPartFlags& flags, const Source& source,
    const std::atomic<bool>& stop) {
  ConnectFlags connect = flags.connect;
  UseSource(source, connect.config);
  return Connect(connect, stop);
}

SyncServer ServerOf(const SyncPartFlags& flags, const Source& source,
                    const Connection& connection) {
  SyncServer server;
  server.source = source.name;
  server.version = connection.server.version;
  server.address = connection.config.address.value;
  server.download.service = connection.service.get();
  server.download.schema = &connection.schema;
  if (connection.codec) server.download.codec = &*connection.codec;
  server.download.name_space = connection.config.name_space.value;
  server.download.page_size = flags.page_size;
  server.download.require_self_contained = flags.require_self_contained;
  server.download.keep_proto =
      flags.keep_proto ? KeepProto::kYes : KeepProto::kNo;
  return server;
}

ExitCode PrintSyncReport(const SyncPartFlags& flags, const SyncReport& report) {
  const bool printed =
      Print(flags.format == "json" ? ToJson(report)
                                   : ToText(report, StdoutColumns()));
  for (const StratumTally& tally : report.strata) {
    for (const std::string& note : tally.notes) {
      PrintError("note: " + Printable(tally.name) + ": " + note);
    }
  }
  for (const std::string& note : report.notes) PrintError("note: " + note);
  for (const Failure& failure : report.failures) PrintError(failure.message);
  for (size_t i = 0; i < report.troubles.size() && i < kMostSentences; ++i) {
    PrintError(report.troubles[i].message);
  }
  if (report.troubles.size() > kMostSentences) {
    PrintError(
        fmt::format("{} more runs could not be fetched; -o json lists "
                    "them",
                    report.troubles.size() - kMostSentences));
  }
  for (const std::string& gap : report.gaps) PrintError(gap);
  const bool says_why = !report.failures.empty() || !report.troubles.empty() ||
                        !report.gaps.empty();
  if (report.command == "refresh" && !report.state.complete && !says_why) {
    PrintError("the corpus is incomplete: " +
               Printable(report.state.reason, 1000));
  }
  const ExitCode code = CodeOf(report);
  return code == ExitCode::kOk && !printed ? ExitCode::kPartial : code;
}

}  // namespace lockstep::fetch
