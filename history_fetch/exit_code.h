// The exit codes of lockstep-fetch (history-download 6.4). They are part of its
// interface: jobs branch on them.
#pragma once

namespace lockstep::fetch {

enum class ExitCode {
  kOk = 0,
  kUsage = 2,      // wrong command line, configuration or plan
  kConnect = 3,    // no connection, TLS, authentication, permission
  kPartial = 4,    // some runs could not be fetched, or it was interrupted
  kMinima = 5,     // the corpus is empty or below its declared minima, or stale
  kIntegrity = 6,  // a history or the corpus contradicts itself
};

}  // namespace lockstep::fetch
