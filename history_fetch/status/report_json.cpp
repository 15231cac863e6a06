#include "history_fetch/status/report_json.h"

#include <nlohmann/json.hpp>

#include "history_fetch/failed_command.h"

namespace lockstep::fetch {
namespace {

using nlohmann::ordered_json;

constexpr int kFormat = 1;

// null stands for what is not known.
ordered_json Known(const std::string& text) {
  return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}

const char* KindName(Exposure::Kind kind) {
  switch (kind) {
    case Exposure::Kind::kType:
      return "type";
    case Exposure::Kind::kNoChangeVersion:
      return "no_change_version";
    case Exposure::Kind::kChangeVersion:
      return "change_version";
    case Exposure::Kind::kDeploymentVersion:
      return "deployment_version";
    case Exposure::Kind::kBuildId:
      return "build_id";
  }
  return "";
}

ordered_json ToJson(const TypeStatus& type) {
  return {{"workflow_type", type.workflow_type},
          {"histories", type.histories},
          {"open", type.open},
          {"shapes", type.shapes},
          {"ran_code", type.ran_code},
          {"oldest_start", Known(type.oldest_start)},
          {"newest_start", Known(type.newest_start)},
          {"last_fetched", Known(type.last_fetched)}};
}

ordered_json ToJson(const RunningStatus& status) {
  return {{"workflow_type", status.workflow_type},
          {"running", status.running},
          {"exact", status.exact},
          {"sampled", status.sampled},
          {"unrepresented", status.unrepresented}};
}

ordered_json ToJson(const Exposure& exposure) {
  ordered_json examples = ordered_json::array();
  for (const rpc::Execution& run : exposure.examples) {
    examples.push_back(
        {{"workflow_id", run.workflow_id}, {"run_id", run.run_id}});
  }
  return {{"workflow_type", exposure.workflow_type},
          {"kind", KindName(exposure.kind)},
          {"version", Known(exposure.version)},
          {"running", exposure.running},
          {"exact", exposure.exact},
          {"oldest_start", Known(exposure.oldest_start)},
          {"examples", std::move(examples)}};
}

ordered_json ToJson(const Retirement& retirement) {
  return {{"change_version", retirement.change_version},
          {"histories", retirement.histories}};
}

ordered_json ToJson(const ServerStatus& server);

template <class T>
ordered_json List(const std::vector<T>& items) {
  ordered_json list = ordered_json::array();
  for (const T& item : items) list.push_back(ToJson(item));
  return list;
}

ordered_json ToJson(const ServerStatus& server) {
  return {
      {"source", server.source},         {"version", Known(server.version)},
      {"namespace", server.name_space},  {"retention_s", server.retention_s},
      {"running", List(server.running)}, {"exposures", List(server.exposures)}};
}

}  // namespace

std::string StatusJson(const StatusReport& report) {
  ordered_json json = {{"format", kFormat}, {"corpus", report.corpus}};
  AddEnding(CodeOf(report), report.errors, json);
  json.update({{"now", report.now},
               {"complete", report.complete},
               {"reason", Known(report.reason)},
               {"synced_at", Known(report.synced_at)},
               {"age_s", nullptr},
               {"histories", report.histories},
               {"types", List(report.types)},
               {"missing_types", nullptr},
               {"gone_types", nullptr},
               {"expiry",
                {{"expired", report.expiry.expired},
                 {"expiring", report.expiry.expiring},
                 {"next", Known(report.expiry.next)},
                 {"next_refresh_s", report.next_refresh_s}}},
               {"drift",
                {{"histories", report.drift.histories},
                 {"unknown_fields", report.drift.unknown_fields},
                 {"other_descriptors", report.drift.other_descriptors},
                 {"server_versions", report.drift.server_versions}}},
               {"servers", List(report.servers)},
               {"retirements", List(CommonRetirements(report.servers))},
               {"failures", report.failures}});
  if (report.age_s) json["age_s"] = *report.age_s;
  if (report.wanted_known) json["missing_types"] = report.missing_types;
  if (report.build_known) json["gone_types"] = report.gone_types;
  // Type names and ids are the server's; what is no UTF-8 becomes U+FFFD.
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) +
         "\n";
}

}  // namespace lockstep::fetch
