#include "linter/report/json_parts.h"

namespace lockstep::lint {
namespace {

using nlohmann::ordered_json;

constexpr int kFormat = 1;

class Writer {
 public:
  explicit Writer(const ReportContext& context) : context_(context) {}

  ordered_json PlaceJson(const Place& place) const {
    if (!place.Known()) return nullptr;
    return {{"file", ShownPath(place.file, context_.root)},
            {"line", place.line},
            {"column", place.column}};
  }

  ordered_json EntriesJson(const Finding& finding) const {
    ordered_json entries = ordered_json::array();
    if (!finding.entry.empty()) {
      entries.push_back({{"name", finding.entry},
                         {"role", NameOf(finding.role)},
                         {"place", PlaceJson(finding.entry_place)},
                         {"fingerprint", finding.fingerprint}});
    }
    for (size_t i = 0; i < finding.other_entries.size(); ++i) {
      const bool placed = i < finding.other_entry_places.size();
      const bool printed = i < finding.other_fingerprints.size();
      entries.push_back(
          {{"name", finding.other_entries[i]},
           {"role", nullptr},
           {"place", placed ? PlaceJson(finding.other_entry_places[i])
                            : ordered_json(nullptr)},
           {"fingerprint", printed ? finding.other_fingerprints[i] : ""}});
    }
    return entries;
  }

  ordered_json ChainJson(const Finding& finding) const {
    ordered_json chain = ordered_json::array();
    for (const Hop& hop : finding.chain) {
      chain.push_back({{"place", PlaceJson(hop.place)}, {"text", hop.text}});
    }
    return chain;
  }

  ordered_json NotesJson(const Finding& finding) const {
    ordered_json notes = ordered_json::array();
    for (const Note& note : finding.notes) {
      notes.push_back({{"place", PlaceJson(note.place)}, {"text", note.text}});
    }
    return notes;
  }

  ordered_json FixJson(const std::optional<Fix>& fix) const {
    if (!fix) return nullptr;
    ordered_json edits = ordered_json::array();
    for (const Edit& edit : fix->edits) {
      edits.push_back({{"file", ShownPath(edit.file, context_.root)},
                       {"begin", edit.begin},
                       {"end", edit.end},
                       {"text", edit.text}});
    }
    return {{"kind", NameOf(fix->kind)},
            {"title", fix->title},
            {"edits", std::move(edits)}};
  }

  ordered_json FindingJson(const Finding& finding) const {
    return {{"rule", finding.rule->Id()},
            {"code", finding.rule->code},
            {"severity", NameOf(finding.severity)},
            {"message", finding.message},
            {"symbol", finding.symbol},
            {"place", PlaceJson(finding.place)},
            {"macro", finding.macro},
            {"spelling", PlaceJson(finding.spelling)},
            {"function", finding.function},
            {"entries", EntriesJson(finding)},
            {"chain", ChainJson(finding)},
            {"other_chains", finding.other_chains},
            {"notes", NotesJson(finding)},
            {"instead", finding.rule->instead},
            {"fix", FixJson(finding.fix)},
            {"fingerprint", finding.fingerprint}};
  }

  ordered_json SilencedJson(const Silenced& silenced) const {
    ordered_json json = FindingJson(silenced.finding);
    json["silenced_by"] =
        silenced.by == Silenced::By::kComment ? "comment" : "baseline";
    json["reason"] = silenced.reason;
    return json;
  }

 private:
  const ReportContext& context_;
};

ordered_json CoverageJson(const Coverage& coverage) {
  return {{"units", coverage.units},
          {"units_failed", coverage.units_failed},
          {"units_left_out", coverage.units_left_out},
          {"entries", coverage.entries},
          {"functions_analysed", coverage.functions},
          {"functions_modelled", coverage.modelled},
          {"functions_unknown", coverage.unknown},
          {"calls_resolved", coverage.calls_resolved},
          {"calls_unresolved", coverage.calls_unresolved}};
}

ordered_json SummaryJson(const Outcome& outcome) {
  const Counts counts = Count(outcome.findings);
  return {{"errors", counts.errors},
          {"warnings", counts.warnings},
          {"notes", counts.notes},
          {"silenced", outcome.silenced.size()}};
}

}  // namespace

std::string ReportJson(const Outcome& outcome, const ReportContext& context) {
  const Writer writer(context);
  ordered_json findings = ordered_json::array();
  for (const Finding& finding : outcome.findings) {
    findings.push_back(writer.FindingJson(finding));
  }
  ordered_json silenced = ordered_json::array();
  for (const Silenced& one : outcome.silenced) {
    silenced.push_back(writer.SilencedJson(one));
  }
  ordered_json failures = ordered_json::array();
  for (const UnitFailure& failure : outcome.failures) {
    failures.push_back({{"file", ShownPath(failure.path, context.root)},
                        {"message", failure.message}});
  }
  const ordered_json document = {
      {"format", kFormat},
      {"tool", {{"name", "lockstep-lint"}, {"version", context.version}}},
      {"judged_for",
       {{"profiles", outcome.profiles},
        {"toolchain", outcome.one_toolchain ? "one" : "many"},
        {"architecture", outcome.one_architecture ? "one" : "many"}}},
      {"summary", SummaryJson(outcome)},
      {"coverage", CoverageJson(outcome.coverage)},
      {"findings", std::move(findings)},
      {"silenced", std::move(silenced)},
      {"failures", std::move(failures)},
      {"remarks", outcome.remarks}};
  return Dump(document, 2);
}

}  // namespace lockstep::lint
