// Downloads one run into a corpus.
#pragma once

#include <atomic>
#include <string>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/failure.h"
#include "rpc/client/service.h"
#include "rpc/codec/remote_codec.h"

namespace lockstep::fetch {

enum class KeepProto { kNo, kYes };

// What is the same for all downloads of a command. Nothing here is owned.
struct DownloadContext {
  rpc::Service* service = nullptr;
  const rpc::Schema* schema = nullptr;
  const rpc::RemoteCodec* codec = nullptr;  // null: payloads stay as they are
  Corpus* corpus = nullptr;
  std::string name_space;
  int32_t page_size = 0;
  bool archived = false;
  bool require_self_contained = false;  // refuse external references
  KeepProto keep_proto = KeepProto::kNo;
};

// How the download of a run ended.
struct Downloaded {
  enum class Kind {
    kStored,
    kExpired,    // NOT_FOUND: retention or deletion between list and get
    kFailed,     // the call failed to the last retry
    kBroken,     // the server's answer contradicts itself: kIntegrity
    kCancelled,  // the user stopped us; its pages are kept for a later run
    kFatal,      // nothing else will work either: access, disk
  };
  Kind kind = Kind::kStored;
  std::string message;  // of all but kStored: one sentence
  Entry entry;          // of kStored
};

// Pages of a run that was begun before are taken up where they ended. A page
// token that the server no longer takes restarts the run once. `provenance`
// has what the history cannot say: source, stratum, query, fetched_at... It is
// put into the corpus. Thread-safe for different runs.
Downloaded Download(const DownloadContext& context,
                    const rpc::Execution& execution, const Entry& provenance);

}  // namespace lockstep::fetch
