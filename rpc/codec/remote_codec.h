// Decodes payloads with a codec server (history-download 3.3).
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "rpc/config/client_config.h"
#include "rpc/schema/schema.h"

namespace lockstep::rpc {

struct CodecOptions {
  double connect_timeout_s = 10;
  double timeout_s = 30;       // of one request; not tried again
  int max_attempts = 4;        // without an answer, or with 429 or 5xx
  double first_pause_s = 0.1;  // before the second one; then twice as long
  // Payloads of many places go in one request, up to so many bytes of data:
  // web servers often take no more than 1 MiB.
  int64_t batch_bytes = 512 << 10;
  int64_t max_answer_bytes = 128 << 20;
  // When it becomes true, decoding fails soon; null: nothing stops it. It
  // outlives the codec.
  const std::atomic<bool>* stopped = nullptr;
};

// Thread-safe.
class RemoteCodec {
 public:
  // `config` has an endpoint; `schema` outlives the codec.
  RemoteCodec(const ClientConfig& config, const Schema& schema,
              const CodecOptions& options = {});
  RemoteCodec(RemoteCodec&&) noexcept;
  RemoteCodec& operator=(RemoteCodec&&) noexcept;
  ~RemoteCodec();

  // Decodes all payloads of `message`, which `schema` made, in place, search
  // attributes excepted, and copies back what Failure.encoded_attributes hides.
  // Nothing is changed if it fails; the error names the endpoint, never a
  // header.
  Result<void> Decode(Message& message) const;

  // The user stopped us: that Decode() failed says nothing of the payloads.
  bool stopped() const;
  // The server refused access, or no request can be made of what was
  // configured: so will all others fail, too.
  bool refused() const;
  // The latest failure was not about its payloads: nobody answers, or who
  // answers is no codec server. With 500 it may well be: so answer some to what
  // they cannot decode.
  bool down() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// Payloads that are references to an external store (claim checks): a corpus
// that keeps them dies with the store.
int64_t CountExternalReferences(const Message& message);
// False: there is none for sure in the message whose JSON text this is. A
// hundred times as fast as counting.
bool MayHoldExternalReferences(std::string_view json);

}  // namespace lockstep::rpc
