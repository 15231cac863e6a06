// Redacts one history: payloads, messages, ids, noise (history-download 6.3).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "history_fetch/redact/redaction_context.h"
#include "history_fetch/redact/workflow_ids.h"
#include "rpc/schema/schema.h"

namespace lockstep::fetch {

// A place of a history, for reports. Never holds a value.
struct HistoryPlace {
  int64_t event_id = 0;  // 0: what the manifest says of it
  std::string path;      // inside the event
  auto operator<=>(const HistoryPlace&) const = default;
};

struct Redaction {
  // Payloads that were left as they are because they are no JSON, by encoding.
  std::map<std::string, int64_t> opaque;
  // Ids that still show a value that got a stand-in elsewhere.
  std::vector<HistoryPlace> shown;
  // The policy refuses the history: where and which. "": it does not.
  std::string refused;
};

// `history` is a temporal.api.history.v1.History, `workflow_id` the run's. The
// same history, policy and key give the same bytes.
Redaction RedactHistory(const RedactionContext& context,
                        const std::string& workflow_id, rpc::Message& history);

// The workflow ids that its code made, for RedactionContext::made_ids, which is
// not needed yet. `history` cannot be used any more.
std::vector<MadeId> MadeIdsOf(const RedactionContext& context,
                              const std::string& workflow_id,
                              rpc::Message& history);

// Tells redactions apart that make other bytes: hash of policy, key and flags.
std::string RedactionHash(const RedactionContext& context);

}  // namespace lockstep::fetch
