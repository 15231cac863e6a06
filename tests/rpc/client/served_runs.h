// What the server of the tests answers when nothing is wrong.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "tests/rpc/client/fault_server.h"

namespace lockstep::rpc {

struct Answer {
  int code = 0;  // of grpc::StatusCode
  std::string error;
  std::string detail_type;
  std::unique_ptr<Message> response;  // if the code is 0
};

// Not thread-safe.
class ServedRuns {
 public:
  ServedRuns(const Schema& schema, const FaultServerOptions& options)
      : schema_(schema), options_(options) {}

  void Add(ServedRun run);
  void Remove(const std::string& run_id) { runs_.erase(run_id); }

  void SetInternalErrorDifferentiation() { internal_differs_ = true; }

  // `method` is the short name.
  Answer Call(const std::string& method, const Message& request) const;

  // Null for methods there are none of.
  std::unique_ptr<Message> NewRequest(const std::string& method) const;

  // The page of `run_id` that the request would get if it had asked for it;
  // null: there is no such run.
  std::unique_ptr<Message> PageOf(const std::string& run_id,
                                  const Message& request) const;

 private:
  std::unique_ptr<Message> NewResponse(const std::string& method) const;
  Answer SystemInfo() const;
  Answer Namespace() const;
  Answer List(const std::string& method, const Message& request) const;
  Answer Count(const Message& request) const;
  void Describe(const ServedRun& run, Message& info) const;
  Answer Describe(const Message& request) const;
  Answer History(const Message& request) const;
  void FillPage(const ServedRun& run, const Message& request,
                Message& response) const;
  const ServedRun* Find(const Message& request) const;

  const Schema& schema_;
  const FaultServerOptions& options_;
  bool internal_differs_ = false;
  std::map<std::string, ServedRun> runs_;  // by run id
};

}  // namespace lockstep::rpc
