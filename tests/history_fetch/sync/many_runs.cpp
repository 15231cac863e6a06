#include "tests/history_fetch/sync/many_runs.h"

#include <fmt/format.h>

#include <algorithm>

#include "history_fetch/select/pick.h"
#include "tests/rpc/client/sample_history.h"

namespace lockstep::fetch {
namespace {

constexpr int64_t kStart = 1'790'000'000'000'000'000;
constexpr int64_t kSecond = 1'000'000'000;

int64_t NumberOf(const rpc::Execution& execution) {
  return std::stoll(execution.workflow_id.substr(6));
}

bool IsOpenAt(int64_t number) { return number % 8 == 7; }

}  // namespace

rpc::ExecutionInfo ManyRuns::RunAt(int64_t number) const {
  rpc::ExecutionInfo run;
  run.execution.workflow_id = fmt::format("order-{:08}", number);
  // In no order, as real ones.
  const uint64_t random = RankOf(7, run.execution.workflow_id);
  run.execution.run_id = fmt::format("{:08x}-{:04x}-4000-8000-{:012x}",
                                     random >> 32, random & 0xffff, number);
  run.workflow_type = "OrderWorkflow";
  run.status = IsOpenAt(number) ? "Running" : "Completed";
  run.start_time_ns = kStart - number * kSecond;
  if (!IsOpenAt(number)) {
    run.close_time_ns = run.start_time_ns + kSecond;
    run.history_length = 5;
  }
  run.first_run_id = run.execution.run_id;
  return run;
}

rpc::CallResult<rpc::ServerInfo> ManyRuns::GetSystemInfo() {
  return rpc::ServerInfo{.version = "1.32.0", .count_group_by_status = true};
}

rpc::CallResult<rpc::NamespaceInfo> ManyRuns::DescribeNamespace() {
  return rpc::NamespaceInfo{.id = "ns", .retention_s = 0};
}

rpc::CallResult<rpc::ListPage> ManyRuns::ListWorkflows(
    const rpc::ListRequest& request) {
  constexpr int64_t kPage = 1000;
  const int64_t begin =
      request.page_token.empty() ? 0 : std::stoll(request.page_token);
  const int64_t end = std::min(begin + kPage, count_);
  rpc::ListPage page;
  for (int64_t i = begin; i < end; ++i) page.executions.push_back(RunAt(i));
  if (end < count_) page.next_page_token = std::to_string(end);
  return page;
}

rpc::CallResult<int64_t> ManyRuns::CountWorkflows(const std::string&) {
  return count_;
}

rpc::CallResult<rpc::ExecutionInfo> ManyRuns::DescribeWorkflow(
    const rpc::Execution& execution) {
  const int64_t number = NumberOf(execution);
  rpc::ExecutionInfo run = RunAt(number);
  run.history_length = IsOpenAt(number) ? 1 : 5;
  return run;
}

rpc::CallResult<rpc::HistoryPage> ManyRuns::GetHistory(
    const rpc::HistoryRequest& request) {
  const int64_t number = NumberOf(request.execution);
  const rpc::ExecutionInfo run = RunAt(number);
  rpc::HistoryPage page;
  page.history =
      rpc::MakeHistory(schema_, {.workflow_id = run.execution.workflow_id,
                                 .run_id = run.execution.run_id,
                                 .workflow_type = run.workflow_type,
                                 .rounds = 0,
                                 .closed = !IsOpenAt(number),
                                 .start_time_ns = run.start_time_ns});
  return page;
}

}  // namespace lockstep::fetch
