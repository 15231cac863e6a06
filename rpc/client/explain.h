// From what went wrong to a sentence with cause and remedy.
#pragma once

#include <grpcpp/support/status.h>

#include <string>

#include "rpc/client/call_error.h"
#include "rpc/client/channel.h"
#include "rpc/client/diagnosis.h"
#include "rpc/client/redactor.h"

namespace lockstep::rpc {

class Explainer {
 public:
  // `config` outlives it.
  Explainer(const ClientConfig& config, const ChannelPlan& plan);

  // No connection came about at all.
  CallError NoConnection(const Diagnosis& found,
                         const grpc::Status& status) const;
  // `asked` is what was not done: "the history of workflow 'a', run b, was not
  // fetched". `attempts` of it were made. `of_history`: of a page of a history,
  // whose size --page-size sets.
  CallError Failed(const std::string& asked, const grpc::Status& status,
                   int attempts, bool of_history) const;
  // `why` is "the answer is no message of its type".
  CallError Malformed(const std::string& asked, const std::string& why) const;
  CallError Cancelled(const std::string& asked) const;

 private:
  std::string Server() const;
  std::string NoAccess(const std::string& said) const;
  std::string Remedy(const grpc::Status& status, int attempts,
                     bool of_history) const;

  const ClientConfig& config_;
  const std::string address_;
  const std::string server_name_;
  const bool tls_;
  const Redactor redactor_;
};

// Workflow ids come from strangers: on one line, printable, not long.
std::string Quoted(const std::string& id);

}  // namespace lockstep::rpc
