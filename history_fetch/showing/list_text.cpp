#include "history_fetch/showing/list_text.h"

#include <cctype>
#include <nlohmann/json.hpp>

#include "history_fetch/terminal.h"
#include "history_fetch/text_table.h"
#include "history_fetch/timestamps.h"

namespace lockstep::fetch {
namespace {

constexpr size_t kLongestCell = 60;

std::vector<std::string> ToCells(const rpc::ExecutionInfo& run) {
  const auto shown = [](const std::string& text) {
    return Printable(text, kLongestCell);
  };
  return {shown(run.status),
          shown(run.execution.workflow_id),
          shown(run.execution.run_id),
          shown(run.workflow_type),
          FormatNanos(run.start_time_ns),
          run.close_time_ns == 0 ? "-" : FormatNanos(run.close_time_ns),
          run.history_length == 0 ? "-" : std::to_string(run.history_length)};
}

// "ContinuedAsNew" as "WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW".
std::string EnumName(const std::string& status) {
  std::string name = "WORKFLOW_EXECUTION_STATUS";
  for (const char c : status) {
    if (std::isupper(static_cast<unsigned char>(c)) != 0) name += '_';
    name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

nlohmann::ordered_json Ids(const rpc::Execution& execution) {
  return {{"workflowId", execution.workflow_id}, {"runId", execution.run_id}};
}

}  // namespace

std::string RunsTable(const std::vector<rpc::ExecutionInfo>& runs) {
  std::vector<std::vector<std::string>> rows = {{"Status", "WorkflowId",
                                                 "RunId", "Type", "StartTime",
                                                 "CloseTime", "Events"}};
  for (const rpc::ExecutionInfo& run : runs) rows.push_back(ToCells(run));
  return TextTable(rows);
}

std::string RunToJson(const rpc::ExecutionInfo& run, ListJson style) {
  nlohmann::ordered_json json;
  json["execution"] = Ids(run.execution);
  json["type"] = {{"name", run.workflow_type}};
  json["startTime"] = FormatNanos(run.start_time_ns);
  if (run.close_time_ns != 0)
    json["closeTime"] = FormatNanos(run.close_time_ns);
  json["status"] = EnumName(run.status);
  // As proto's JSON has 64-bit numbers.
  if (run.history_length != 0) {
    json["historyLength"] = std::to_string(run.history_length);
  }
  if (!run.parent.workflow_id.empty()) {
    json["parentExecution"] = Ids(run.parent);
  }
  json["searchAttributes"] = nlohmann::ordered_json::object();
  for (const auto& [name, texts] : run.search_attributes) {
    json["searchAttributes"][name] = texts;
  }
  json["taskQueue"] = run.task_queue;
  if (run.history_size_bytes != 0) {
    json["historySizeBytes"] = std::to_string(run.history_size_bytes);
  }
  if (!run.first_run_id.empty()) json["firstRunId"] = run.first_run_id;
  // Ids may be anything; what is no UTF-8 becomes U+FFFD instead of an error.
  return json.dump(style == ListJson::kPretty ? 2 : -1, ' ', false,
                   nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace lockstep::fetch
