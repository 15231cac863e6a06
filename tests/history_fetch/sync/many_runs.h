// A server of very many runs, which it makes up when it is asked.
#pragma once

#include <cstdint>
#include <string>

#include "rpc/client/service.h"

namespace lockstep::fetch {

// Of "OrderWorkflow"; one of eight is open.
class ManyRuns final : public rpc::Service {
 public:
  ManyRuns(const rpc::Schema& schema, int64_t count)
      : schema_(schema), count_(count) {}

  rpc::CallResult<rpc::ServerInfo> GetSystemInfo() override;
  rpc::CallResult<rpc::NamespaceInfo> DescribeNamespace() override;
  // Whatever the query says.
  rpc::CallResult<rpc::ListPage> ListWorkflows(
      const rpc::ListRequest& request) override;
  rpc::CallResult<int64_t> CountWorkflows(const std::string& query) override;
  rpc::CallResult<rpc::ExecutionInfo> DescribeWorkflow(
      const rpc::Execution& execution) override;
  rpc::CallResult<rpc::HistoryPage> GetHistory(
      const rpc::HistoryRequest& request) override;

 private:
  rpc::ExecutionInfo RunAt(int64_t number) const;

  const rpc::Schema& schema_;
  const int64_t count_;
};

}  // namespace lockstep::fetch
