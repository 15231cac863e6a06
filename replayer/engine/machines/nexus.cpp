#include "replayer/engine/machines/nexus.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "fmt/format.h"
#include "replayer/engine/compare.h"
#include "replayer/engine/marshal.h"

namespace lockstep::replay {
namespace {

using history::Event;
using history::EventType;
using history::Failure;
using history::NexusOperation;
using Headers = std::map<std::string, std::string>;

Failure CauseOf(Failure::Kind kind, const std::string& message) {
  Failure failure;
  failure.kind = kind;
  failure.message = message;
  return failure;
}

Failure Canceled() {
  return CauseOf(Failure::Kind::kCanceled, "nexus operation canceled");
}

bool IsClosing(EventType type) {
  return type == EventType::kNexusOperationCompleted ||
         type == EventType::kNexusOperationFailed ||
         type == EventType::kNexusOperationCanceled ||
         type == EventType::kNexusOperationTimedOut;
}

// Names of headers mean the same in any case, and servers write them in lower
// case.
Headers Lowered(const Headers& headers) {
  Headers lowered;
  for (const auto& [name, value] : headers) {
    std::string lower = name;
    for (char& c : lower) {
      c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    lowered[lower] = value;
  }
  return lowered;
}

std::string Shown(const Headers& headers) {
  std::string text;
  for (const auto& [name, value] : headers) {
    if (!text.empty()) text += ", ";
    text += name + ": " + value;
  }
  return text.empty() ? "none" : text;
}

// None in the code are not compared: what other SDKs add is for tracing.
void CompareHeaders(const Headers& recorded, const Headers& produced,
                    Effects& effects) {
  const Headers then = Lowered(recorded);
  const Headers now = Lowered(produced);
  if (now.empty() || then == now) return;
  effects.findings.push_back(
      FieldDifference(Tier::kValue, "headers", Shown(then), Shown(now)));
}

}  // namespace

void NexusMachine::Cancel(const std::vector<Place>& stack, Effects& effects) {
  if (state_ == State::kRequested) {
    state_ = State::kNeverSent;
    ResolveStart(
        Wrap("nexus operation canceled before it was scheduled", Canceled()),
        effects);
    return;
  }
  const bool running = state_ == State::kScheduled || state_ == State::kStarted;
  if (!running || resolved_ || request_ != CancelRequest::kNone) return;
  const uint32_t type = command_.cancellation_type;
  if (type != LS_CANCEL_ABANDON) {
    request_ = CancelRequest::kMade;
    effects.requests.push_back({this, RequestKind::kCancelNexus, stack});
  }
  if (type == LS_CANCEL_ABANDON || type == LS_CANCEL_TRY) {
    Resolve(nullptr, Wrap("nexus operation canceled", Canceled()), effects);
  }
}

Status NexusMachine::OnCommandEvent(const Event& event, const MatchRules& rules,
                                    Effects& effects) {
  if (event.type == EventType::kNexusOperationScheduled) {
    return OnScheduled(event, rules, effects);
  }
  if (event.type == EventType::kNexusOperationCancelRequested) {
    return OnCancelRequested(event, effects);
  }
  return DoesNotHandle(*this, event);
}

Status NexusMachine::OnScheduled(const Event& event, const MatchRules& rules,
                                 Effects& effects) {
  if (state_ != State::kRequested) {
    return IllegalTransition(*this, StateName(), event);
  }
  const auto& scheduled = std::get<NexusOperation>(event.attributes);
  CompareTarget("endpoint", scheduled.endpoint, command_.endpoint, effects);
  CompareTarget("service", scheduled.service, command_.service, effects);
  CompareTarget("operation", scheduled.operation, command_.type, effects);
  CompareOptions(scheduled, rules, effects);
  state_ = State::kScheduled;
  scheduled_id_ = event.id;
  return {};
}

void NexusMachine::CompareOptions(const NexusOperation& scheduled,
                                  const MatchRules& rules,
                                  Effects& effects) const {
  ComparePayloads("input", scheduled.input, command_.payloads, rules, effects);
  CompareDuration("schedule-to-close timeout", scheduled.schedule_to_close,
                  command_.schedule_to_close, effects);
  // The server shortens what schedule-to-close would not let happen, be that
  // the code's or what is left of the run's time.
  const int64_t limit = Nanoseconds(scheduled.schedule_to_close);
  const auto shortened = [limit](int64_t timeout) {
    return limit == 0 ? timeout : std::min(timeout, limit);
  };
  CompareDuration("schedule-to-start timeout", scheduled.schedule_to_start,
                  shortened(command_.schedule_to_start), effects);
  CompareDuration("start-to-close timeout", scheduled.start_to_close,
                  shortened(command_.start_to_close), effects);
  CompareHeaders(scheduled.headers, command_.headers, effects);
}

Status NexusMachine::OnCancelRequested(const Event& event, Effects& effects) {
  if (request_ != CancelRequest::kMade) {
    return IllegalTransition(*this, StateName(), event);
  }
  request_ = CancelRequest::kMatched;
  const auto& requested = std::get<NexusOperation>(event.attributes);
  CompareTarget("cancelled nexus operation (scheduled event)",
                std::to_string(requested.scheduled_id),
                std::to_string(scheduled_id_), effects);
  return {};
}

Status NexusMachine::OnLinkedEvent(const Event& event, Effects& effects) {
  if (event.type == EventType::kNexusOperationStarted) {
    return OnStarted(event, effects);
  }
  if (IsClosing(event.type)) return OnClosed(event, effects);
  if (event.type == EventType::kNexusOperationCancelRequestCompleted ||
      event.type == EventType::kNexusOperationCancelRequestFailed) {
    OnRequestAnswered(event, effects);
    return {};
  }
  return DoesNotHandle(*this, event);
}

Status NexusMachine::OnStarted(const Event& event, Effects& effects) {
  if (state_ != State::kScheduled) {
    return IllegalTransition(*this, StateName(), event);
  }
  state_ = State::kStarted;
  token_ = std::get<NexusOperation>(event.attributes).operation_token;
  if (!resolved_) ResolveStart(std::nullopt, effects);
  return {};
}

Status NexusMachine::OnClosed(const Event& event, Effects& effects) {
  if (state_ != State::kScheduled && state_ != State::kStarted) {
    return IllegalTransition(*this, StateName(), event);
  }
  const bool at_once = state_ == State::kScheduled;
  state_ = State::kDone;
  if (resolved_) return {};
  if (event.type == EventType::kNexusOperationCompleted) {
    if (at_once) ResolveStart(std::nullopt, effects);
    Resolve(&std::get<NexusOperation>(event.attributes).result, std::nullopt,
            effects);
  } else if (at_once) {
    ResolveStart(FailureOf(event), effects);
  } else {
    Resolve(nullptr, FailureOf(event), effects);
  }
  return {};
}

// Comes in any state: the operation may be over before the request is
// answered.
void NexusMachine::OnRequestAnswered(const Event& event, Effects& effects) {
  if (resolved_ || state_ == State::kDone) return;
  if (command_.cancellation_type != LS_CANCEL_WAIT_REQUESTED) return;
  if (event.type == EventType::kNexusOperationCancelRequestCompleted) {
    Resolve(nullptr, Wrap("nexus operation canceled", Canceled()), effects);
    return;
  }
  const auto& failed = std::get<NexusOperation>(event.attributes);
  Resolve(nullptr,
          Wrap("the request to cancel the nexus operation failed",
               failed.failure.value_or(Failure{})),
          effects);
}

// What servers write is a wrapper already.
Failure NexusMachine::FailureOf(const Event& closed) const {
  const auto& recorded = std::get<NexusOperation>(closed.attributes).failure;
  if (recorded && recorded->kind == Failure::Kind::kNexusOperation) {
    return *recorded;
  }
  if (closed.type == EventType::kNexusOperationCanceled) {
    return Wrap("nexus operation canceled", recorded.value_or(Canceled()));
  }
  if (closed.type == EventType::kNexusOperationTimedOut) {
    return Wrap("nexus operation timed out",
                recorded.value_or(CauseOf(Failure::Kind::kTimeout, "")));
  }
  return Wrap("nexus operation failed", recorded.value_or(Failure{}));
}

Failure NexusMachine::Wrap(const std::string& message, Failure cause) const {
  Failure wrapper = CauseOf(Failure::Kind::kNexusOperation, message);
  wrapper.endpoint = command_.endpoint;
  wrapper.service = command_.service;
  wrapper.type = command_.type;
  wrapper.run_id = token_;
  wrapper.cause.push_back(std::move(cause));
  return wrapper;
}

void NexusMachine::ResolveStart(std::optional<Failure> failure,
                                Effects& effects) {
  if (failure) resolved_ = true;
  Job job;
  job.kind = LS_JOB_RESOLVE_NEXUS_START;
  job.seq = command_.seq;
  job.name = token_;
  job.failure = std::move(failure);
  effects.jobs.push_back(std::move(job));
}

void NexusMachine::Resolve(const history::Payloads* result,
                           std::optional<Failure> failure, Effects& effects) {
  resolved_ = true;
  Job job;
  job.kind = LS_JOB_RESOLVE_NEXUS;
  job.seq = command_.seq;
  job.payloads = result;
  job.failure = std::move(failure);
  effects.jobs.push_back(std::move(job));
}

Phrase NexusMachine::Describe(RequestKind kind) const {
  NexusOperation operation;
  operation.endpoint = command_.endpoint;
  operation.service = command_.service;
  operation.operation = command_.type;
  return NexusPhrase(kind, operation);
}

Phrase NexusPhrase(RequestKind kind, const NexusOperation& operation) {
  const char* verb = kind == RequestKind::kCancelNexus ? "cancel " : "";
  const std::string key = fmt::format("{}nexus operation {}.{}", verb,
                                      operation.service, operation.operation);
  return {key, "", fmt::format("{} (endpoint {})", key, operation.endpoint)};
}

std::string NexusMachine::StateName() const {
  switch (state_) {
    case State::kRequested:
      return "requested";
    case State::kScheduled:
      return "scheduled";
    case State::kStarted:
      return "started";
    case State::kNeverSent:
      return "never sent";
    case State::kDone:
      return "done";
  }
  return "";
}

}  // namespace lockstep::replay
