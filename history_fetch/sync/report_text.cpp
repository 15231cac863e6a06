#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "history_fetch/sync/report.h"
#include "history_fetch/terminal.h"
#include "history_fetch/text_table.h"

namespace lockstep::fetch {
namespace {

std::string Size(int64_t bytes) {
  constexpr std::array<const char*, 4> kUnits = {"kB", "MB", "GB", "TB"};
  if (bytes < 1000) return fmt::format("{} B", bytes);
  double value = static_cast<double>(bytes) / 1000;
  size_t unit = 0;
  for (; value >= 999.95 && unit + 1 < kUnits.size(); ++unit) value /= 1000;
  return fmt::format("{:.1f} {}", value, kUnits[unit]);
}

struct Column {
  const char* title;
  std::string (*text)(const StratumTally& tally);
  enum class Show { kAlways, kIfNotZero } show = Show::kAlways;
};

template <int64_t StratumTally::*member>
std::string Count(const StratumTally& tally) {
  return std::to_string(tally.*member);
}

constexpr auto kIfNotZero = Column::Show::kIfNotZero;
constexpr Column kColumns[] = {
    {"stratum",
     [](const StratumTally& tally) { return Printable(tally.name, 40); }},
    {"found", Count<&StratumTally::found>},
    {"wanted", Count<&StratumTally::wanted>},
    {"related", Count<&StratumTally::related>, kIfNotZero},
    {"new", Count<&StratumTally::fresh>},
    {"updated", Count<&StratumTally::updated>},
    {"kept", Count<&StratumTally::kept>},
    {"expired", Count<&StratumTally::expired>, kIfNotZero},
    {"left out", Count<&StratumTally::left_out>, kIfNotZero},
    {"failed", Count<&StratumTally::failed>},
    {"not tried", Count<&StratumTally::not_tried>, kIfNotZero},
    {"written", [](const StratumTally& tally) { return Size(tally.bytes); }},
    {"histories",
     [](const StratumTally& tally) {
       return std::to_string(tally.coverage.histories);
     }},
    {"running",
     [](const StratumTally& tally) {
       return std::to_string(tally.coverage.running);
     }},
    {"shapes",
     [](const StratumTally& tally) {
       return std::to_string(tally.coverage.distinct_shapes);
     }},
};

// The rows of a table; the first is the heading.
std::string Table(const std::vector<StratumTally>& strata, size_t columns) {
  constexpr size_t kRoomForAll = 120;
  const bool narrow = columns > 0 && columns < kRoomForAll;
  std::vector<std::vector<std::string>> rows(strata.size() + 1);
  for (const Column& column : kColumns) {
    const bool some = std::any_of(
        strata.begin(), strata.end(),
        [&](const StratumTally& tally) { return column.text(tally) != "0"; });
    // Where there is little room, zeros are the first to go.
    if (!some && (column.show == kIfNotZero || narrow)) continue;
    rows[0].emplace_back(column.title);
    for (size_t i = 0; i < strata.size(); ++i) {
      rows[i + 1].push_back(column.text(strata[i]));
    }
  }
  return TextTable(rows, columns);
}

std::string PickTable(const SyncReport& report) {
  std::vector<std::vector<std::string>> rows = {
      {"run", "status", "stratum", "workflow"}};
  for (const Pick& pick : report.picks) {
    rows.push_back({Printable(pick.execution.run_id), NameOf(pick.status),
                    Printable(report.strata[pick.stratum].name, 40),
                    Printable(pick.execution.workflow_id)});
  }
  return TextTable(rows);
}

}  // namespace

std::string ToText(const SyncReport& report, size_t columns) {
  std::string text = Table(report.strata, columns);
  for (const StratumTally& tally : report.strata) {
    for (const std::string& note : tally.notes) {
      text += fmt::format("note: {}: {}\n", Printable(tally.name), note);
    }
  }
  for (const std::string& note : report.notes) text += "note: " + note + "\n";
  for (const AskedServer& server : report.servers) {
    text += fmt::format("asked namespace '{}' of {} (source {})\n",
                        Printable(server.name_space), Printable(server.address),
                        Printable(server.source));
  }
  if (report.dry_run) return text + "\n" + PickTable(report);
  text +=
      fmt::format("{}: {}{} histories, {}\n", report.corpus,
                  report.begun ? "" : "nothing was done, it is as before: ",
                  report.histories,
                  report.state.complete
                      ? "complete"
                      : "incomplete: " + Printable(report.state.reason, 1000));
  return text;
}

}  // namespace lockstep::fetch
