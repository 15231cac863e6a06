// A server that a sync or a refresh asks.
#pragma once

#include <string>

#include "history_fetch/download/download.h"

namespace lockstep::fetch {

// `download` is complete but for the corpus and what the sync finds out itself.
struct SyncServer {
  std::string source;  // of the plan
  std::string version;
  std::string address;  // for people
  DownloadContext download;
};

}  // namespace lockstep::fetch
