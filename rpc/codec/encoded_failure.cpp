#include "rpc/codec/encoded_failure.h"

#include <nlohmann/json.hpp>
#include <string>

#include "rpc/codec/payload.h"
#include "rpc/codec/payload_visitor.h"
#include "rpc/schema/fields.h"

namespace lockstep::rpc {
namespace {

constexpr char kFailureMessage[] = "temporal.api.failure.v1.Failure";

void CopyText(const nlohmann::json& attributes, const char* name,
              Message& failure) {
  const auto found = attributes.find(name);
  if (found == attributes.end() || !found->is_string()) return;
  SetString(failure, name, found->get<std::string>());
}

void ShowOne(Message& failure) {
  const Message* hidden =
      GetMessage(failure, "encoded_attributes", Age::kNewer);
  if (hidden == nullptr || !PayloadEncoding(*hidden).starts_with("json/")) {
    return;
  }
  const auto attributes =
      nlohmann::json::parse(PayloadData(*hidden), nullptr, false);
  if (!attributes.is_object()) return;
  CopyText(attributes, "message", failure);
  CopyText(attributes, "stack_trace", failure);
}

}  // namespace

void ShowEncodedFailures(Message& message) {
  VisitMessages(message, kFailureMessage, ShowOne);
}

}  // namespace lockstep::rpc
