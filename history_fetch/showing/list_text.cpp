#include "history_fetch/showing/list_text.h"

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

}  // namespace

std::string RunsTable(const std::vector<rpc::ExecutionInfo>& runs) {
  std::vector<std::vector<std::string>> rows = {{"Status", "WorkflowId",
                                                 "RunId", "Type", "StartTime",
                                                 "CloseTime", "Events"}};
  for (const rpc::ExecutionInfo& run : runs) rows.push_back(ToCells(run));
  return TextTable(rows);
}

std::string RunToJson(const rpc::Message& run, rpc::JsonStyle style,
                      ListPayloads payloads) {
  std::string text;
  if (payloads == ListPayloads::kShort) {
    rpc::AppendShorthandJson(run, style, text);
  } else {
    rpc::AppendJson(run, style, 0, text);
  }
  return text;
}

}  // namespace lockstep::fetch
