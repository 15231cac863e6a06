#include "linter/report/json_parts.h"

namespace lockstep::lint {
namespace {

using nlohmann::ordered_json;

std::string_view NameOfSeverity(Severity severity) {
  if (severity == Severity::kError) return "ERROR";
  return severity == Severity::kWarning ? "WARNING" : "INFO";
}

ordered_json PositionJson(uint32_t line, uint32_t column) {
  return {{"line", line}, {"column", column}};
}

ordered_json LocationJson(const Place& place, const ReportContext& context) {
  return {{"path", ShownPath(place.file, context.root)},
          {"range", {{"start", PositionJson(place.line, place.column)}}}};
}

ordered_json RelatedJson(const Finding& finding, const ReportContext& context) {
  ordered_json related = ordered_json::array();
  for (const Hop& hop : finding.chain) {
    if (!hop.place.Known()) continue;
    related.push_back({{"message", hop.text},
                       {"location", LocationJson(hop.place, context)}});
  }
  return related;
}

// A reviewer takes a suggestion with one click: only those that add no command.
ordered_json SuggestionsJson(const Finding& finding,
                             const ReportContext& context) {
  ordered_json suggestions = ordered_json::array();
  if (!finding.fix || finding.fix->kind != FixKind::kCommandNeutral) {
    return suggestions;
  }
  for (const Edit& edit : finding.fix->edits) {
    const LineAndColumn start =
        LineAndColumnOf(context.sources, edit.file, edit.begin);
    const LineAndColumn end =
        LineAndColumnOf(context.sources, edit.file, edit.end);
    // A suggestion is about the file of its diagnostic.
    if (edit.file != finding.place.file || start.line == 0) continue;
    suggestions.push_back({{"range",
                            {{"start", PositionJson(start.line, start.column)},
                             {"end", PositionJson(end.line, end.column)}}},
                           {"text", edit.text}});
  }
  return suggestions;
}

}  // namespace

std::string ReportRdjson(const Outcome& outcome, const ReportContext& context) {
  ordered_json diagnostics = ordered_json::array();
  for (const Finding& finding : outcome.findings) {
    diagnostics.push_back(
        {{"message", finding.message + "\n" + finding.rule->instead},
         {"location", LocationJson(finding.place, context)},
         {"severity", NameOfSeverity(finding.severity)},
         {"code", {{"value", finding.rule->Id()}}},
         {"suggestions", SuggestionsJson(finding, context)},
         {"relatedLocations", RelatedJson(finding, context)}});
  }
  for (const UnitFailure& failure : outcome.failures) {
    diagnostics.push_back(
        {{"message", failure.message},
         {"location", {{"path", ShownPath(failure.path, context.root)}}},
         {"severity", "ERROR"}});
  }
  const ordered_json document = {{"source", {{"name", "lockstep-lint"}}},
                                 {"diagnostics", std::move(diagnostics)}};
  return Dump(document, 2);
}

}  // namespace lockstep::lint
