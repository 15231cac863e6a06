// Decodes payloads with a codec server (history-download 3.3).
#pragma once

#include <cstdint>

#include "base/result.h"
#include "rpc/config/client_config.h"
#include "rpc/schema/schema.h"

namespace lockstep::rpc {

// Thread-safe.
class RemoteCodec {
 public:
  // `config` has an endpoint.
  RemoteCodec(const ClientConfig& config, const Schema& schema);

  // Decodes all payloads of `message` in place, search attributes excepted, and
  // copies back what Failure.encoded_attributes hides. Nothing is changed if it
  // fails; the error names the endpoint, never a header.
  Result<void> Decode(Message& message) const;

 private:
  const ClientConfig& config_;
  const Schema& schema_;
};

// Payloads that are references to an external store (claim checks): a corpus
// that keeps them dies with the store.
int64_t CountExternalReferences(const Message& message);

}  // namespace lockstep::rpc
