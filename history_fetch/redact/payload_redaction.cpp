#include "history_fetch/redact/payload_redaction.h"

#include <algorithm>
#include <utility>

#include "history_fetch/redact/inner_payloads.h"
#include "history_fetch/redact/json_edit.h"
#include "history_fetch/redact/text_kinds.h"
#include "rpc/codec/payload.h"

namespace lockstep::fetch {
namespace {

constexpr char kNull[] = "binary/null";
constexpr char kEpoch[] = "1970-01-01T00:00:00Z";
constexpr char kScheduledBy[] = "TemporalScheduledById";

// Search attributes of the server and the engines: versions of code, build ids,
// the schedule that started a run.
bool IsTemporals(std::string_view name) {
  return name.starts_with("Temporal") || name == "BuildIds";
}

void Blank(rpc::Message& payload) {
  payload.Clear();
  rpc::SetPayloadMetadata(payload, "encoding", kNull);
}

bool IsNull(const rpc::Message& payload) {
  const std::string encoding = rpc::PayloadEncoding(payload);
  return encoding == kNull ||
         (encoding.empty() && rpc::PayloadData(payload).empty());
}

std::vector<const RedactionRule*> RulesFor(const Policy& policy,
                                           const PayloadTarget& target) {
  std::vector<const RedactionRule*> rules;
  for (const RedactionRule& rule : policy.rules) {
    if (FitsPattern(rule.workflow_type, target.workflow_type) &&
        FitsPattern(rule.place, target.place) &&
        FitsPattern(rule.name, target.name)) {
      rules.push_back(&rule);
    }
  }
  return rules;
}

bool Lead(const std::vector<const RedactionRule*>& rules,
          std::vector<JsonPath> RedactionRule::*paths,
          bool (JsonPath::*fits)(const JsonPlace&) const,
          const JsonPlace& place) {
  return std::any_of(
      rules.begin(), rules.end(), [&](const RedactionRule* rule) {
        return std::any_of(
            (rule->*paths).begin(), (rule->*paths).end(),
            [&](const JsonPath& path) { return (path.*fits)(place); });
      });
}

}  // namespace

PayloadRedaction::PayloadRedaction(const RedactionContext& context,
                                   ReplacedValues& replaced)
    : context_(context),
      policy_(*context.policy),
      pseudonyms_(*context.pseudonyms),
      schema_(*context.schema),
      replaced_(replaced) {}

void PayloadRedaction::Redact(rpc::PayloadPlace& place, PayloadRole role,
                              const PayloadTarget& target) {
  if (role == PayloadRole::kEngine) return;
  const bool blank = policy_.payloads == Policy::Payloads::kNone ||
                     (policy_.payloads == Policy::Payloads::kInbound &&
                      role == PayloadRole::kOutbound);
  const size_t first = role == PayloadRole::kInboundAfterId ? 1 : 0;
  for (size_t i = first; i < place.payloads.size(); ++i) {
    if (IsNull(*place.payloads[i])) continue;
    if (blank) {
      BlankContent(*place.payloads[i]);
    } else {
      RedactContent(*place.payloads[i], target);
    }
  }
}

void PayloadRedaction::BlankContent(rpc::Message& payload) const {
  const auto inner = ReadInnerPayloads(schema_, payload);
  if (inner == nullptr) return Blank(payload);
  // Go reads the list itself.
  rpc::VisitPayloads(*inner, [](rpc::PayloadPlace& place) {
    for (rpc::Message* item : place.payloads) Blank(*item);
  });
  WriteInnerPayloads(*inner, payload);
}

void PayloadRedaction::RedactSearchAttribute(rpc::Message& payload,
                                             std::string_view name,
                                             const PayloadTarget& target) {
  if (IsNull(payload)) return;
  const bool pseudonym = policy_.workflow_ids == Policy::Treat::kPseudonym;
  if (name == kScheduledBy && pseudonym) return RedactSchedule(payload);
  if (IsTemporals(name)) return;
  const Dialect dialect = rpc::PayloadMetadata(payload, "type") == "Datetime"
                              ? Dialect::kTimes
                              : Dialect::kPlain;
  auto edited = RedactJson(rpc::PayloadData(payload), dialect, target);
  if (!edited) return LeaveOpaque(payload, target);
  rpc::SetPayloadData(payload, *std::move(edited));
}

// Ids of schedules are in the ids of the runs they start.
void PayloadRedaction::RedactSchedule(rpc::Message& payload) {
  JsonEdits edits;
  edits.text = [this](const JsonPlace&, const std::string& value) {
    return pseudonyms_.Text(value);
  };
  edits.number = [](const JsonPlace&, std::string_view number) {
    return std::string(number);
  };
  edits.boolean = [](const JsonPlace&, bool value) { return value; };
  edits.name = [](const JsonPlace&, const std::string& name) { return name; };
  auto edited = EditJson(rpc::PayloadData(payload), edits);
  if (edited) rpc::SetPayloadData(payload, *std::move(edited));
}

void PayloadRedaction::RedactContent(rpc::Message& payload,
                                     const PayloadTarget& target) {
  if (rpc::IsExternalReference(payload)) return LeaveOpaque(payload, target);
  if (RedactInnerPayloads(payload, target)) return;
  const std::string encoding = rpc::PayloadEncoding(payload);
  if (!encoding.starts_with("json/")) return LeaveOpaque(payload, target);
  const Dialect dialect =
      encoding == "json/protobuf" ? Dialect::kProtobuf : Dialect::kPlain;
  auto edited = RedactJson(rpc::PayloadData(payload), dialect, target);
  if (!edited) return LeaveOpaque(payload, target);
  rpc::SetPayloadData(payload, *std::move(edited));
}

bool PayloadRedaction::RedactInnerPayloads(rpc::Message& payload,
                                           const PayloadTarget& target) {
  const auto inner = ReadInnerPayloads(schema_, payload);
  if (inner == nullptr) return false;
  rpc::VisitPayloads(*inner, [&](rpc::PayloadPlace& place) {
    for (rpc::Message* item : place.payloads) {
      if (!IsNull(*item)) RedactContent(*item, target);
    }
  });
  WriteInnerPayloads(*inner, payload);
  return true;
}

std::optional<std::string> PayloadRedaction::RedactJson(
    std::string_view json, Dialect dialect, const PayloadTarget& target) {
  const auto rules = RulesFor(policy_, target);
  const auto allowed = [&rules](const JsonPlace& place) {
    return Lead(rules, &RedactionRule::allow, &JsonPath::Covers, place);
  };
  const auto denied = [&rules](const JsonPlace& place) {
    return Lead(rules, &RedactionRule::deny, &JsonPath::Covers, place);
  };
  JsonEdits edits;
  edits.text = [&](const JsonPlace& place, const std::string& value) {
    return RedactText(value, dialect, allowed(place), denied(place));
  };
  edits.number = [&](const JsonPlace& place, std::string_view number) {
    return denied(place) ? pseudonyms_.Number(number) : std::string(number);
  };
  edits.boolean = [&](const JsonPlace& place, bool value) {
    // Two values cannot have stand-ins that hide them.
    return denied(place) ? false : value;
  };
  edits.name = [&](const JsonPlace& place, const std::string& name) {
    const bool listed =
        Lead(rules, &RedactionRule::keys, &JsonPath::Meets, place);
    return listed ? RedactText(name, Dialect::kPlain, false, true) : name;
  };
  return EditJson(json, edits);
}

std::string PayloadRedaction::RedactText(const std::string& value,
                                         Dialect dialect, bool allowed,
                                         bool denied) {
  if (value.empty()) return value;
  if (dialect == Dialect::kTimes) return denied ? kEpoch : value;
  if (!denied) {
    const bool by_default =
        policy_.strings == Policy::Treat::kKeep ||
        (policy_.enums == Policy::Treat::kKeep && IsEnumName(value)) ||
        (dialect == Dialect::kProtobuf && IsProtobufScalar(value));
    if (allowed || by_default) {
      replaced_.AddKept(value);
      return value;
    }
  }
  std::string stand_in = StandInFor(context_, value);
  replaced_.AddReplaced(value, stand_in);
  return stand_in;
}

void PayloadRedaction::LeaveOpaque(rpc::Message& payload,
                                   const PayloadTarget& target) {
  switch (policy_.opaque) {
    case Policy::Opaque::kBlank:
      Blank(payload);
      return;
    case Policy::Opaque::kRefuse:
      if (refused_.empty()) {
        refused_ = target.place + " (" + rpc::PayloadEncoding(payload) + ")";
      }
      return;
    case Policy::Opaque::kKeep:
      ++opaque_[rpc::PayloadEncoding(payload)];
      return;
  }
}

}  // namespace lockstep::fetch
