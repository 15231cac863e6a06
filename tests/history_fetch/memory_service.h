// A server in memory: visibility that evaluates queries, and histories in
// pages. Tests make it err.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "rpc/client/service.h"
#include "tests/rpc/client/fault_server.h"

namespace lockstep::fetch {

class MemoryService final : public rpc::Service {
 public:
  explicit MemoryService(const rpc::Schema& schema) : schema_(schema) {}

  // One with the same run id is replaced.
  void Add(rpc::ServedRun run);
  void Remove(const std::string& run_id);
  // For changes while nobody calls.
  rpc::ServedRun& At(const std::string& run_id) { return runs_.at(run_id); }

  // Asked before each call: what it fails with. `what` is the query or the run
  // id, `number` counts the calls of `method` from 1.
  struct Call {
    std::string method;  // "List", "Count", "Describe", "History"...
    std::string what = {};
    int number = 0;
    std::string page_token = {};
    bool archived = false;
  };
  std::function<std::optional<rpc::CallError>(const Call& call)> fault;
  // Changes a page of a history before it is answered with.
  std::function<void(const Call& call, rpc::HistoryPage& page)> spoil;

  int32_t list_page = 1000;
  int32_t history_page = 1'000'000;  // events
  uint64_t shuffle = 0;              // not 0: another order of lists
  int64_t retention_s = 3 * 86400;
  std::string namespace_id = "ns";

  int Count(const std::string& method) const;
  std::vector<Call> calls() const;

  rpc::CallResult<rpc::ServerInfo> GetSystemInfo() override;
  rpc::CallResult<rpc::NamespaceInfo> DescribeNamespace() override;
  rpc::CallResult<rpc::ListPage> ListWorkflows(
      const rpc::ListRequest& request) override;
  rpc::CallResult<int64_t> CountWorkflows(const std::string& query) override;
  rpc::CallResult<rpc::ExecutionInfo> DescribeWorkflow(
      const rpc::Execution& execution) override;
  rpc::CallResult<rpc::HistoryPage> GetHistory(
      const rpc::HistoryRequest& request) override;

 private:
  // The error of this call, if it has one.
  std::optional<rpc::CallError> Begin(Call& call);
  rpc::CallResult<std::vector<const rpc::ExecutionInfo*>> Find(
      const std::string& query, bool archived) const;

  const rpc::Schema& schema_;
  mutable std::mutex mutex_;
  std::map<std::string, rpc::ServedRun> runs_;  // by run id
  std::map<std::string, int> counts_;
  std::vector<Call> calls_;
};

}  // namespace lockstep::fetch
