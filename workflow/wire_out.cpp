#include "workflow/wire_out.h"

#include <cxxabi.h>

#include <typeinfo>
#include <utility>

namespace lockstep::internal {
namespace {

// What is special to each class of failures; the rest is the same for all.
void FillThing(LsFailure& to, LsFailureKind kind, const FailedThing& thing) {
  to.kind = kind;
  to.type = TextOf(thing.type);
  to.id = TextOf(thing.id);
  to.run_id = TextOf(thing.run_id);
  to.retry_state = thing.retry_state;
}

void FillOperation(LsFailure& to, const FailedOperation& operation) {
  to.kind = LS_FAILURE_NEXUS_OPERATION;
  to.endpoint = TextOf(operation.endpoint);
  to.service = TextOf(operation.service);
  to.type = TextOf(operation.operation);
  to.run_id = TextOf(operation.token);
}

void FillKind(LsFailure& to, const Failure& from, WireWriter& writer) {
  if (const auto* app = dynamic_cast<const ApplicationFailure*>(&from)) {
    to.kind = LS_FAILURE_APPLICATION;
    to.type = TextOf(app->Type());
    to.non_retryable = app->IsNonRetryable() ? 1 : 0;
    to.details = writer.List(app->Details());
  } else if (const auto* cancelled = dynamic_cast<const Cancelled*>(&from)) {
    to.kind = LS_FAILURE_CANCELED;
    to.details = writer.List(cancelled->Details());
  } else if (const auto* timeout = dynamic_cast<const TimeoutFailure*>(&from)) {
    to.kind = LS_FAILURE_TIMEOUT;
    to.timeout_kind = static_cast<uint32_t>(timeout->Kind());
    to.details = writer.List(timeout->LastHeartbeat());
  } else if (const auto* server = dynamic_cast<const ServerFailure*>(&from)) {
    to.kind = LS_FAILURE_SERVER;
    to.non_retryable = server->IsNonRetryable() ? 1 : 0;
  } else if (const auto* act = dynamic_cast<const ActivityFailure*>(&from)) {
    FillThing(to, LS_FAILURE_ACTIVITY, act->Activity());
  } else if (const auto* child = dynamic_cast<const ChildFailure*>(&from)) {
    FillThing(to, LS_FAILURE_CHILD_WORKFLOW, child->Child());
  } else if (const auto* op =
                 dynamic_cast<const NexusOperationFailure*>(&from)) {
    FillOperation(to, op->Operation());
  } else if (const auto* handler =
                 dynamic_cast<const NexusHandlerFailure*>(&from)) {
    to.kind = LS_FAILURE_NEXUS_HANDLER;
    to.type = TextOf(handler->Type());
    to.non_retryable = handler->IsNonRetryable() ? 1 : 0;
  } else if (dynamic_cast<const TerminatedFailure*>(&from) != nullptr) {
    to.kind = LS_FAILURE_TERMINATED;
  } else {
    to.kind = LS_FAILURE_APPLICATION;  // a class of the author's
  }
}

// Runs inside a catch block.
std::string CurrentTypeName() {
  const std::type_info* const type = abi::__cxa_current_exception_type();
  return type == nullptr ? "an unknown exception" : TypeName(*type);
}

}  // namespace

LsText TextOf(std::string_view text) { return {text.data(), text.size()}; }

LsPayload WireWriter::WritePlain(const Payload& payload) {
  std::vector<LsEntry>& entries = entries_.emplace_front();
  for (const auto& [key, value] : payload.metadata) {
    entries.push_back({TextOf(key), TextOf(value)});
  }
  return {entries.data(), entries.size(), TextOf(payload.data)};
}

LsPayload WireWriter::Write(const Payload& payload) {
  if (codec_ == nullptr) return WritePlain(payload);
  return WritePlain(encoded_.emplace_front(codec_->Encode(payload)));
}

const LsPayload* WireWriter::One(const Payload& payload) {
  return &payloads_.emplace_front(Write(payload));
}

const LsPayload* WireWriter::One(const std::optional<Payload>& payload) {
  return payload ? One(*payload) : nullptr;
}

const LsPayloads* WireWriter::List(const PayloadList& payloads) {
  std::vector<LsPayload>& items = arrays_.emplace_front();
  for (const Payload& each : payloads) items.push_back(Write(each));
  LsPayloads& list = lists_.emplace_front(Sized<LsPayloads>());
  list.items = items.data();
  list.count = items.size();
  return &list;
}

const LsPayloadMap* WireWriter::Map(const PayloadMap& map) {
  std::vector<LsText>& keys = texts_.emplace_front();
  std::vector<LsPayload>& values = arrays_.emplace_front();
  for (const auto& [key, value] : map) {
    keys.push_back(TextOf(key));
    values.push_back(Write(value));
  }
  LsPayloadMap& made = maps_.emplace_front(Sized<LsPayloadMap>());
  made.keys = keys.data();
  made.values = values.data();
  made.count = keys.size();
  return &made;
}

const LsPayloadMap* WireWriter::PlainMap(const PayloadMap& map) {
  const PayloadCodec* const codec = std::exchange(codec_, nullptr);
  const LsPayloadMap* const made = Map(map);
  codec_ = codec;
  return made;
}

const LsRetryPolicy* WireWriter::Retry(
    const std::optional<RetryPolicy>& retry) {
  if (!retry) return nullptr;
  const RetryPolicy::Values& from = retry->Get();
  std::vector<LsText>& types = texts_.emplace_front();
  for (const std::string& each : from.non_retryable_types) {
    types.push_back(TextOf(each));
  }
  LsRetryPolicy& policy = policies_.emplace_front(Sized<LsRetryPolicy>());
  policy.initial_interval = from.initial_interval.count();
  policy.backoff_coefficient = from.backoff_coefficient;
  policy.maximum_interval = from.maximum_interval.count();
  policy.maximum_attempts = from.maximum_attempts;
  policy.non_retryable_types = types.data();
  policy.non_retryable_type_count = types.size();
  return &policy;
}

const LsFailure* WireWriter::WriteFailure(const Failure& failure) {
  const LsFailure* const cause =
      failure.Cause() == nullptr ? nullptr : WriteFailure(*failure.Cause());
  LsFailure& made = failures_.emplace_front(Sized<LsFailure>());
  made.message = TextOf(failure.Message());
  made.cause = cause;
  FillKind(made, failure, *this);
  return &made;
}

std::unique_ptr<Failure> FailureFrom(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const Failure& failure) {
    return failure.Clone();
  } catch (const std::exception& other) {
    return std::make_unique<ApplicationFailure>(other.what(),
                                                CurrentTypeName());
  } catch (...) {
    return std::make_unique<ApplicationFailure>(
        "an exception that is no std::exception", CurrentTypeName());
  }
}

std::string DescribeException(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& known) {
    return CurrentTypeName() + ": " + known.what();
  } catch (...) {
    return CurrentTypeName() + ", which is no std::exception";
  }
}

}  // namespace lockstep::internal
