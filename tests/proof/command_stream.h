// What the code asked for in each task of a replay, as it crosses the boundary
// of the build: noted before the engine looks at it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "history/history.h"
#include "lockstep/build_abi.h"
#include "replayer/engine/command.h"
#include "replayer/engine/replay.h"

namespace lockstep::proof {

// One call of the build.
struct Activation {
  int64_t history_length = 0;  // the last event that it knows
  std::vector<replay::Command> commands;
};

using CommandStream = std::vector<Activation>;

struct NotedReplay {
  replay::ReplayResult result;
  CommandStream stream;
};

// One at a time in a process.
NotedReplay ReplayAndNote(const history::History& history, const LsBuild& build,
                          const replay::ReplayOptions& options = {});

// Every activation and every command in full, for comparisons of streams.
std::string Text(const CommandStream& stream);

// How the commands of two replays differ, task by task.
enum class StreamChange {
  kNone,
  // In a completed task: commands that a history records.
  kRecorded,
  // Only in what may leave no event: cancellations, local activities, patches.
  kPerhaps,
};

// `before` is the replay of an unedited history or program, which matches.
// Tasks are told apart by how many were completed before them, since ids may
// differ; what is asked for in the task in flight is never judged.
StreamChange Compare(const NotedReplay& before,
                     const history::History& before_history,
                     const NotedReplay& after,
                     const history::History& after_history);

}  // namespace lockstep::proof
