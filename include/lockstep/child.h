// ChildHandle: a child workflow that was started.
#pragma once

#include <string>
#include <utility>

#include "lockstep/future.h"

namespace lockstep {

template <class R>
class ChildHandle {
 public:
  ChildHandle() {}
  ChildHandle(std::string workflow_id, Future<std::string> started,
              Future<R> result)
      : workflow_id_(std::move(workflow_id)),
        started_(std::move(started)),
        result_(std::move(result)) {}

  const std::string& WorkflowId() const { return workflow_id_; }
  // Done when the child runs; the value is its run id. Fails with ChildFailure
  // if it cannot start, and with what the result fails with if it closes before
  // its start was heard of.
  Future<std::string> Started() const { return started_; }
  // Done when the child has closed. Fails with ChildFailure, or with Cancelled
  // if it was cancelled.
  Future<R> Result() const { return result_; }

 private:
  std::string workflow_id_;
  Future<std::string> started_;
  Future<R> result_;
};

}  // namespace lockstep
