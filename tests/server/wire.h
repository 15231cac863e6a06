// Speaks with a server in the JSON mapping of its own requests, whatever they
// are. It shares no code with lockstep-fetch, which is tested with it.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "base/result.h"

namespace lockstep::fetch {

// Thread-safe.
class Wire {
 public:
  Wire(const std::string& address, std::string name_space);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  // `method` is one of WorkflowService ("StartWorkflowExecution") or
  // "OperatorService/..."; the namespace is added to requests that have one and
  // do not say it. The error is the server's message.
  Result<nlohmann::json> Call(const std::string& method,
                              nlohmann::json request) const;
  // The same, where a failure is the test's.
  nlohmann::json Must(const std::string& method, nlohmann::json request) const;

  const std::string& name_space() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace lockstep::fetch
