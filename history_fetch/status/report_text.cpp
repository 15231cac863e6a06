#include "history_fetch/status/report_text.h"

#include <fmt/format.h>

#include "history_fetch/terminal.h"
#include "history_fetch/text_table.h"
#include "history_fetch/timestamps.h"

namespace lockstep::fetch {
namespace {

// Rows of a table for people; the rest is in the JSON.
constexpr size_t kMostRows = 20;

std::string Plural(int64_t count, const char* one, const char* many) {
  return fmt::format("{} {}", Thousands(count), count == 1 ? one : many);
}

std::string Histories(int64_t count) {
  return Plural(count, "history", "histories");
}

// "2026-11-22T12:34:25.123456789Z" to the second.
std::string Short(const std::string& time) {
  if (time.empty()) return "-";
  const size_t point = time.find('.');
  return point == std::string::npos ? time : time.substr(0, point) + "Z";
}

std::string Heading(const StatusReport& report) {
  std::string text = fmt::format(
      "{}: {} of {}", report.corpus, Histories(report.histories),
      Plural(static_cast<int64_t>(report.types.size()), "type", "types"));
  if (report.age_s) {
    text += fmt::format(", fetched {} ago ({})", FormatAge(*report.age_s),
                        Short(report.synced_at));
  }
  text += report.complete
              ? "\n"
              : ", incomplete: " + Printable(report.reason, 1000) + "\n";
  return text;
}

std::string TypeTable(const StatusReport& report, size_t columns) {
  if (report.types.empty()) return "";
  std::vector<std::vector<std::string>> rows = {{"TYPE", "HISTORIES", "OPEN",
                                                 "SHAPES", "OLDEST START",
                                                 "NEWEST START", "FETCHED"}};
  for (const TypeStatus& type : report.types) {
    rows.push_back({Printable(type.workflow_type), Thousands(type.histories),
                    Thousands(type.open), Thousands(type.shapes),
                    Short(type.oldest_start), Short(type.newest_start),
                    Short(type.last_fetched)});
  }
  return "\n" + TextTable(rows, columns);
}

std::string BuildText(const StatusReport& report) {
  std::string text;
  for (const std::string& type : report.missing_types) {
    text +=
        fmt::format("  {}: named by the build or the plan, not in the corpus\n",
                    Printable(type));
  }
  for (const std::string& type : report.gone_types) {
    text += fmt::format(
        "  {}: in the corpus, not in the build; prune it once nothing of it "
        "runs\n",
        Printable(type));
  }
  for (const TypeStatus& type : report.types) {
    if (type.ran_code) continue;
    text += fmt::format(
        "  {}: no history has a completed workflow task, so nothing of its "
        "code is tested; start a worker and sync again\n",
        Printable(type.workflow_type));
  }
  return text.empty() ? "" : "\nWorkflow types\n" + text;
}

std::string ExpiryText(const StatusReport& report) {
  const ExpiryStatus& expiry = report.expiry;
  std::string text;
  if (expiry.expired > 0) {
    text += fmt::format(
        "  {}: the server has forgotten the run; it cannot be fetched again\n",
        Histories(expiry.expired));
  }
  if (expiry.expiring > 0) {
    text += fmt::format(
        "  {}: the server forgets the run before the next refresh in {}, the "
        "first at {}\n",
        Histories(expiry.expiring), FormatSpan(report.next_refresh_s),
        Short(expiry.next));
  }
  for (const ServerStatus& server : report.servers) {
    if (server.retention_s <= 0 ||
        server.retention_s >= report.next_refresh_s) {
      continue;
    }
    text += fmt::format(
        "  namespace {}: retention is {}; runs that close and go before the "
        "next refresh in {} are never fetched, so refresh more often\n",
        Printable(server.name_space), FormatSpan(server.retention_s),
        FormatSpan(report.next_refresh_s));
  }
  return text.empty() ? "" : "\nRetention\n" + text;
}

std::string DriftText(const StatusReport& report) {
  const DriftStatus& drift = report.drift;
  std::string text;
  if (drift.histories > 0) {
    text += fmt::format(
        "  {}: {} that the descriptors do not know: the server was newer, or "
        "so old that they know the field no more; if newer, name newer ones "
        "with --descriptors and fetch them again\n",
        Histories(drift.histories),
        Plural(drift.unknown_fields, "field", "fields"));
  }
  if (drift.other_descriptors > 0) {
    text += fmt::format("  {}: fetched with other descriptors than these\n",
                        Histories(drift.other_descriptors));
  }
  return text.empty() ? "" : "\nDescriptors\n" + text;
}

std::string What(const Exposure& exposure) {
  switch (exposure.kind) {
    case Exposure::Kind::kType:
      return "no history";
    case Exposure::Kind::kNoChangeVersion:
      return "no change version";
    case Exposure::Kind::kChangeVersion:
      return "change " + Printable(exposure.version, 60);
    case Exposure::Kind::kDeploymentVersion:
      return "deployment " + Printable(exposure.version, 60);
    case Exposure::Kind::kBuildId:
      return "build id " + Printable(exposure.version, 60);
  }
  return "";
}

std::string ExposureTable(const ServerStatus& server, size_t columns) {
  if (server.exposures.empty()) return "";
  std::vector<std::vector<std::string>> rows = {
      {"TYPE", "NOT IN THE CORPUS", "RUNNING", "OLDEST START", "FOR EXAMPLE"}};
  for (const Exposure& exposure : server.exposures) {
    if (rows.size() > kMostRows) break;
    rows.push_back({Printable(exposure.workflow_type), What(exposure),
                    (exposure.exact ? "" : "~") + Thousands(exposure.running),
                    Short(exposure.oldest_start),
                    exposure.examples.empty()
                        ? "-"
                        : Printable(exposure.examples[0].workflow_id, 60)});
  }
  std::string text = TextTable(rows, columns);
  const size_t shown = rows.size() - 1;
  if (server.exposures.size() > shown) {
    text += fmt::format("  and {} more, with --output json\n",
                        server.exposures.size() - shown);
  }
  return text;
}

std::string RunningText(const ServerStatus& server, size_t columns) {
  int64_t running = 0, sampled = 0, unrepresented = 0;
  for (const RunningStatus& status : server.running) {
    running += status.running;
    sampled += status.sampled;
    unrepresented += status.unrepresented;
  }
  std::string text =
      fmt::format("\nRunning in namespace {}: {}", Printable(server.name_space),
                  Plural(running, "execution", "executions"));
  if (sampled < running)
    text += fmt::format(", {} sampled", Thousands(sampled));
  if (running > 0 && unrepresented == 0) {
    return text + "; the corpus has a history of each type and version\n";
  }
  if (running > 0) {
    text += fmt::format("; {}{} of a type or version that no history has",
                        Thousands(unrepresented),
                        sampled < running ? " of the sample are" : "");
  }
  return text + "\n" + ExposureTable(server, columns);
}

std::string RetirementText(const std::vector<Retirement>& retirements) {
  if (retirements.empty()) return "";
  std::string text =
      "\nChange versions that nothing running shows: their code may be "
      "retired, then their histories pruned\n";
  size_t shown = 0;
  for (const Retirement& retirement : retirements) {
    if (shown++ == kMostRows) {
      return text + fmt::format("  and {} more, with --output json\n",
                                retirements.size() - kMostRows);
    }
    text += fmt::format("  {} ({})\n", Printable(retirement.change_version),
                        Histories(retirement.histories));
  }
  return text;
}

}  // namespace

std::string StatusText(const StatusReport& report, size_t columns) {
  std::string text =
      Heading(report) + TypeTable(report, columns) + BuildText(report);
  for (const ServerStatus& server : report.servers) {
    text += RunningText(server, columns);
  }
  text += RetirementText(CommonRetirements(report.servers));
  return text + ExpiryText(report) + DriftText(report);
}

}  // namespace lockstep::fetch
