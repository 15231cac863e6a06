#include "history_fetch/redact/text_redaction.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace lockstep::fetch {
namespace {

constexpr char kFailure[] = "temporal.api.failure.v1.Failure";

// Failures whose message an SDK or the server words by itself.
constexpr std::array<std::string_view, 5> kWordedByEngines = {
    "activity_failure_info", "child_workflow_execution_failure_info",
    "nexus_operation_execution_failure_info", "reset_workflow_failure_info",
    "timeout_failure_info"};

// Where people say why.
constexpr std::array<std::string_view, 2> kReasons = {"cause", "reason"};
// Texts for others than this workflow: tenants, headers of other services.
constexpr std::array<std::string_view, 2> kForOthers = {"fairness_key",
                                                        "nexus_header"};
// Names of operations that may have a workflow id in them.
constexpr std::array<std::string_view, 2> kOperations = {"operation_id",
                                                         "operation_token"};
constexpr std::array<std::string_view, 2> kNumbered = {"activity_id",
                                                       "timer_id"};
// Ids that clients choose, and the engine's messages that have them.
constexpr std::array<std::string_view, 2> kUpdates = {"protocol_instance_id",
                                                      "update_id"};
constexpr std::array<std::string_view, 2> kUpdateMessages = {
    "accepted_request_message_id", "rejected_request_message_id"};
// Ids that are looked at, whether they may be changed or not.
constexpr std::array<std::string_view, 9> kIds = {"accepted_request_message_id",
                                                  "activity_id",
                                                  "control",
                                                  "operation_id",
                                                  "operation_token",
                                                  "protocol_instance_id",
                                                  "timer_id",
                                                  "update_id",
                                                  "workflow_id"};

constexpr std::string_view kLinks = "links[";
constexpr std::string_view kChild =
    "startChildWorkflowExecutionInitiatedEventAttributes.";
constexpr std::string_view kSignal =
    "signalExternalWorkflowExecutionInitiatedEventAttributes.";
constexpr std::string_view kCancel =
    "requestCancelExternalWorkflowExecutionInitiatedEventAttributes.";

template <size_t n>
bool Has(const std::array<std::string_view, n>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool IsWordedByEngine(const rpc::Message& failure) {
  const auto* oneof = failure.GetDescriptor()->FindOneofByName("failure_info");
  if (oneof == nullptr) return false;
  const auto* info =
      failure.GetReflection()->GetOneofFieldDescriptor(failure, oneof);
  return info != nullptr && Has(kWordedByEngines, info->name());
}

// The workflow was told this id; it did not make it.
bool IsGiven(std::string_view path) {
  constexpr std::array<std::string_view, 3> kEvents = {
      "workflowExecutionCancelRequestedEventAttributes.",
      "workflowExecutionSignaledEventAttributes.",
      "workflowExecutionStartedEventAttributes."};
  return std::any_of(
      kEvents.begin(), kEvents.end(),
      [path](std::string_view event) { return path.starts_with(event); });
}

bool IsMadeOfValues(const std::vector<IdPart>& parts) {
  return std::any_of(parts.begin(), parts.end(), [](const IdPart& part) {
    return part.kind != IdPart::Kind::kLiteral;
  });
}

bool HoldsUuid(std::string_view text) {
  constexpr size_t kUuid = 36;
  for (size_t i = 0; i + kUuid <= text.size(); ++i) {
    if (IsUuid(text.substr(i, kUuid))) return true;
  }
  return false;
}

}  // namespace

std::vector<MadeId> MadeIds(const RedactionContext& context,
                            const ReplacedValues& replaced,
                            rpc::Message& event) {
  std::vector<MadeId> made;
  VisitTexts(event, [&](TextField& text) {
    const bool child = text.path.starts_with(kChild);
    const bool external =
        text.path.starts_with(kSignal) || text.path.starts_with(kCancel);
    if (text.field != "workflow_id" || !(child || external)) return;
    MadeId id{
        text.value, child ? MadeId::For::kChild : MadeId::For::kExternal, {}};
    if (context.policy->derived_ids == Policy::DerivedIds::kFollow) {
      id.parts = replaced.PartsOf(text.value);
    }
    if (!IsMadeOfValues(id.parts)) {
      if (context.policy->workflow_ids == Policy::Treat::kKeep) return;
      if (!HoldsUuid(text.value)) return;
      id.parts = {{IdPart::Kind::kLiteral, text.value}};
    }
    made.push_back(std::move(id));
  });
  return made;
}

void AddUpdateIds(const RedactionContext& context, rpc::Message& event,
                  ReplacedValues& replaced) {
  if (context.policy->workflow_ids == Policy::Treat::kKeep) return;
  VisitTexts(event, [&](TextField& text) {
    if (!Has(kUpdates, text.field)) return;
    replaced.AddReplaced(text.value, StandInFor(context, text.value));
  });
}

TextRedaction::TextRedaction(const RedactionContext& context,
                             const ReplacedValues& replaced)
    : context_(context),
      policy_(*context.policy),
      pseudonyms_(*context.pseudonyms),
      replaced_(replaced) {}

std::vector<std::string> TextRedaction::Redact(rpc::Message& event) const {
  std::vector<std::string> shown;
  VisitTexts(event, [&](TextField& text) {
    RedactMessage(text);
    RedactId(text);
    if (Has(kIds, text.field) && replaced_.Shows(text.value)) {
      shown.push_back(text.path);
    }
  });
  return shown;
}

void TextRedaction::RedactMessage(TextField& text) const {
  const bool failure = text.field == "message" &&
                       text.owner.GetDescriptor()->full_name() == kFailure &&
                       !IsWordedByEngine(text.owner);
  const Policy::Treat treat = Has(kForOthers, text.field) ? policy_.strings
                              : failure || Has(kReasons, text.field)
                                  ? policy_.messages
                                  : Policy::Treat::kKeep;
  if (treat == Policy::Treat::kPseudonym) {
    text.value = pseudonyms_.Text(text.value);
  }
}

void TextRedaction::RedactId(TextField& text) const {
  const bool pseudonym = policy_.workflow_ids == Policy::Treat::kPseudonym;
  if (text.field == "workflow_id") {
    text.value = WorkflowId(text);
  } else if (Has(kNumbered, text.field)) {
    if (policy_.derived_ids == Policy::DerivedIds::kFollow) {
      text.value = replaced_.Follow(text.value);
    }
  } else if (pseudonym && Has(kOperations, text.field)) {
    text.value = pseudonyms_.Text(text.value);
  } else if (pseudonym && Has(kUpdates, text.field)) {
    text.value = StandInFor(context_, text.value);
  } else if (pseudonym && Has(kUpdateMessages, text.field)) {
    // "<update id>/request".
    const size_t slash = std::min(text.value.rfind('/'), text.value.size());
    text.value = StandInFor(context_, text.value.substr(0, slash)) +
                 text.value.substr(slash);
  }
}

std::string TextRedaction::WorkflowId(const TextField& text) const {
  const std::string& id = text.value;
  if (IsGiven(text.path)) return RedactWorkflowId(context_, id);
  const std::string* made =
      context_.made_ids == nullptr ? nullptr : context_.made_ids->Find(id);
  // Links may lead anywhere; the rest the code of this history made.
  const bool follow = !(made != nullptr && text.path.starts_with(kLinks)) &&
                      policy_.derived_ids == Policy::DerivedIds::kFollow;
  const std::string followed = follow ? replaced_.Follow(id) : id;
  if (followed != id) return followed;
  if (made != nullptr) return *made;
  // SDKs make ids of children from the run's id and from its random numbers,
  // which stay; nobody can read anything from them.
  const bool keep = policy_.workflow_ids == Policy::Treat::kKeep;
  return keep || HoldsUuid(id) ? id : pseudonyms_.Text(id);
}

}  // namespace lockstep::fetch
