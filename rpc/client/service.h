// What Lockstep asks of a Temporal server, as values: a narrow seam above gRPC
// (history-download 2.1). Tests script it; GrpcService does it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "rpc/client/call_error.h"
#include "rpc/schema/schema.h"

namespace lockstep::rpc {

struct Execution {
  std::string workflow_id;
  std::string run_id;
  auto operator<=>(const Execution&) const = default;
};

struct ServerInfo {
  std::string version;
  bool count_group_by_status = false;
};

struct NamespaceInfo {
  std::string id;
  int64_t retention_s = 0;
};

// A run as visibility knows it: eventually consistent, so the history is asked
// again for what matters. Times are nanoseconds since 1970, 0: not set.
struct ExecutionInfo {
  Execution execution;
  std::string workflow_type;
  std::string status;  // as queries spell it: "Running", "ContinuedAsNew"...
  int64_t start_time_ns = 0;
  int64_t close_time_ns = 0;
  int64_t history_length = 0;      // 0 while it runs, on some stores
  int64_t history_size_bytes = 0;  // likewise
  std::string task_queue;
  std::string first_run_id;                  // empty: an old server
  Execution parent;                          // empty: it has none
  std::string scheduled_by;                  // TemporalScheduledById
  std::vector<std::string> change_versions;  // TemporalChangeVersion
  std::vector<std::string> build_ids;        // BuildIds
  std::string deployment_version;            // TemporalWorkerDeploymentVersion
  // All search attributes whose values are texts or lists of texts, by name;
  // also those above.
  std::map<std::string, std::vector<std::string>> search_attributes;
};

struct ListRequest {
  std::string query = {};
  int32_t page_size = 0;  // 0: the server's
  std::string page_token = {};
  bool archived = false;
};

struct ListPage {
  std::vector<ExecutionInfo> executions;
  std::string next_page_token;  // empty: the last page
  // What the server has sent: "executions" with all that they say.
  std::unique_ptr<Message> answer;
};

struct HistoryRequest {
  Execution execution = {};  // the run id is always given, but in `get`
  int32_t page_size = 0;     // batches of events at most; 0: as many as fit
  std::string page_token = {};
  bool archived = false;  // also look into the archive
  // What the page before says of this one; 0: it is the first.
  int32_t next_page_size = 0;
};

struct HistoryPage {
  std::unique_ptr<Message> history;  // temporal.api.history.v1.History
  std::string next_page_token;       // empty: the last page
  // How many batches to ask for next, so that the page is neither too large for
  // the memory nor too slow; 0: nothing is known.
  int32_t next_page_size = 0;
};

// Thread-safe. Every call waits for its answer, retries and keeps to the rate
// limits on its own.
class Service {
 public:
  virtual ~Service() = default;

  virtual CallResult<ServerInfo> GetSystemInfo() = 0;
  virtual CallResult<NamespaceInfo> DescribeNamespace() = 0;
  virtual CallResult<ListPage> ListWorkflows(const ListRequest& request) = 0;
  virtual CallResult<int64_t> CountWorkflows(const std::string& query) = 0;
  virtual CallResult<ExecutionInfo> DescribeWorkflow(
      const Execution& execution) = 0;
  virtual CallResult<HistoryPage> GetHistory(const HistoryRequest& request) = 0;
};

}  // namespace lockstep::rpc
