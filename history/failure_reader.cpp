// The Failure message and the kinds of its oneof.
#include <array>

#include "history/fields.h"
#include "history/payload_reader.h"

namespace lockstep::history {
namespace {

using Kind = Failure::Kind;

constexpr Field<Failure> kApplication[] = {
    {"type", Member<&Failure::type>},
    {"nonRetryable", Member<&Failure::non_retryable>},
    {"details", Member<&Failure::details>},
};

constexpr Field<Failure> kTimeout[] = {
    {"timeoutType", Enum<&Failure::timeout_type, EnumKind::kTimeoutType>},
    {"lastHeartbeatDetails", Member<&Failure::details>},
};

constexpr Field<Failure> kCanceled[] = {
    {"details", Member<&Failure::details>},
};

constexpr Field<Failure> kServer[] = {
    {"nonRetryable", Member<&Failure::non_retryable>},
};

constexpr Field<Failure> kReset[] = {
    {"lastHeartbeatDetails", Member<&Failure::details>},
};

constexpr Field<Failure> kActivity[] = {
    {"activityType", Named<&Failure::type>},
    {"activityId", Member<&Failure::activity_id>},
    {"retryState", Enum<&Failure::retry_state, EnumKind::kRetryState>},
};

constexpr Field<Failure> kChildExecution[] = {
    {"workflowId", Member<&Failure::workflow_id>},
    {"runId", Member<&Failure::run_id>},
};

constexpr Field<Failure> kChildWorkflow[] = {
    {"workflowExecution", Inside<Failure, kChildExecution>},
    {"workflowType", Named<&Failure::type>},
    {"retryState", Enum<&Failure::retry_state, EnumKind::kRetryState>},
};

constexpr std::array<Field<Failure>, 0> kNothing;

template <Kind kKind, const auto& kFields>
bool OfKind(Failure& failure, Json json, Reading& reading) {
  if (failure.kind != Kind::kNone) {
    return reading.Fail("is the second kind that this failure has");
  }
  failure.kind = kKind;
  return ReadFields<Failure>(json, kFields, failure, reading);
}

bool ReadCause(Failure& failure, Json json, Reading& reading) {
  return Read(json, failure.cause.emplace_back(), reading);
}

constexpr Field<Failure> kFailure[] = {
    {"message", Member<&Failure::message>},
    {"source", Member<&Failure::source>},
    {"stackTrace", Member<&Failure::stack_trace>},
    {"cause", ReadCause},
    {"applicationFailureInfo", OfKind<Kind::kApplication, kApplication>},
    {"timeoutFailureInfo", OfKind<Kind::kTimeout, kTimeout>},
    {"canceledFailureInfo", OfKind<Kind::kCanceled, kCanceled>},
    {"terminatedFailureInfo", OfKind<Kind::kTerminated, kNothing>},
    {"serverFailureInfo", OfKind<Kind::kServer, kServer>},
    {"resetWorkflowFailureInfo", OfKind<Kind::kResetWorkflow, kReset>},
    {"activityFailureInfo", OfKind<Kind::kActivity, kActivity>},
    {"childWorkflowExecutionFailureInfo",
     OfKind<Kind::kChildWorkflow, kChildWorkflow>},
    {"nexusOperationExecutionFailureInfo", OfKind<Kind::kNexus, kNothing>},
    {"nexusHandlerFailureInfo", OfKind<Kind::kNexus, kNothing>},
};

}  // namespace

bool Read(Json json, Failure& value, Reading& reading) {
  return ReadFields<Failure>(json, kFailure, value, reading);
}

}  // namespace lockstep::history
