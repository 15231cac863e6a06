#include "linter/report/report_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace lockstep::lint {

std::string ShownPath(const std::string& path, const std::string& root) {
  const std::string folder = root.ends_with('/') ? root : root + "/";
  return path.starts_with(folder) ? path.substr(folder.size()) : path;
}

std::string Plural(size_t count, std::string_view thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

std::string CoverageLine(const Outcome& outcome) {
  const Coverage& c = outcome.coverage;
  std::string line = fmt::format("looked at {}", Plural(c.units, "unit"));
  std::vector<std::string> parts;
  if (c.units_failed != 0) {
    parts.push_back(fmt::format("{} failed", c.units_failed));
  }
  if (c.units_left_out != 0) {
    parts.push_back(
        fmt::format("{} of the database left out: --whole-program "
                    "adds {}",
                    c.units_left_out, c.units_left_out == 1 ? "it" : "them"));
  }
  if (!parts.empty()) line += fmt::format(" ({})", fmt::join(parts, ", "));
  line += fmt::format(
      ", {} {}; functions: {} analysed, {} modelled, {} unknown; indirect "
      "calls: {} "
      "resolved, {} unresolved",
      c.entries, c.entries == 1 ? "entry" : "entries", c.functions, c.modelled,
      c.unknown, c.calls_resolved, c.calls_unresolved);
  return line + fmt::format("; judged for {} toolchain{}, {} architecture{}",
                            outcome.one_toolchain ? "one" : "many",
                            outcome.one_toolchain ? "" : "s",
                            outcome.one_architecture ? "one" : "many",
                            outcome.one_architecture ? "" : "s");
}

std::string SummaryLine(const Outcome& outcome) {
  const Counts counts = Count(outcome.findings);
  std::vector<std::string> parts;
  if (counts.errors != 0) parts.push_back(Plural(counts.errors, "error"));
  if (counts.warnings != 0) {
    parts.push_back(Plural(counts.warnings, "warning"));
  }
  if (counts.notes != 0) parts.push_back(Plural(counts.notes, "note"));
  if (parts.empty()) parts.emplace_back("nothing found");
  std::string line = fmt::format("{}", fmt::join(parts, ", "));
  const auto by_comment = static_cast<size_t>(std::count_if(
      outcome.silenced.begin(), outcome.silenced.end(),
      [](const Silenced& s) { return s.by == Silenced::By::kComment; }));
  const size_t by_baseline = outcome.silenced.size() - by_comment;
  if (by_comment != 0) line += fmt::format("; {} suppressed", by_comment);
  if (by_baseline != 0)
    line += fmt::format("; {} in the baseline", by_baseline);
  return line;
}

std::vector<Hop> ChainToShow(const Finding& finding) {
  std::vector<Hop> chain = finding.chain;
  if (!chain.empty() && chain.back().place == finding.place &&
      finding.message.starts_with(chain.back().text)) {
    chain.pop_back();
  }
  return chain;
}

std::string OtherChains(const Finding& finding) {
  if (finding.other_chains == 0) return "";
  return fmt::format("{} lead{} here",
                     Plural(finding.other_chains, "other call path"),
                     finding.other_chains == 1 ? "s" : "");
}

std::string OtherEntries(const Finding& finding) {
  constexpr size_t kNamed = 5;
  const auto& entries = finding.other_entries;
  if (entries.empty()) return "";
  const size_t named = std::min(entries.size(), kNamed);
  std::string text = fmt::format(
      "also reached from '{}'",
      fmt::join(entries.begin(),
                entries.begin() + static_cast<ptrdiff_t>(named), "', '"));
  if (entries.size() > named) {
    text += fmt::format(" and {} more", entries.size() - named);
  }
  return text;
}

std::string Printable(std::string_view text) {
  constexpr unsigned char kDelete = 0x7f;
  std::string printable;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < ' ' && c != '\t') || byte == kDelete) {
      printable += fmt::format("\\x{:02x}", byte);
    } else {
      printable += c;
    }
  }
  return printable;
}

}  // namespace lockstep::lint
