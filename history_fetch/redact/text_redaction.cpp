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

bool HoldsUuid(std::string_view text) {
  constexpr size_t kUuid = 36;
  for (size_t i = 0; i + kUuid <= text.size(); ++i) {
    if (IsUuid(text.substr(i, kUuid))) return true;
  }
  return false;
}

}  // namespace

TextRedaction::TextRedaction(const Policy& policy, const Pseudonyms& pseudonyms,
                             const ReplacedValues& replaced)
    : policy_(policy), pseudonyms_(pseudonyms), replaced_(replaced) {}

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
  if (text.field == "workflow_id" && !IsGiven(text.path)) {
    text.value = CommandedId(text.value);
  } else if (Has(kNumbered, text.field)) {
    if (policy_.derived_ids == Policy::DerivedIds::kFollow) {
      text.value = replaced_.Follow(text.value);
    }
  } else if (pseudonym &&
             (text.field == "workflow_id" || Has(kOperations, text.field))) {
    text.value = pseudonyms_.Text(text.value);
  }
}

std::string TextRedaction::CommandedId(const std::string& id) const {
  std::string followed = policy_.derived_ids == Policy::DerivedIds::kFollow
                             ? replaced_.Follow(id)
                             : id;
  if (followed != id || policy_.workflow_ids == Policy::Treat::kKeep) {
    return followed;
  }
  // SDKs make ids of children from the run's id and from its random numbers,
  // which stay; nobody can read anything from them.
  return HoldsUuid(id) ? id : pseudonyms_.Text(id);
}

}  // namespace lockstep::fetch
