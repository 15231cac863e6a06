#include "lockstep/failure.h"

#include <utility>

namespace lockstep {
namespace {

std::unique_ptr<const Failure> CloneOf(const Failure* failure) {
  return failure == nullptr ? nullptr : failure->Clone();
}

}  // namespace

Failure::Failure(std::string message, const Failure* cause)
    : message_(std::move(message)), cause_(CloneOf(cause)), what_(message_) {
  if (cause == nullptr) return;
  if (!what_.empty()) what_ += ": ";
  what_ += cause->what();
}

Failure::Failure(const Failure& other)
    : std::exception(other),
      message_(other.message_),
      cause_(CloneOf(other.Cause())),
      what_(other.what_) {}

Failure& Failure::operator=(const Failure& other) {
  if (this == &other) return *this;
  message_ = other.message_;
  cause_ = CloneOf(other.Cause());
  what_ = other.what_;
  return *this;
}

Failure::~Failure() = default;

ApplicationFailure::ApplicationFailure(std::string message, std::string type,
                                       const Failure* cause)
    : FailureOf(std::move(message), cause), type_(std::move(type)) {}

ApplicationFailure& ApplicationFailure::NonRetryable(bool value) {
  non_retryable_ = value;
  return *this;
}

ApplicationFailure& ApplicationFailure::WithPayloads(PayloadList details) {
  details_ = std::move(details);
  return *this;
}

Cancelled::Cancelled(std::string message, PayloadList details)
    : FailureOf(std::move(message)), details_(std::move(details)) {}

TimeoutFailure::TimeoutFailure(std::string message, TimeoutKind kind,
                               PayloadList last_heartbeat, const Failure* cause)
    : FailureOf(std::move(message), cause),
      kind_(kind),
      last_heartbeat_(std::move(last_heartbeat)) {}

TerminatedFailure::TerminatedFailure(std::string message, const Failure* cause)
    : FailureOf(std::move(message), cause) {}

ServerFailure::ServerFailure(std::string message, bool non_retryable,
                             const Failure* cause)
    : FailureOf(std::move(message), cause), non_retryable_(non_retryable) {}

ActivityFailure::ActivityFailure(std::string message, FailedThing activity,
                                 const Failure* cause)
    : FailureOf(std::move(message), cause), activity_(std::move(activity)) {}

ChildFailure::ChildFailure(std::string message, FailedThing child,
                           const Failure* cause)
    : FailureOf(std::move(message), cause), child_(std::move(child)) {}

NexusOperationFailure::NexusOperationFailure(std::string message,
                                             FailedOperation operation,
                                             const Failure* cause)
    : FailureOf(std::move(message), cause), operation_(std::move(operation)) {}

NexusHandlerFailure::NexusHandlerFailure(std::string message, std::string type,
                                         bool non_retryable,
                                         const Failure* cause)
    : FailureOf(std::move(message), cause),
      type_(std::move(type)),
      non_retryable_(non_retryable) {}

}  // namespace lockstep
