// Redacts payloads one by one.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "history_fetch/redact/payload_role.h"
#include "history_fetch/redact/redaction_context.h"
#include "history_fetch/redact/replaced_values.h"
#include "rpc/codec/payload_visitor.h"
#include "rpc/schema/schema.h"

namespace lockstep::fetch {

// Where payloads are, for the rules of a policy.
struct PayloadTarget {
  std::string workflow_type;
  std::string place;  // RedactionRule::place
  std::string name;   // RedactionRule::name
};

class PayloadRedaction {
 public:
  // Both outlive it. `replaced` gets the texts of payloads.
  PayloadRedaction(const RedactionContext& context, ReplacedValues& replaced);

  void Redact(rpc::PayloadPlace& place, PayloadRole role,
              const PayloadTarget& target);
  // `name` is the attribute's: those that Temporal itself reads stay.
  void RedactSearchAttribute(rpc::Message& payload, std::string_view name,
                             const PayloadTarget& target);

  // Payloads that were left as they are because they are no JSON, by encoding.
  const std::map<std::string, int64_t>& opaque() const { return opaque_; }
  // With Opaque::kRefuse: where the first of them is. "": there is none.
  const std::string& refused() const { return refused_; }

 private:
  enum class Dialect { kPlain, kProtobuf, kTimes };

  void BlankContent(rpc::Message& payload) const;
  void RedactSchedule(rpc::Message& payload);
  void RedactContent(rpc::Message& payload, const PayloadTarget& target);
  bool RedactInnerPayloads(rpc::Message& payload, const PayloadTarget& target);
  std::optional<std::string> RedactJson(std::string_view json, Dialect dialect,
                                        const PayloadTarget& target);
  std::string RedactText(const std::string& value, Dialect dialect,
                         bool allowed, bool denied);
  void LeaveOpaque(rpc::Message& payload, const PayloadTarget& target);

  const RedactionContext& context_;
  const Policy& policy_;
  const Pseudonyms& pseudonyms_;
  const rpc::Schema& schema_;
  ReplacedValues& replaced_;
  std::map<std::string, int64_t> opaque_;
  std::string refused_;
};

}  // namespace lockstep::fetch
