#include "tests/history_fetch/status/scripted_service.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "history_fetch/timestamps.h"

namespace lockstep::fetch {
namespace {

// "A AND B" into parts; no text in these tests holds " AND ".
std::vector<std::string> Parts(const std::string& query) {
  std::vector<std::string> parts;
  size_t at = 0;
  for (size_t end; (end = query.find(" AND ", at)) != std::string::npos;) {
    parts.push_back(query.substr(at, end - at));
    at = end + 5;
  }
  if (at < query.size()) parts.push_back(query.substr(at));
  return parts;
}

bool Contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// `part` is "Name operator value".
bool Matches(const rpc::ExecutionInfo& run, const std::string& part) {
  const size_t space = part.find(' ');
  const std::string name = part.substr(0, space);
  const std::string rest = part.substr(space + 1);
  const std::string type = "\"" + run.workflow_type + "\"";
  const auto unquoted = [&](size_t from) {
    return rest.substr(from + 1, rest.size() - from - 2);
  };
  if (name == "WorkflowType" && rest.starts_with("NOT IN (")) {
    return rest.find(type) == std::string::npos;
  }
  if (name == "StartTime") {
    const size_t quote = rest.find('"');
    const int64_t time = ParseTime(unquoted(quote)).value();
    return rest.starts_with(">=") ? run.start_time_ns >= time
                                  : run.start_time_ns < time;
  }
  if (rest.starts_with("STARTS_WITH ")) {
    return run.workflow_type.starts_with(unquoted(rest.find('"')));
  }
  if (rest == "IS NULL" && name == "TemporalChangeVersion") {
    return run.change_versions.empty();
  }
  const std::string value = unquoted(2);
  if (name == "WorkflowType") return run.workflow_type == value;
  if (name == "ExecutionStatus") return run.status == value;
  if (name == "TemporalChangeVersion") {
    return Contains(run.change_versions, value);
  }
  if (name == "BuildIds") return Contains(run.build_ids, value);
  if (name == "TemporalWorkerDeploymentVersion") {
    return run.deployment_version == value;
  }
  ADD_FAILURE() << "not understood: " << part;
  return false;
}

bool MatchesAll(const rpc::ExecutionInfo& run, const std::string& query) {
  const auto parts = Parts(query);
  return std::all_of(parts.begin(), parts.end(), [&](const std::string& part) {
    return Matches(run, part);
  });
}

}  // namespace

rpc::CallResult<rpc::ServerInfo> ScriptedService::GetSystemInfo() {
  ADD_FAILURE() << "whoever connects has asked that";
  return rpc::ServerInfo{};
}

rpc::CallResult<rpc::NamespaceInfo> ScriptedService::DescribeNamespace() {
  if (failing.empty()) return tl::unexpected(failure);
  return rpc::NamespaceInfo{.id = "n", .retention_s = retention_s};
}

rpc::CallResult<rpc::ListPage> ScriptedService::ListWorkflows(
    const rpc::ListRequest& request) {
  asked.push_back(request.query);
  if (request.query.find(failing) != std::string::npos) {
    return tl::unexpected(failure);
  }
  rpc::ListPage page;
  if (endless) {
    page.next_page_token = std::to_string(asked.size());
    return page;
  }
  size_t skip = request.page_token.empty() ? 0 : std::stoul(request.page_token);
  const size_t from = skip;
  const auto size = static_cast<size_t>(std::min(request.page_size, page_size));
  for (const rpc::ExecutionInfo& run : runs) {
    if (!MatchesAll(run, request.query)) continue;
    if (skip > 0) {
      --skip;
    } else if (page.executions.size() == size) {
      page.next_page_token = std::to_string(from + size);
      break;
    } else {
      page.executions.push_back(run);
    }
  }
  if (stuck) page.next_page_token = "0";
  return page;
}

rpc::CallResult<int64_t> ScriptedService::CountWorkflows(
    const std::string& query) {
  asked.push_back("count: " + query);
  if (query.find(failing) != std::string::npos) {
    return tl::unexpected(failure);
  }
  return std::count_if(
      runs.begin(), runs.end(),
      [&](const rpc::ExecutionInfo& run) { return MatchesAll(run, query); });
}

rpc::CallResult<rpc::ExecutionInfo> ScriptedService::DescribeWorkflow(
    const rpc::Execution&) {
  ADD_FAILURE() << "a status report describes no run";
  return rpc::ExecutionInfo{};
}

rpc::CallResult<rpc::HistoryPage> ScriptedService::GetHistory(
    const rpc::HistoryRequest&) {
  ADD_FAILURE() << "a status report fetches no history";
  return rpc::HistoryPage{};
}

}  // namespace lockstep::fetch
