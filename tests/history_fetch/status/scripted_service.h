// A server that knows a list of runs and the few queries that a status report
// asks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rpc/client/service.h"

namespace lockstep::fetch {

class ScriptedService final : public rpc::Service {
 public:
  std::vector<rpc::ExecutionInfo> runs;  // as a list has them
  int64_t retention_s = 86400;
  int32_t page_size = 1000;  // at most
  bool endless = false;      // each list goes on for ever, with nothing
  bool stuck = false;        // each page is followed by itself
  // A query that holds the text fails.
  std::string failing = "\x01";
  rpc::CallError failure;
  std::vector<std::string> asked;  // queries, "count: " before those

  rpc::CallResult<rpc::ServerInfo> GetSystemInfo() override;
  rpc::CallResult<rpc::NamespaceInfo> DescribeNamespace() override;
  rpc::CallResult<rpc::ListPage> ListWorkflows(
      const rpc::ListRequest& request) override;
  rpc::CallResult<int64_t> CountWorkflows(const std::string& query) override;
  rpc::CallResult<rpc::ExecutionInfo> DescribeWorkflow(
      const rpc::Execution& execution) override;
  rpc::CallResult<rpc::HistoryPage> GetHistory(
      const rpc::HistoryRequest& request) override;
};

}  // namespace lockstep::fetch
