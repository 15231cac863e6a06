// Downloads one run into a corpus.
#pragma once

#include <cstdint>
#include <string>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/download/run_links.h"
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
  int32_t page_size = 0;  // 0: the server's
  bool archived = false;
  bool require_self_contained = false;  // refuse external references
  KeepProto keep_proto = KeepProto::kNo;
  int64_t max_events = 0;   // longer runs are left out; 0: none is
  int64_t retention_s = 0;  // of the namespace; 0: not known
};

// How the download of a run ended.
struct Downloaded {
  enum class Kind {
    kDone,       // fetched, or stored
    kExpired,    // NOT_FOUND: retention or deletion between list and get
    kTooLong,    // has more than max_events
    kFailed,     // the call failed to the last retry
    kBroken,     // the server's answer contradicts itself
    kCancelled,  // the user stopped us; its pages are kept for a later run
    kFatal,      // nothing else will work either: access, disk
  };
  Kind kind = Kind::kDone;
  std::string message;            // of all but kDone: one sentence
  ExitCode code = ExitCode::kOk;  // what a command exits with because of it
  // Of kFailed: it may be the server's state, not this run, that is to blame.
  bool no_answer = false;

  // ---- of kDone ----
  Entry entry;
  // Until Store() took them: files in the corpus's state/.
  std::string temporary;
  std::string proto_temporary;  // empty: without KeepProto
  RunLinks links;
};

// Asks the server for the whole run. Pages of a run that was begun before are
// taken up where they ended; a page token that the server no longer takes
// restarts the run once. `provenance` has what the history cannot say (source,
// stratum, query, fetched_at...), and `closed` and `status` as the server's
// list says: an answer that stops before the end of a closed run is kBroken.
// Thread-safe for different runs.
Downloaded Fetch(const DownloadContext& context,
                 const rpc::Execution& execution, const Entry& provenance);

// Puts what was fetched into the corpus; `fetched` is kDone before.
Downloaded Store(const DownloadContext& context, Downloaded fetched);
// Takes back the files of what is not to be stored.
void Drop(const Downloaded& fetched);

}  // namespace lockstep::fetch
