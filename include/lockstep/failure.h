// Failures: what goes wrong in a way the server knows.
//
// The classes below are the only exceptions that fail a workflow. Whatever else
// escapes workflow code fails the workflow *task*: the server tries it again,
// and a replay reports it.
#pragma once

#include <exception>
#include <memory>
#include <string>

#include "lockstep/payload.h"

namespace lockstep {

// The base of them all. Copying copies the causes.
class Failure : public std::exception {
 public:
  Failure(const Failure& other);
  Failure& operator=(const Failure& other);
  Failure(Failure&&) noexcept = default;
  Failure& operator=(Failure&&) noexcept = default;
  ~Failure() override;

  // The message of this failure alone.
  const std::string& Message() const { return message_; }
  // The messages of this failure and its causes: "activity A: card declined".
  const char* what() const noexcept override { return what_.c_str(); }
  // What led to it, or null.
  const Failure* Cause() const { return cause_.get(); }
  // The first failure of type F in the chain that starts here, or null.
  template <class F>
  const F* Find() const {
    for (const Failure* each = this; each != nullptr; each = each->Cause()) {
      if (const auto* found = dynamic_cast<const F*>(each)) return found;
    }
    return nullptr;
  }

  virtual std::unique_ptr<Failure> Clone() const = 0;
  // A copy that std::rethrow_exception throws as what it is.
  virtual std::exception_ptr ToException() const = 0;

 protected:
  explicit Failure(std::string message, const Failure* cause = nullptr);

 private:
  std::string message_;
  std::unique_ptr<const Failure> cause_;
  std::string what_;
};

namespace internal {

// What each failure class does the same way.
template <class Derived>
class FailureOf : public Failure {
 public:
  using Failure::Failure;
  std::unique_ptr<Failure> Clone() const override {
    return std::make_unique<Derived>(static_cast<const Derived&>(*this));
  }
  std::exception_ptr ToException() const override {
    return std::make_exception_ptr(static_cast<const Derived&>(*this));
  }
};

}  // namespace internal

// The code of a workflow or an activity says: this went wrong. `type` is for
// programs that decide on it (retry policies, callers); often a class name.
class ApplicationFailure final
    : public internal::FailureOf<ApplicationFailure> {
 public:
  explicit ApplicationFailure(std::string message, std::string type = {},
                              const Failure* cause = nullptr);

  // No retry policy may try again.
  ApplicationFailure& NonRetryable(bool value = true);
  // Values for whoever handles it, in order.
  template <class... A>
  ApplicationFailure& WithDetails(const A&... values) {
    details_ = PayloadList{ToPayload(values)...};
    return *this;
  }
  ApplicationFailure& WithPayloads(PayloadList details);

  const std::string& Type() const { return type_; }
  bool IsNonRetryable() const { return non_retryable_; }
  const PayloadList& Details() const { return details_; }

 private:
  std::string type_;
  bool non_retryable_ = false;
  PayloadList details_;
};

// Something was cancelled. Thrown at co_await in a cancelled scope, and for an
// activity, child or operation that was. Escapes main after a request to cancel
// the workflow: the run closes as cancelled.
class Cancelled final : public internal::FailureOf<Cancelled> {
 public:
  explicit Cancelled(std::string message = "cancelled",
                     PayloadList details = {});

  const PayloadList& Details() const { return details_; }

 private:
  PayloadList details_;
};

enum class TimeoutKind {
  kNone,
  kStartToClose,
  kScheduleToStart,
  kScheduleToClose,
  kHeartbeat
};

// The server waited long enough.
class TimeoutFailure final : public internal::FailureOf<TimeoutFailure> {
 public:
  TimeoutFailure(std::string message, TimeoutKind kind,
                 PayloadList last_heartbeat = {},
                 const Failure* cause = nullptr);

  TimeoutKind Kind() const { return kind_; }
  // The details of the last heartbeat.
  const PayloadList& LastHeartbeat() const { return last_heartbeat_; }

 private:
  TimeoutKind kind_;
  PayloadList last_heartbeat_;
};

// The run was terminated.
class TerminatedFailure final : public internal::FailureOf<TerminatedFailure> {
 public:
  explicit TerminatedFailure(std::string message,
                             const Failure* cause = nullptr);
};

// The server itself says no.
class ServerFailure final : public internal::FailureOf<ServerFailure> {
 public:
  explicit ServerFailure(std::string message, bool non_retryable = false,
                         const Failure* cause = nullptr);

  bool IsNonRetryable() const { return non_retryable_; }

 private:
  bool non_retryable_;
};

// Who failed, in a wrapper around the cause.
struct FailedThing {
  std::string type;     // of activity or workflow
  std::string id;       // the activity's id, or the child's workflow id
  std::string run_id;   // the child's
  int retry_state = 0;  // the server's RetryState number
};

// An activity failed for good; Cause() says how.
class ActivityFailure final : public internal::FailureOf<ActivityFailure> {
 public:
  ActivityFailure(std::string message, FailedThing activity,
                  const Failure* cause);

  const FailedThing& Activity() const { return activity_; }

 private:
  FailedThing activity_;
};

// A child workflow failed, or did not start; Cause() says how.
class ChildFailure final : public internal::FailureOf<ChildFailure> {
 public:
  ChildFailure(std::string message, FailedThing child, const Failure* cause);

  const FailedThing& Child() const { return child_; }

 private:
  FailedThing child_;
};

// Which Nexus operation failed, in a wrapper around the cause.
struct FailedOperation {
  std::string endpoint;
  std::string service;
  std::string operation;
  std::string token;  // empty if it was not started
};

// A Nexus operation failed, or did not start; Cause() says how.
class NexusOperationFailure final
    : public internal::FailureOf<NexusOperationFailure> {
 public:
  NexusOperationFailure(std::string message, FailedOperation operation,
                        const Failure* cause);

  const FailedOperation& Operation() const { return operation_; }

 private:
  FailedOperation operation_;
};

// The service of a Nexus operation, or the way to it, says no. `Type()` says
// how, in the words of Nexus: "NOT_FOUND", "BAD_REQUEST", "INTERNAL"...
class NexusHandlerFailure final
    : public internal::FailureOf<NexusHandlerFailure> {
 public:
  NexusHandlerFailure(std::string message, std::string type,
                      bool non_retryable = false,
                      const Failure* cause = nullptr);

  const std::string& Type() const { return type_; }
  // The service said so; without it, the type decides.
  bool IsNonRetryable() const { return non_retryable_; }

 private:
  std::string type_;
  bool non_retryable_;
};

}  // namespace lockstep
