#include <nlohmann/json.hpp>

#include "history_fetch/failed_command.h"
#include "history_fetch/sync/report.h"

namespace lockstep::fetch {
namespace {

using nlohmann::ordered_json;

ordered_json StratumJson(const StratumTally& tally) {
  return {{"name", tally.name},
          {"workflow_type", tally.workflow_type},
          {"source", tally.source},
          {"found", tally.found},
          {"wanted", tally.wanted},
          {"related", tally.related},
          {"new", tally.fresh},
          {"updated", tally.updated},
          {"kept", tally.kept},
          {"expired", tally.expired},
          {"left_out", tally.left_out},
          {"running_left_out", tally.running_left_out},
          {"failed", tally.failed},
          {"not_tried", tally.not_tried},
          {"written_bytes", tally.bytes},
          {"histories", tally.coverage.histories},
          {"running", tally.coverage.running},
          {"distinct_shapes", tally.coverage.distinct_shapes},
          {"notes", tally.notes}};
}

ordered_json TroubleJson(const Trouble& trouble) {
  return {{"workflow_id", trouble.workflow_id},
          {"run_id", trouble.run_id},
          {"stratum", trouble.stratum},
          {"kind", trouble.integrity ? "integrity" : "failed"},
          {"message", trouble.message}};
}

ordered_json PickJson(const SyncReport& report, const Pick& pick) {
  return {{"workflow_id", pick.execution.workflow_id},
          {"run_id", pick.execution.run_id},
          {"status", NameOf(pick.status)},
          {"stratum", report.strata[pick.stratum].name},
          {"query", report.queries[pick.query]},
          {"archived", pick.archived}};
}

}  // namespace

std::string ToJson(const SyncReport& report) {
  ordered_json json = {
      {"format", 1},
      {"tool", {{"name", "lockstep-fetch"}, {"version", LOCKSTEP_VERSION}}},
      {"command", report.command},
      {"corpus", report.corpus},
      {"dry_run", report.dry_run}};
  AddEnding(CodeOf(report), report.failures, json);
  json["begun"] = report.begun;
  json["complete"] = report.state.complete;
  json["reason"] = report.state.reason;
  json["histories"] = report.histories;
  json["servers"] = ordered_json::array();
  for (const AskedServer& server : report.servers) {
    json["servers"].push_back({{"source", server.source},
                               {"namespace", server.name_space},
                               {"address", server.address}});
  }
  json["strata"] = ordered_json::array();
  for (const StratumTally& tally : report.strata) {
    json["strata"].push_back(StratumJson(tally));
  }
  json["notes"] = report.notes;
  json["gaps"] = report.gaps;
  json["runs_not_fetched"] = ordered_json::array();
  for (const Trouble& trouble : report.troubles) {
    json["runs_not_fetched"].push_back(TroubleJson(trouble));
  }
  if (report.dry_run) {
    json["runs"] = ordered_json::array();
    for (const Pick& pick : report.picks) {
      json["runs"].push_back(PickJson(report, pick));
    }
  }
  // Bytes that are no UTF-8 become U+FFFD.
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) +
         "\n";
}

}  // namespace lockstep::fetch
