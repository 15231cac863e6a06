// Redacts the texts of events that people and code chose: ids, messages of
// failures, reasons.
#pragma once

#include <string>
#include <vector>

#include "history_fetch/redact/policy.h"
#include "history_fetch/redact/pseudonym.h"
#include "history_fetch/redact/replaced_values.h"
#include "history_fetch/redact/text_fields.h"
#include "rpc/schema/schema.h"

namespace lockstep::fetch {

class TextRedaction {
 public:
  // All outlive it; `replaced` knows the values of the whole history.
  TextRedaction(const Policy& policy, const Pseudonyms& pseudonyms,
                const ReplacedValues& replaced);

  // Yields the paths of ids that still show a replaced value.
  std::vector<std::string> Redact(rpc::Message& event) const;

 private:
  void RedactMessage(TextField& text) const;
  void RedactId(TextField& text) const;
  // An id of a child, or of a run that is signalled or cancelled.
  std::string CommandedId(const std::string& id) const;

  const Policy& policy_;
  const Pseudonyms& pseudonyms_;
  const ReplacedValues& replaced_;
};

}  // namespace lockstep::fetch
