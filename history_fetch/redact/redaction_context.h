// What is the same for all histories of one redaction.
#pragma once

#include <string>

#include "history_fetch/redact/policy.h"
#include "history_fetch/redact/pseudonym.h"
#include "history_fetch/redact/workflow_ids.h"
#include "rpc/schema/schema.h"

namespace lockstep::fetch {

enum class Identities { kScrub, kKeep };

// Nothing here is owned.
struct RedactionContext {
  const Policy* policy = nullptr;
  const Pseudonyms* pseudonyms = nullptr;
  const rpc::Schema* schema = nullptr;
  Identities identities = Identities::kScrub;
  // Ids that code of these histories made; null: they are not known.
  const WorkflowIds* made_ids = nullptr;
};

// Of a text that is replaced.
std::string StandInFor(const RedactionContext& context,
                       const std::string& value);
// Of one workflow id, as RedactHistory replaces it.
std::string RedactWorkflowId(const RedactionContext& context,
                             const std::string& workflow_id);

}  // namespace lockstep::fetch
