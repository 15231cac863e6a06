#include <fmt/format.h>

#include "linter/report/report_parts.h"

namespace lockstep::lint {
namespace {

// GitHub ends a message at a line end, and a property at `,` and `:` too.
std::string Escape(std::string_view text, bool property) {
  std::string escaped;
  for (const char c : text) {
    const bool special = c == '%' || c == '\r' || c == '\n' ||
                         (property && (c == ':' || c == ','));
    if (special) {
      escaped += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string_view CommandOf(Severity severity) {
  if (severity == Severity::kError) return "error";
  return severity == Severity::kWarning ? "warning" : "notice";
}

std::string MessageOf(const Finding& finding, const ReportContext& context) {
  std::string text = finding.message;
  for (const Hop& hop : ChainToShow(finding)) {
    text += fmt::format("\n{}:{}: {}", ShownPath(hop.place.file, context.root),
                        hop.place.line, hop.text);
  }
  if (!finding.rule->instead.empty()) text += "\n" + finding.rule->instead;
  return text;
}

}  // namespace

std::string ReportGithub(const Outcome& outcome, const ReportContext& context) {
  std::string text;
  for (const Finding& finding : outcome.findings) {
    text +=
        fmt::format("::{} file={},line={},col={},title={}::{}\n",
                    CommandOf(finding.severity),
                    Escape(ShownPath(finding.place.file, context.root), true),
                    finding.place.line, finding.place.column,
                    Escape(finding.rule->Id(), true),
                    Escape(MessageOf(finding, context), false));
  }
  for (const UnitFailure& failure : outcome.failures) {
    text += fmt::format("::error file={},title=not analysed::{}\n",
                        Escape(ShownPath(failure.path, context.root), true),
                        Escape(failure.message, false));
  }
  for (const std::string& remark : outcome.remarks) {
    text += fmt::format("::notice title=lockstep-lint::{}\n",
                        Escape(remark, false));
  }
  if (!context.quiet) {
    text +=
        fmt::format("{}\n{}\n", SummaryLine(outcome), CoverageLine(outcome));
  }
  return text;
}

}  // namespace lockstep::lint
