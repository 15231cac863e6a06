// The rules between settings, once all layers are laid (history-download 3.1).
#pragma once

#include "base/result.h"
#include "rpc/config/client_config.h"
#include "rpc/config/draft.h"

namespace lockstep::rpc {

// Fills in what the draft says; the file and the profile stay as they are.
Result<void> Settle(const Draft& draft, ClientConfig& config);

// TLS alone: on or off, and what belongs to it. The API key is settled before.
Result<void> SettleTls(const Draft& draft, ClientConfig& config);

}  // namespace lockstep::rpc
