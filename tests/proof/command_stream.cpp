#include "tests/proof/command_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace lockstep::proof {
namespace {

using history::EventType;
using history::History;
using replay::Command;

// The boundary's functions have no room for a context of the host: what is
// being noted is kept here.
struct Notes {
  const LsBuild* build = nullptr;
  const LsHost* host = nullptr;  // the engine's
  CommandStream stream;
};

Notes& Current() {
  static Notes notes;
  return notes;
}

void NoteCommand(void* context, const LsCommand* command) {
  Current().stream.back().commands.push_back(replay::CopyCommand(*command));
  Current().host->command(context, command);
}

LsStatus NoteActivation(LsInstance* instance, const LsActivation* activation,
                        const LsHost* host) {
  Notes& notes = Current();
  notes.host = host;
  notes.stream.push_back({activation->history_length, {}});
  LsHost noting = *host;
  noting.command = &NoteCommand;
  return notes.build->activate(instance, activation, &noting);
}

bool IsStart(uint32_t kind) {
  return kind == LS_COMMAND_SCHEDULE_ACTIVITY ||
         kind == LS_COMMAND_START_TIMER || kind == LS_COMMAND_START_CHILD ||
         kind == LS_COMMAND_SIGNAL_EXTERNAL;
}

// The kind of start that it cancels; 0 for others.
uint32_t Cancels(uint32_t kind) {
  switch (kind) {
    case LS_COMMAND_CANCEL_ACTIVITY:
      return LS_COMMAND_SCHEDULE_ACTIVITY;
    case LS_COMMAND_CANCEL_TIMER:
      return LS_COMMAND_START_TIMER;
    case LS_COMMAND_CANCEL_CHILD:
      return LS_COMMAND_START_CHILD;
    case LS_COMMAND_CANCEL_SIGNAL:
      return LS_COMMAND_SIGNAL_EXTERNAL;
    default:
      return 0;
  }
}

bool LeavesAnEvent(uint32_t kind) {
  return Cancels(kind) == 0 && kind != LS_COMMAND_SCHEDULE_LOCAL_ACTIVITY &&
         kind != LS_COMMAND_CANCEL_LOCAL_ACTIVITY &&
         kind != LS_COMMAND_SET_PATCH && kind != LS_COMMAND_REJECT_UPDATE;
}

std::string Text(const history::Payload& payload) {
  using nlohmann::json;
  const json value = json::parse(payload.data, nullptr, false);
  return value.is_discarded() ? payload.data : value.dump();
}

// What an event can record of it.
std::string RecordedText(const Command& command) {
  const bool timer = command.kind == LS_COMMAND_START_TIMER;
  std::string text =
      fmt::format("{} {} '{}' '{}' {}", command.kind, timer ? command.seq : 0,
                  command.id, command.type, command.duration);
  // A result of an update is not compared: see docs/conformance.md.
  if (command.kind == LS_COMMAND_COMPLETE_UPDATE) return text;
  for (const auto& payload : command.payloads) text += " " + Text(payload);
  for (const auto& [key, value] : command.entries) {
    text += fmt::format(" {}={}", key, Text(value));
  }
  return text;
}

// One task's commands as a history may record them.
struct TaskCommands {
  std::vector<std::string> recorded;
  std::vector<std::string> perhaps;
  bool operator==(const TaskCommands&) const = default;
};

// What is started and cancelled in one task leaves no event; what comes after
// a close, or before it, stands before it.
TaskCommands Sorted(const std::vector<Command>& commands) {
  std::set<std::pair<uint32_t, uint32_t>> cancelled;
  for (const Command& command : commands) {
    cancelled.emplace(Cancels(command.kind), command.seq);
  }
  TaskCommands sorted;
  std::string close;
  for (const Command& command : commands) {
    if (replay::IsTerminal(command.kind)) {
      if (close.empty()) close = RecordedText(command);
    } else if (LeavesAnEvent(command.kind) &&
               !(IsStart(command.kind) &&
                 cancelled.contains({command.kind, command.seq}))) {
      sorted.recorded.push_back(RecordedText(command));
    } else {
      sorted.perhaps.push_back(
          fmt::format("{} {}", command.seq, RecordedText(command)));
    }
  }
  if (!close.empty()) sorted.recorded.push_back(close);
  return sorted;
}

// The number of the task that code works on when it knows `known` events: how
// many were completed before, and one.
size_t TaskAt(int64_t known, const History& history) {
  size_t task = 1;
  for (const history::Event& event : history.events) {
    if (event.id > known) break;
    if (event.type == EventType::kWorkflowTaskCompleted) ++task;
  }
  return task;
}

size_t CompletedTasks(const History& history) {
  return TaskAt(static_cast<int64_t>(history.events.size()), history) - 1;
}

// Commands by the number of their task.
std::map<size_t, TaskCommands> ByTask(const NotedReplay& replay,
                                      const History& history) {
  std::map<size_t, std::vector<Command>> commands;
  for (const Activation& activation : replay.stream) {
    auto& task = commands[TaskAt(activation.history_length, history)];
    task.insert(task.end(), activation.commands.begin(),
                activation.commands.end());
  }
  std::map<size_t, TaskCommands> sorted;
  for (const auto& [task, list] : commands) sorted[task] = Sorted(list);
  return sorted;
}

// A replay that was stopped has no later tasks.
size_t LastTask(const NotedReplay& replay, const History& history) {
  if (!replay.result.divergence) return CompletedTasks(history);
  return TaskAt(replay.result.divergence->difference.started_event_id, history);
}

}  // namespace

NotedReplay ReplayAndNote(const History& history, const LsBuild& build,
                          const replay::ReplayOptions& options) {
  Current() = {&build, nullptr, {}};
  LsBuild noting = build;
  noting.activate = &NoteActivation;
  NotedReplay noted;
  noted.result = replay::Replay(history, noting, options, nullptr);
  noted.stream = std::move(Current().stream);
  return noted;
}

std::string Text(const CommandStream& stream) {
  std::string text;
  for (const Activation& activation : stream) {
    text += fmt::format("activation at event {}\n", activation.history_length);
    for (const Command& command : activation.commands) {
      text += fmt::format(
          "  {} seq {} {} text '{}' queue '{}' {} {} {} {} {} {} {}\n",
          RecordedText(command), command.seq, command.deprecated, command.text,
          command.task_queue, command.id_is_default, command.schedule_to_close,
          command.schedule_to_start, command.start_to_close, command.heartbeat,
          command.cancellation_type, command.parent_close_policy);
      for (const replay::Place& place : command.stack) {
        text += fmt::format("    {}:{}\n", place.file, place.line);
      }
    }
  }
  return text;
}

StreamChange Compare(const NotedReplay& before, const History& before_history,
                     const NotedReplay& after, const History& after_history) {
  auto old_tasks = ByTask(before, before_history);
  auto new_tasks = ByTask(after, after_history);
  const size_t last =
      std::min(CompletedTasks(before_history), LastTask(after, after_history));
  StreamChange change = StreamChange::kNone;
  for (size_t task = 1; task <= last; ++task) {
    const TaskCommands& one = old_tasks[task];
    const TaskCommands& other = new_tasks[task];
    if (one.recorded != other.recorded) return StreamChange::kRecorded;
    if (one.perhaps != other.perhaps) change = StreamChange::kPerhaps;
  }
  return change;
}

}  // namespace lockstep::proof
