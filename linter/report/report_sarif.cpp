#include <fmt/format.h>

#include <map>

#include "linter/report/json_parts.h"

namespace lockstep::lint {
namespace {

using nlohmann::ordered_json;

constexpr char kSchema[] =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json";
constexpr char kRoot[] = "SRCROOT";

std::string_view LevelOf(Severity severity) {
  switch (severity) {
    case Severity::kOff:
      return "none";
    case Severity::kNote:
      return "note";
    case Severity::kWarning:
      return "warning";
    case Severity::kError:
      return "error";
  }
  return "none";
}

// RFC 3986: what may stand in a path stays.
std::string Uri(std::string_view path) {
  constexpr std::string_view kPlain = "/-._~!$&'()*+,;=:@";
  std::string uri;
  for (const char c : path) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9');
    if (letter || kPlain.find(c) != std::string_view::npos) {
      uri += c;
    } else {
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return uri;
}

ordered_json Text(std::string_view text) { return {{"text", text}}; }

class Writer {
 public:
  Writer(const Outcome& outcome, const ReportContext& context)
      : outcome_(outcome), context_(context) {
    for (size_t i = 0; i < context.book.rules.size(); ++i) {
      rule_index_[&context.book.rules[i]] = i;
    }
  }

  ordered_json Run() const {
    ordered_json run = {
        {"tool", {{"driver", DriverJson()}}},
        {"columnKind", "utf16CodeUnits"},
        {"originalUriBaseIds",
         {{kRoot, {{"uri", Uri("file://" + context_.root + "/")}}}}},
        {"invocations", ordered_json::array({InvocationJson()})},
        {"results", ResultsJson()}};
    run["properties"] = {{"coverage", CoverageLine(outcome_)}};
    return run;
  }

 private:
  ordered_json RuleJson(const Rule& rule) const {
    const std::string_view page = RulePage(rule.slug);
    const std::string plain = rule.why + " " + rule.instead;
    return {{"id", rule.Id()},
            {"name", rule.code},
            {"shortDescription", Text(Title(rule))},
            {"fullDescription", Text(rule.why)},
            {"help",
             {{"text", plain},
              {"markdown", page.empty() ? plain : std::string(page)}}},
            {"defaultConfiguration", {{"level", LevelOf(rule.severity)}}},
            {"properties",
             {{"tags", {rule.family, std::string(NameOf(rule.horizon))}}}}};
  }

  // A title without its hole.
  static std::string Title(const Rule& rule) {
    std::string title = rule.title;
    const size_t hole = title.find("{}");
    if (hole != std::string::npos) title.replace(hole, 2, "code");
    return title;
  }

  ordered_json DriverJson() const {
    ordered_json rules = ordered_json::array();
    for (const Rule& rule : context_.book.rules) {
      rules.push_back(RuleJson(rule));
    }
    return {{"name", "lockstep-lint"},
            {"version", context_.version},
            {"semanticVersion", context_.version},
            {"rules", std::move(rules)}};
  }

  ordered_json InvocationJson() const {
    ordered_json notifications = ordered_json::array();
    for (const UnitFailure& failure : outcome_.failures) {
      notifications.push_back(
          {{"level", "error"},
           {"message", Text(failure.message)},
           {"locations",
            ordered_json::array(
                {{{"physicalLocation",
                   {{"artifactLocation", ArtifactJson(failure.path)}}}}})}});
    }
    for (const std::string& remark : outcome_.remarks) {
      notifications.push_back({{"level", "note"}, {"message", Text(remark)}});
    }
    return {{"executionSuccessful", outcome_.failures.empty()},
            {"toolExecutionNotifications", std::move(notifications)}};
  }

  ordered_json ArtifactJson(const std::string& path) const {
    const std::string shown = ShownPath(path, context_.root);
    if (shown != path) return {{"uri", Uri(shown)}, {"uriBaseId", kRoot}};
    return {{"uri", "file://" + Uri(path)}};
  }

  // Columns count UTF-16 units here, bytes in our places.
  uint32_t Column(const Place& place) const {
    const auto line = context_.sources.Line(place.file, place.line);
    if (!line) return place.column;
    uint32_t units = 0;
    for (size_t i = 0; i + 1 < place.column && i < line->size(); ++i) {
      const auto byte = static_cast<unsigned char>((*line)[i]);
      if ((byte & 0xc0) != 0x80) units += byte >= 0xf0 ? 2 : 1;
    }
    return units + 1;
  }

  ordered_json LocationJson(const Place& place) const {
    ordered_json physical = {{"artifactLocation", ArtifactJson(place.file)}};
    if (place.line != 0) {
      physical["region"] = {{"startLine", place.line}};
      if (place.column != 0) physical["region"]["startColumn"] = Column(place);
    }
    return {{"physicalLocation", std::move(physical)}};
  }

  ordered_json CodeFlowsJson(const Finding& finding) const {
    ordered_json steps = ordered_json::array();
    for (const Hop& hop : finding.chain) {
      if (!hop.place.Known()) continue;
      ordered_json location = LocationJson(hop.place);
      location["message"] = Text(hop.text);
      steps.push_back({{"location", std::move(location)}});
    }
    if (steps.empty()) return ordered_json::array();
    return ordered_json::array(
        {{{"threadFlows",
           ordered_json::array({{{"locations", std::move(steps)}}})}}});
  }

  ordered_json RelatedJson(const Finding& finding) const {
    ordered_json related = ordered_json::array();
    if (finding.spelling.Known()) {
      ordered_json location = LocationJson(finding.spelling);
      location["message"] = Text("the text of macro '" + finding.macro + "'");
      related.push_back(std::move(location));
    }
    for (const Note& note : finding.notes) {
      if (!note.place.Known()) continue;
      ordered_json location = LocationJson(note.place);
      location["message"] = Text(note.text);
      related.push_back(std::move(location));
    }
    return related;
  }

  ordered_json FixesJson(const Finding& finding) const {
    if (!finding.fix || finding.fix->kind != FixKind::kCommandNeutral) {
      return ordered_json::array();
    }
    std::map<std::string, ordered_json> files;
    for (const Edit& edit : finding.fix->edits) {
      ordered_json& list =
          files.try_emplace(edit.file, ordered_json::array()).first->second;
      list.push_back({{"deletedRegion",
                       {{"byteOffset", edit.begin},
                        {"byteLength", edit.end - edit.begin}}},
                      {"insertedContent", Text(edit.text)}});
    }
    if (files.empty()) return ordered_json::array();
    ordered_json changes = ordered_json::array();
    for (auto& [path, replacements] : files) {
      changes.push_back({{"artifactLocation", ArtifactJson(path)},
                         {"replacements", std::move(replacements)}});
    }
    return ordered_json::array({{{"description", Text(finding.fix->title)},
                                 {"artifactChanges", std::move(changes)}}});
  }

  ordered_json ResultJson(const Finding& finding) const {
    ordered_json result = {
        {"ruleId", finding.rule->Id()},
        {"ruleIndex", rule_index_.at(finding.rule)},
        {"level", LevelOf(finding.severity)},
        {"message", {{"text", finding.message + ". " + finding.rule->instead}}},
        {"locations", ordered_json::array({LocationJson(finding.place)})},
        {"partialFingerprints", {{"lockstep/v1", finding.fingerprint}}}};
    const std::pair<const char*, ordered_json> lists[] = {
        {"codeFlows", CodeFlowsJson(finding)},
        {"relatedLocations", RelatedJson(finding)},
        {"fixes", FixesJson(finding)}};
    for (const auto& [key, list] : lists) {
      if (!list.empty()) result[key] = list;
    }
    return result;
  }

  ordered_json ResultsJson() const {
    ordered_json results = ordered_json::array();
    for (const Finding& finding : outcome_.findings) {
      results.push_back(ResultJson(finding));
    }
    for (const Silenced& silenced : outcome_.silenced) {
      ordered_json result = ResultJson(silenced.finding);
      const bool comment = silenced.by == Silenced::By::kComment;
      result["suppressions"] =
          ordered_json::array({{{"kind", comment ? "inSource" : "external"},
                                {"justification", silenced.reason}}});
      results.push_back(std::move(result));
    }
    return results;
  }

  const Outcome& outcome_;
  const ReportContext& context_;
  std::map<const Rule*, size_t> rule_index_;
};

}  // namespace

std::string ReportSarif(const Outcome& outcome, const ReportContext& context) {
  const ordered_json document = {
      {"$schema", kSchema},
      {"version", "2.1.0"},
      {"runs", ordered_json::array({Writer(outcome, context).Run()})}};
  return Dump(document, 2);
}

}  // namespace lockstep::lint
