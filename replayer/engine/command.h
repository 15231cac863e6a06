// A command as the engine keeps it: copied from what the build said.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "history/event.h"
#include "lockstep/build_abi.h"
#include "replayer/engine/result.h"

namespace lockstep::replay {

// An answer to a call for the version of a change (Go profile).
struct VersionAnswer {
  int64_t min = 0;
  int64_t max = 0;
  int64_t answer = 0;
};

// What matching, comparing and reporting read. Which fields are set depends on
// `kind`, as LsCommand says.
struct Command {
  uint32_t kind = 0;  // LsCommandKind, or one that this engine does not know
  uint32_t seq = 0;
  bool deprecated = false;  // patches
  std::string id;  // of an activity, a workflow, a patch, an update's instance
  bool id_is_default = false;  // children: drawn from random numbers
  // Of an activity, a child, the next run; a signal's name; an operation.
  std::string type;
  std::string endpoint;                        // Nexus
  std::string service;                         // Nexus
  std::map<std::string, std::string> headers;  // Nexus
  std::string task_queue;
  std::string text;            // reason of a cancellation, message of a failure
  history::Payloads payloads;  // input, or the result
  history::PayloadMap entries;    // upserts
  int64_t schedule_to_close = 0;  // ns, 0: not set; so are the next three
  int64_t schedule_to_start = 0;
  int64_t start_to_close = 0;
  int64_t heartbeat = 0;
  int64_t duration = 0;  // timers, ns
  VersionAnswer version;
  uint32_t cancellation_type = LS_CANCEL_TRY;
  uint32_t parent_close_policy = 0;
  std::vector<Place> stack;  // innermost first
};

Command CopyCommand(const LsCommand& command);
Place CopyPlace(const LsPlace& place);
std::vector<Place> CopyPlaces(const LsPlace* places, size_t count);
std::string CopyText(LsText text);

// Closes the run.
bool IsTerminal(uint32_t kind);

}  // namespace lockstep::replay
