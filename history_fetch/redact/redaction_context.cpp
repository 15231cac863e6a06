#include "history_fetch/redact/redaction_context.h"

namespace lockstep::fetch {

std::string StandInFor(const RedactionContext& context,
                       const std::string& value) {
  const std::string* made =
      context.made_ids == nullptr ? nullptr : context.made_ids->Find(value);
  return made != nullptr ? *made : context.pseudonyms->Text(value);
}

std::string RedactWorkflowId(const RedactionContext& context,
                             const std::string& workflow_id) {
  const std::string* made = context.made_ids == nullptr
                                ? nullptr
                                : context.made_ids->Find(workflow_id);
  if (made != nullptr) return *made;
  if (context.policy->workflow_ids == Policy::Treat::kKeep) return workflow_id;
  return context.pseudonyms->Text(workflow_id);
}

}  // namespace lockstep::fetch
