#include "replayer/report/report_json.h"

#include <nlohmann/json.hpp>

#include "replayer/report/remedy.h"
#include "replayer/report/result_json.h"
#include "replayer/report/result_names.h"

namespace lockstep::replay {
namespace {

using nlohmann::ordered_json;

ordered_json SummaryJson(const Summary& summary) {
  ordered_json verdicts = ordered_json::object();
  for (const Verdict verdict : kVerdicts) {
    const auto found = summary.verdicts.find(verdict);
    verdicts[std::string(Name(verdict))] =
        found == summary.verdicts.end() ? 0 : found->second;
  }
  return {{"histories", summary.histories},
          {"verdicts", std::move(verdicts)},
          {"open", summary.open},
          {"untested", summary.untested},
          {"findings", summary.findings},
          {"differences", ToJson(summary.differences)},
          {"not_selected", summary.not_selected},
          {"not_run", summary.not_run},
          {"exit_code", static_cast<int>(ExitCodeOf(summary))}};
}

ordered_json BuildJson(const Description& build) {
  return {{"path", build.path},
          {"abi", build.abi},
          {"api_version", build.api_version},
          {"profile", build.profile}};
}

}  // namespace

std::string ReportJson(const Report& report) {
  ordered_json results = ordered_json::array();
  for (const ReplayResult& result : report.results) {
    ordered_json json = ToJson(result);
    json["remedy"] = Remedy(result.verdict);
    results.push_back(std::move(json));
  }
  const ordered_json document = {
      {"format", 1},
      {"tool", {{"name", "lockstep-replay"}, {"version", LOCKSTEP_VERSION}}},
      {"build", BuildJson(report.build)},
      {"summary", SummaryJson(report.summary)},
      {"results", std::move(results)}};
  return Dump(document, 2) + "\n";
}

}  // namespace lockstep::replay
