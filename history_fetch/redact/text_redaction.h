// Redacts the texts of events that people and code chose: ids, messages of
// failures, reasons.
#pragma once

#include <string>
#include <vector>

#include "history_fetch/redact/redaction_context.h"
#include "history_fetch/redact/replaced_values.h"
#include "history_fetch/redact/text_fields.h"
#include "rpc/schema/schema.h"

namespace lockstep::fetch {

// The ids that the code of an event made, before it is redacted, as far as
// other histories must know how.
std::vector<MadeId> MadeIds(const RedactionContext& context,
                            const ReplacedValues& replaced,
                            rpc::Message& event);

// Puts ids of updates among the replaced values: code may make ids of them.
void AddUpdateIds(const RedactionContext& context, rpc::Message& event,
                  ReplacedValues& replaced);

class TextRedaction {
 public:
  // Both outlive it; `replaced` knows the values of the whole history.
  TextRedaction(const RedactionContext& context,
                const ReplacedValues& replaced);

  // Yields the paths of ids that still show a replaced value.
  std::vector<std::string> Redact(rpc::Message& event) const;

 private:
  void RedactMessage(TextField& text) const;
  void RedactId(TextField& text) const;
  std::string WorkflowId(const TextField& text) const;

  const RedactionContext& context_;
  const Policy& policy_;
  const Pseudonyms& pseudonyms_;
  const ReplacedValues& replaced_;
};

}  // namespace lockstep::fetch
