// The history of one run, as `temporal workflow show -o json` prints it.
#pragma once

#include <cstdint>

#include "history_fetch/corpus/entry.h"
#include "history_fetch/download/text_output.h"
#include "history_fetch/failure.h"
#include "rpc/client/service.h"
#include "rpc/codec/remote_codec.h"

namespace lockstep::fetch {

// Nothing here is owned.
struct HistorySource {
  rpc::Service* service = nullptr;
  const rpc::RemoteCodec* codec = nullptr;  // null: payloads stay as they are
  int32_t page_size = 0;                    // 0: the server's
  bool archived = false;                    // look into the archive too
};

// Writes the whole history page by page and closes `output`. Without a run id
// the workflow's current run is asked for, and stays the same when the workflow
// goes on meanwhile. A history that contradicts itself, is another run's, or
// ends before a closed run does, is kIntegrity. Yields what the history says of
// itself.
Outcome<Entry> WriteHistory(const HistorySource& source,
                            const rpc::Execution& execution,
                            TextOutput& output);

}  // namespace lockstep::fetch
