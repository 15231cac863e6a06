#include "workflow/wire_in.h"

#include <chrono>
#include <exception>
#include <utility>

namespace lockstep::internal {
namespace {

FailedThing ReadThing(const LsFailure& failure) {
  FailedThing thing;
  thing.type = ReadText(failure, &LsFailure::type);
  thing.id = ReadText(failure, &LsFailure::id);
  thing.run_id = ReadText(failure, &LsFailure::run_id);
  thing.retry_state = Read(failure, &LsFailure::retry_state);
  return thing;
}

FailedOperation ReadOperation(const LsFailure& failure) {
  FailedOperation operation;
  operation.endpoint = ReadText(failure, &LsFailure::endpoint);
  operation.service = ReadText(failure, &LsFailure::service);
  operation.operation = ReadText(failure, &LsFailure::type);
  operation.token = ReadText(failure, &LsFailure::run_id);
  return operation;
}

std::optional<RetryPolicy> ReadRetry(const LsRetryPolicy* policy) {
  if (policy == nullptr) return std::nullopt;
  std::vector<std::string> types;
  const LsText* const items =
      Read(*policy, &LsRetryPolicy::non_retryable_types);
  const size_t count = Read(*policy, &LsRetryPolicy::non_retryable_type_count);
  for (size_t i = 0; i < count; ++i) types.push_back(ReadText(items[i]));
  RetryPolicy retry;
  retry
      .InitialInterval(
          Duration(Read(*policy, &LsRetryPolicy::initial_interval)))
      .BackoffCoefficient(Read(*policy, &LsRetryPolicy::backoff_coefficient))
      .MaximumInterval(
          Duration(Read(*policy, &LsRetryPolicy::maximum_interval)))
      .MaximumAttempts(Read(*policy, &LsRetryPolicy::maximum_attempts))
      .NonRetryableTypes(std::move(types));
  return retry;
}

}  // namespace

std::string ReadText(LsText text) {
  return text.size == 0 ? std::string() : std::string(text.data, text.size);
}

Payload WireReader::One(const LsPayload& from) const {
  Payload payload;
  for (size_t i = 0; i < from.metadata_count; ++i) {
    payload.metadata.emplace(ReadText(from.metadata[i].key),
                             ReadText(from.metadata[i].value));
  }
  payload.data = ReadText(from.data);
  if (codec_ == nullptr) return payload;
  try {
    return codec_->Decode(payload);
  } catch (const std::exception& error) {
    throw UndecodablePayload(
        std::string("the codec cannot decode a payload: ") + error.what());
  }
}

PayloadList WireReader::List(const LsPayloads* payloads) const {
  PayloadList list;
  if (payloads == nullptr) return list;
  const LsPayload* const items = Read(*payloads, &LsPayloads::items);
  const size_t count = Read(*payloads, &LsPayloads::count);
  for (size_t i = 0; i < count; ++i) list.push_back(One(items[i]));
  return list;
}

std::optional<Payload> WireReader::First(const LsPayloads* payloads) const {
  PayloadList list = List(payloads);
  if (list.empty()) return std::nullopt;
  return std::move(list.front());
}

PayloadMap WireReader::Map(const LsPayloadMap* from) const {
  PayloadMap map;
  if (from == nullptr) return map;
  const LsText* const keys = Read(*from, &LsPayloadMap::keys);
  const LsPayload* const values = Read(*from, &LsPayloadMap::values);
  const size_t count = Read(*from, &LsPayloadMap::count);
  for (size_t i = 0; i < count; ++i) {
    map.emplace(ReadText(keys[i]), One(values[i]));
  }
  return map;
}

std::unique_ptr<Failure> WireReader::ReadFailure(const LsFailure* from) const {
  if (from == nullptr) return nullptr;
  const std::unique_ptr<Failure> cause =
      ReadFailure(Read(*from, &LsFailure::cause));
  std::string message = ReadText(*from, &LsFailure::message);
  PayloadList details = List(Read(*from, &LsFailure::details));
  const bool non_retryable = Read(*from, &LsFailure::non_retryable) != 0;
  switch (Read(*from, &LsFailure::kind)) {
    case LS_FAILURE_CANCELED:
      return std::make_unique<Cancelled>(std::move(message),
                                         std::move(details));
    case LS_FAILURE_TIMEOUT:
      return std::make_unique<TimeoutFailure>(
          std::move(message),
          static_cast<TimeoutKind>(Read(*from, &LsFailure::timeout_kind)),
          std::move(details), cause.get());
    case LS_FAILURE_TERMINATED:
      return std::make_unique<TerminatedFailure>(std::move(message),
                                                 cause.get());
    case LS_FAILURE_SERVER:
      return std::make_unique<ServerFailure>(std::move(message), non_retryable,
                                             cause.get());
    case LS_FAILURE_ACTIVITY:
      return std::make_unique<ActivityFailure>(std::move(message),
                                               ReadThing(*from), cause.get());
    case LS_FAILURE_CHILD_WORKFLOW:
      return std::make_unique<ChildFailure>(std::move(message),
                                            ReadThing(*from), cause.get());
    case LS_FAILURE_NEXUS_OPERATION:
      return std::make_unique<NexusOperationFailure>(
          std::move(message), ReadOperation(*from), cause.get());
    case LS_FAILURE_NEXUS_HANDLER:
      return std::make_unique<NexusHandlerFailure>(
          std::move(message), ReadText(*from, &LsFailure::type), non_retryable,
          cause.get());
    default:  // application, and what kinds of a newer host look like to us
      break;
  }
  auto failure = std::make_unique<ApplicationFailure>(
      std::move(message), ReadText(*from, &LsFailure::type), cause.get());
  failure->NonRetryable(non_retryable).WithPayloads(std::move(details));
  return failure;
}

WorkflowInfo WireReader::ReadInfo(const LsWorkflowInfo& from) const {
  using I = LsWorkflowInfo;
  WorkflowInfo info;
  info.workflow_type = ReadText(from, &I::workflow_type);
  info.workflow_id = ReadText(from, &I::workflow_id);
  info.run_id = ReadText(from, &I::run_id);
  info.first_run_id = ReadText(from, &I::first_run_id);
  info.continued_run_id = ReadText(from, &I::continued_run_id);
  info.workflow_namespace = ReadText(from, &I::workflow_namespace);
  info.task_queue = ReadText(from, &I::task_queue);
  info.parent_workflow_id = ReadText(from, &I::parent_workflow_id);
  info.parent_run_id = ReadText(from, &I::parent_run_id);
  info.cron_schedule = ReadText(from, &I::cron_schedule);
  info.attempt = Read(from, &I::attempt);
  info.start_time = Time(Duration(Read(from, &I::start_time)));
  info.execution_timeout = Duration(Read(from, &I::execution_timeout));
  info.run_timeout = Duration(Read(from, &I::run_timeout));
  info.task_timeout = Duration(Read(from, &I::task_timeout));
  info.retry = ReadRetry(Read(from, &I::retry_policy));
  info.input = List(Read(from, &I::input));
  info.last_result = First(Read(from, &I::last_result));
  info.last_failure = ReadFailure(Read(from, &I::last_failure));
  info.memo = Map(Read(from, &I::memo));
  // The server reads search attributes and writes headers' metadata itself.
  const WireReader plain(nullptr);
  info.search_attributes = plain.Map(Read(from, &I::search_attributes));
  info.headers = plain.Map(Read(from, &I::headers));
  return info;
}

std::exception_ptr AsException(const Failure& failure) {
  const Failure* inner = &failure;
  while (inner->Cause() != nullptr &&
         (dynamic_cast<const ActivityFailure*>(inner) != nullptr ||
          dynamic_cast<const ChildFailure*>(inner) != nullptr ||
          dynamic_cast<const NexusOperationFailure*>(inner) != nullptr)) {
    inner = inner->Cause();
  }
  const bool cancelled = dynamic_cast<const Cancelled*>(inner) != nullptr;
  return (cancelled ? *inner : failure).ToException();
}

}  // namespace lockstep::internal
