#include "replayer/engine/marshal.h"

#include <algorithm>
#include <limits>
#include <new>
#include <utility>

namespace lockstep::replay {
namespace {

constexpr int64_t kNanosPerSecond = 1'000'000'000;

// Year 1 and durations of centuries are clamped: nobody can wait for them.
int64_t Scaled(int64_t seconds, int32_t nanos) {
  constexpr int64_t kLimit =
      std::numeric_limits<int64_t>::max() / kNanosPerSecond - 1;
  return std::clamp(seconds, -kLimit, kLimit) * kNanosPerSecond + nanos;
}

uint32_t FailureKind(history::Failure::Kind kind) {
  using Kind = history::Failure::Kind;
  switch (kind) {
    case Kind::kTimeout:
      return LS_FAILURE_TIMEOUT;
    case Kind::kCanceled:
      return LS_FAILURE_CANCELED;
    case Kind::kTerminated:
      return LS_FAILURE_TERMINATED;
    case Kind::kServer:
      return LS_FAILURE_SERVER;
    case Kind::kActivity:
      return LS_FAILURE_ACTIVITY;
    case Kind::kChildWorkflow:
      return LS_FAILURE_CHILD_WORKFLOW;
    case Kind::kNexusOperation:
      return LS_FAILURE_NEXUS_OPERATION;
    case Kind::kNexusHandler:
      return LS_FAILURE_NEXUS_HANDLER;
    case Kind::kNone:
    case Kind::kApplication:
    case Kind::kResetWorkflow:
      return LS_FAILURE_APPLICATION;
  }
  return LS_FAILURE_APPLICATION;
}

uint32_t TimeoutKind(const std::string& name) {
  if (name == "TIMEOUT_TYPE_START_TO_CLOSE") return LS_TIMEOUT_START_TO_CLOSE;
  if (name == "TIMEOUT_TYPE_SCHEDULE_TO_START") {
    return LS_TIMEOUT_SCHEDULE_TO_START;
  }
  if (name == "TIMEOUT_TYPE_SCHEDULE_TO_CLOSE") {
    return LS_TIMEOUT_SCHEDULE_TO_CLOSE;
  }
  if (name == "TIMEOUT_TYPE_HEARTBEAT") return LS_TIMEOUT_HEARTBEAT;
  return LS_TIMEOUT_NONE;
}

// The server's numbers.
int32_t RetryState(const std::string& name) {
  constexpr std::pair<const char*, int32_t> kStates[] = {
      {"RETRY_STATE_IN_PROGRESS", 1},
      {"RETRY_STATE_NON_RETRYABLE_FAILURE", 2},
      {"RETRY_STATE_TIMEOUT", 3},
      {"RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED", 4},
      {"RETRY_STATE_RETRY_POLICY_NOT_SET", 5},
      {"RETRY_STATE_INTERNAL_SERVER_ERROR", 6},
      {"RETRY_STATE_CANCEL_REQUESTED", 7},
  };
  for (const auto& [state, number] : kStates) {
    if (name == state) return number;
  }
  return 0;
}

}  // namespace

LsText Text(const std::string& text) { return {text.data(), text.size()}; }

int64_t Nanoseconds(const history::Timestamp& time) {
  return Scaled(time.seconds, time.nanos);
}

int64_t Nanoseconds(const history::Duration& duration) {
  return Scaled(duration.seconds, duration.nanos);
}

template <class T>
T* Marshal::Array(size_t count) {
  if (count == 0) return nullptr;
  void* memory = memory_.allocate(count * sizeof(T), alignof(T));
  return new (memory) T[count]{};
}

LsPayload Marshal::One(const history::Payload& payload) {
  LsEntry* entries = Array<LsEntry>(payload.metadata.size());
  size_t i = 0;
  for (const auto& [key, value] : payload.metadata) {
    entries[i++] = {Text(key), Text(value)};
  }
  return {entries, payload.metadata.size(), Text(payload.data)};
}

const LsPayloads* Marshal::Payloads(const history::Payloads& payloads) {
  LsPayload* items = Array<LsPayload>(payloads.size());
  for (size_t i = 0; i < payloads.size(); ++i) items[i] = One(payloads[i]);
  auto* result = Array<LsPayloads>(1);
  *result = {sizeof(LsPayloads), items, payloads.size()};
  return result;
}

const LsPayloadMap* Marshal::Map(const history::PayloadMap& map) {
  LsText* keys = Array<LsText>(map.size());
  LsPayload* values = Array<LsPayload>(map.size());
  size_t i = 0;
  for (const auto& [key, value] : map) {
    keys[i] = Text(key);
    values[i++] = One(value);
  }
  auto* result = Array<LsPayloadMap>(1);
  *result = {sizeof(LsPayloadMap), keys, values, map.size()};
  return result;
}

const LsFailure* Marshal::Failure(const history::Failure& failure) {
  auto* result = Array<LsFailure>(1);
  result->size = sizeof(LsFailure);
  result->kind = FailureKind(failure.kind);
  result->timeout_kind = TimeoutKind(failure.timeout_type);
  result->retry_state = RetryState(failure.retry_state);
  result->non_retryable = failure.non_retryable ? 1 : 0;
  result->message = Text(failure.message);
  result->type = Text(failure.type);
  result->source = Text(failure.source);
  result->stack_trace = Text(failure.stack_trace);
  result->id = Text(failure.activity_id.empty() ? failure.workflow_id
                                                : failure.activity_id);
  result->run_id = Text(failure.run_id);
  result->endpoint = Text(failure.endpoint);
  result->service = Text(failure.service);
  result->details =
      failure.details.empty() ? nullptr : Payloads(failure.details);
  result->cause = failure.cause.empty() ? nullptr : Failure(failure.cause[0]);
  return result;
}

const LsRetryPolicy* Marshal::Retry(const history::RetryPolicy& policy) {
  const auto& types = policy.non_retryable_error_types;
  LsText* names = Array<LsText>(types.size());
  for (size_t i = 0; i < types.size(); ++i) names[i] = Text(types[i]);
  auto* result = Array<LsRetryPolicy>(1);
  *result = {sizeof(LsRetryPolicy),
             Nanoseconds(policy.initial_interval),
             policy.backoff_coefficient,
             Nanoseconds(policy.maximum_interval),
             policy.maximum_attempts,
             names,
             types.size()};
  return result;
}

std::span<const LsJob* const> Marshal::Jobs(const std::vector<Job>& jobs) {
  const LsJob** pointers = Array<const LsJob*>(jobs.size());
  LsJob* items = Array<LsJob>(jobs.size());
  for (size_t i = 0; i < jobs.size(); ++i) {
    const Job& job = jobs[i];
    LsJob& item = items[i];
    item.size = sizeof(LsJob);
    item.kind = job.kind;
    item.seq = job.seq;
    item.number = job.number;
    item.name = Text(job.name);
    item.id = Text(job.id);
    item.instance = Text(job.instance);
    item.attempt = job.attempt;
    item.first_scheduled = job.first_scheduled;
    if (job.payloads != nullptr) item.payloads = Payloads(*job.payloads);
    if (job.headers != nullptr) item.headers = Map(*job.headers);
    if (job.failure) item.failure = Failure(*job.failure);
    pointers[i] = &item;
  }
  return {pointers, jobs.size()};
}

}  // namespace lockstep::replay
