// What a history holds that no replay reads and that tells about the machines
// and people that made it (history-download 6.3).
#pragma once

#include "rpc/schema/schema.h"

namespace lockstep::fetch {

// Empties or removes, in a temporal.api.history.v1.History: identities, request
// ids, names of sticky queues, links, callbacks, principals, stack traces of
// failures, the last failure of activities that went on, and the version stamps
// of workers, but for those that workflow code can ask for: they stand in
// completed workflow tasks. Of identities and sticky queues the form stays by
// which engines can be told apart.
void ScrubNoise(rpc::Message& history);

}  // namespace lockstep::fetch
