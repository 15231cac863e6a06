// The Failure message and the kinds of its oneof.
#include <array>
#include <utility>

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

// The name before API 1.44 is operationId; servers of today write both.
bool ReadOperationId(Failure& failure, Json json, Reading& reading) {
  std::string id;
  if (!Read(json, id, reading)) return false;
  if (failure.run_id.empty()) failure.run_id = std::move(id);
  return true;
}

constexpr Field<Failure> kNexusOperation[] = {
    {"endpoint", Member<&Failure::endpoint>},
    {"service", Member<&Failure::service>},
    {"operation", Member<&Failure::type>},
    {"operationToken", Member<&Failure::run_id>},
    {"operationId", ReadOperationId},
};

bool ReadRetryBehavior(Failure& failure, Json json, Reading& reading) {
  std::string behavior;
  if (!ReadEnum(json, EnumKind::kNexusHandlerRetryBehavior, behavior,
                reading)) {
    return false;
  }
  failure.non_retryable =
      behavior == "NEXUS_HANDLER_ERROR_RETRY_BEHAVIOR_NON_RETRYABLE";
  return true;
}

constexpr Field<Failure> kNexusHandler[] = {
    {"type", Member<&Failure::type>},
    {"retryBehavior", ReadRetryBehavior},
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
    {"nexusOperationExecutionFailureInfo",
     OfKind<Kind::kNexusOperation, kNexusOperation>},
    {"nexusHandlerFailureInfo", OfKind<Kind::kNexusHandler, kNexusHandler>},
};

}  // namespace

bool Read(Json json, Failure& value, Reading& reading) {
  return ReadFields<Failure>(json, kFailure, value, reading);
}

}  // namespace lockstep::history
