// A history: the recorded events of one run.
#pragma once

#include <string>
#include <vector>

#include "history/event.h"

namespace lockstep::history {

struct History {
  std::string name;  // the file it came from, as the user named it
  std::string workflow_id;
  bool workflow_id_known = true;  // false: no source named it, it is made up
  std::string run_id;
  std::string workflow_namespace;  // empty: unknown
  std::vector<Event> events;       // ids 1, 2, 3... without gaps
  // Payloads were restored from readable JSON, or blanked by `lockstep-fetch
  // redact`: their bytes are not the recorded ones and are never compared
  // (replay-semantics 1.5).
  bool decoded = false;
  // Events after the last one were left out on request (L-1.7).
  bool cut = false;
  // They begin with a command event: the last task's list is not whole.
  bool cut_inside_task = false;
  std::vector<std::string> warnings;  // a sentence each
};

}  // namespace lockstep::history
