#include "tests/history_fetch/memory_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/check.h"
#include "history_fetch/select/pick.h"
#include "rpc/schema/fields.h"
#include "tests/rpc/client/visibility_query.h"

namespace lockstep::fetch {
namespace {

using rpc::CallError;

int64_t Offset(const std::string& token) {
  int64_t offset = 0;
  if (!token.empty()) {
    std::from_chars(token.data() + 1, token.data() + token.size(), offset);
  }
  return offset;
}

}  // namespace

void MemoryService::Add(rpc::ServedRun run) {
  const std::scoped_lock lock(mutex_);
  const std::string run_id = run.info.execution.run_id;
  runs_.insert_or_assign(run_id, std::move(run));
}

void MemoryService::Remove(const std::string& run_id) {
  const std::scoped_lock lock(mutex_);
  runs_.erase(run_id);
}

int MemoryService::Count(const std::string& method) const {
  const std::scoped_lock lock(mutex_);
  const auto found = counts_.find(method);
  return found == counts_.end() ? 0 : found->second;
}

std::vector<MemoryService::Call> MemoryService::calls() const {
  const std::scoped_lock lock(mutex_);
  return calls_;
}

std::optional<CallError> MemoryService::Begin(Call& call) {
  {
    const std::scoped_lock lock(mutex_);
    call.number = ++counts_[call.method];
    calls_.push_back(call);
  }
  return fault ? fault(call) : std::nullopt;
}

rpc::CallResult<rpc::ServerInfo> MemoryService::GetSystemInfo() {
  return rpc::ServerInfo{.version = "1.32.0", .count_group_by_status = true};
}

rpc::CallResult<rpc::NamespaceInfo> MemoryService::DescribeNamespace() {
  Call call{.method = "Namespace"};
  if (const auto error = Begin(call)) return tl::unexpected(*error);
  return rpc::NamespaceInfo{.id = namespace_id, .retention_s = retention_s};
}

rpc::CallResult<std::vector<const rpc::ExecutionInfo*>> MemoryService::Find(
    const std::string& query, bool archived) const {
  std::vector<const rpc::ExecutionInfo*> found;
  for (const auto& [run_id, run] : runs_) {
    const std::optional<bool> matches = rpc::Matches(run.info, query);
    if (!matches) {
      return tl::unexpected(CallError{CallError::Kind::kInvalidArgument,
                                      "invalid query: " + query});
    }
    if (*matches && run.archived == archived) found.push_back(&run.info);
  }
  // As real servers do: the newest first.
  std::sort(found.begin(), found.end(), [&](const auto* a, const auto* b) {
    if (shuffle == 0) return a->start_time_ns > b->start_time_ns;
    return RankOf(shuffle, a->execution.run_id) <
           RankOf(shuffle, b->execution.run_id);
  });
  return found;
}

rpc::CallResult<rpc::ListPage> MemoryService::ListWorkflows(
    const rpc::ListRequest& request) {
  Call call{.method = "List",
            .what = request.query,
            .page_token = request.page_token,
            .archived = request.archived};
  if (const auto error = Begin(call)) return tl::unexpected(*error);
  const std::scoped_lock lock(mutex_);
  const auto found = Find(request.query, request.archived);
  if (!found) return tl::unexpected(found.error());
  rpc::ListPage page;
  const int64_t begin = Offset(request.page_token);
  const int64_t end = std::min<int64_t>(begin + list_page, std::ssize(*found));
  for (int64_t i = begin; i < end; ++i) {
    page.executions.push_back(*(*found)[static_cast<size_t>(i)]);
  }
  if (end < std::ssize(*found)) page.next_page_token = fmt::format("t{}", end);
  return page;
}

rpc::CallResult<int64_t> MemoryService::CountWorkflows(
    const std::string& query) {
  Call call{.method = "Count", .what = query};
  if (const auto error = Begin(call)) return tl::unexpected(*error);
  const std::scoped_lock lock(mutex_);
  const auto found = Find(query, false);
  if (!found) return tl::unexpected(found.error());
  return std::ssize(*found);
}

rpc::CallResult<rpc::ExecutionInfo> MemoryService::DescribeWorkflow(
    const rpc::Execution& execution) {
  Call call{.method = "Describe", .what = execution.run_id};
  if (const auto error = Begin(call)) return tl::unexpected(*error);
  const std::scoped_lock lock(mutex_);
  const auto found = runs_.find(execution.run_id);
  if (found == runs_.end() || found->second.archived) {
    return tl::unexpected(
        CallError{CallError::Kind::kNotFound, "workflow not found"});
  }
  rpc::ExecutionInfo info = found->second.info;
  info.history_length =
      std::ssize(rpc::GetRepeated(*found->second.history, "events"));
  return info;
}

rpc::CallResult<rpc::HistoryPage> MemoryService::GetHistory(
    const rpc::HistoryRequest& request) {
  Call call{.method = "History",
            .what = request.execution.run_id,
            .page_token = request.page_token,
            .archived = request.archived};
  if (const auto error = Begin(call)) return tl::unexpected(*error);
  const std::scoped_lock lock(mutex_);
  const auto found = runs_.find(request.execution.run_id);
  if (found == runs_.end() ||
      found->second.info.execution != request.execution ||
      (found->second.archived && !request.archived)) {
    return tl::unexpected(
        CallError{CallError::Kind::kNotFound, "workflow not found"});
  }
  rpc::HistoryPage page;
  page.history = schema_.New(rpc::kHistoryMessage);
  const auto* field = page.history->GetDescriptor()->FindFieldByName("events");
  const auto events = rpc::GetRepeated(*found->second.history, "events");
  const int64_t begin = Offset(request.page_token);
  const int64_t end =
      std::min<int64_t>(begin + history_page, std::ssize(events));
  for (int64_t i = begin; i < end; ++i) {
    page.history->GetReflection()
        ->AddMessage(page.history.get(), field)
        ->CopyFrom(*events[static_cast<size_t>(i)]);
  }
  if (end < std::ssize(events)) page.next_page_token = fmt::format("t{}", end);
  if (spoil) spoil(call, page);
  return page;
}

}  // namespace lockstep::fetch
