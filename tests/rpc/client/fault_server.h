// A Temporal server in this process that does what a test tells it to: it
// serves runs, and fails as it is told.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rpc/client/service.h"
#include "rpc/schema/schema.h"

namespace lockstep::rpc {

// Sensible defaults: what a real server says.
struct ServedRun {
  // What list and describe say of it.
  ExecutionInfo info;
  std::unique_ptr<Message> history;  // temporal.api.history.v1.History
  bool archived = false;             // only in the archive
  // Merged into it: a temporal.api.workflow.v1.WorkflowExecutionInfo.
  std::string more_info_json = {};
};

// What is wrong with one answer.
struct Fault {
  enum class Kind {
    kNone,
    kStatus,          // `code` (of grpc::StatusCode) and `message`
    kDrop,            // the connection is cut
    kHang,            // nothing comes until the caller gives up
    kSlow,            // the right answer after `delay_ms`
    kGarbage,         // bytes that are no message
    kTruncated,       // the first half of the right message's bytes
    kEmpty,           // no bytes: every field at its default
    kOldToken,        // list and history: the page's own token once more
    kRawHistory,      // history: in `raw_history`, a blob for each batch
    kNoEvents,        // history: a page without events, that goes on
    kDuplicateEvent,  // history: the page's first event twice
    kMissingEvent,    // history: the page without its second event
    kWrongRun,        // history: the page of the run `other_run_id`
    kTransientTail,   // history: two events without taskId after the page's
    kSwapped,         // history: two neighbours the other way round
  };
  Kind kind = Kind::kNone;
  int code = 0;
  std::string message = {};
  std::string detail_type =
      {};  // kStatus: of an Any in the details, a full name
  int delay_ms = 0;
  std::string other_run_id = {};
};

// A request as it came in.
struct SeenCall {
  std::string method;  // "GetWorkflowExecutionHistory"
  int number = 0;      // of this method, from 1
  std::multimap<std::string, std::string> metadata;
  std::string authority;
  std::unique_ptr<Message> request;
};

struct FaultServerOptions {
  enum class Security { kPlain, kTls, kMutualTls };
  Security security = Security::kPlain;
  std::string certificate;  // PEM texts
  std::string key;
  std::string client_ca;
  std::string version = "1.32.0";
  std::string name_space = "default";  // the only one there is
  std::string api_key;                 // empty: everybody may come in
  int64_t retention_s = 3 * 24 * 3600;
  int max_page_size = 256;
  int64_t drip_bytes_per_s = 0;   // how fast its answers come; 0: at once
  int max_connection_age_ms = 0;  // GOAWAY to every connection; 0: never
};

class FaultServer {
 public:
  // `schema` outlives it.
  explicit FaultServer(const Schema& schema, FaultServerOptions options = {});
  ~FaultServer();
  FaultServer(const FaultServer&) = delete;
  FaultServer& operator=(const FaultServer&) = delete;

  // "127.0.0.1:PORT".
  std::string address() const;
  int port() const;

  // Runs may come, change and go while it serves. One with the same run id is
  // replaced.
  void AddRun(ServedRun run);
  void RemoveRun(const std::string& run_id);

  // The call `number` of `method`, from 1, has this fault; or all from `first`
  // on; or whatever `script` says of a call, if neither does. Scripts run one
  // at a time.
  void Fail(const std::string& method, int number, Fault fault);
  void FailFrom(const std::string& method, int first, Fault fault);
  using Script = std::function<Fault(const SeenCall&)>;
  void SetScript(Script script);
  void ClearFaults();

  // In the order in which they came.
  std::vector<SeenCall> Seen(const std::string& method) const;
  int Count(const std::string& method) const;
  int64_t connections() const;
  // The most calls that were being answered at one time.
  int most_at_once() const;

  // The server says from now on that it tells internal errors apart.
  void SetInternalErrorDifferentiation();
  // From now on, bytes a second; 0: at once.
  void SetDrip(int64_t bytes_per_s);
  void CutConnections();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// A status as a real server sends it.
Fault StatusFault(int code, std::string message);

}  // namespace lockstep::rpc
