// lockstep-replay, the other program of this package, as a child process:
// verify and redact ask it whether histories still replay.
#pragma once

#include <string>
#include <vector>

#include "history_fetch/failure.h"

namespace lockstep::fetch {

struct Replayed {
  int exit_code = 0;   // minus the signal's number if one ended it
  std::string output;  // what it wrote to stdout
};

class ReplayProgram {
 public:
  // `asked`, or if that is empty the one beside this program, or the first in
  // PATH.
  explicit ReplayProgram(const std::string& asked);

  const std::string& path() const { return path_; }

  // Runs it to its end, whatever that is. Its stderr is ours. Its environment
  // has none of our secrets: TEMPORAL_*, LOCKSTEP_REDACT_KEY and *_PROXY are
  // not in it. kUsage: it cannot be started.
  Outcome<Replayed> Run(const std::vector<std::string>& arguments) const;

 private:
  std::string path_;
};

}  // namespace lockstep::fetch
