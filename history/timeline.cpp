#include "history/timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "history/event_words.h"
#include "history/payload_text.h"

namespace lockstep::history {
namespace {

struct Line {
  int64_t id = 0;
  std::string offset;
  std::string words;
};

// Milliseconds are cut off, not rounded.
std::string Offset(const Timestamp& start, const Timestamp& time) {
  int64_t seconds = time.seconds - start.seconds;
  int32_t nanos = time.nanos - start.nanos;
  if (nanos < 0) {
    nanos += 1'000'000'000;
    --seconds;
  }
  const int64_t ms = seconds * 1000 + nanos / 1'000'000;
  const int64_t size = ms < 0 ? -ms : ms;
  return fmt::format("{}{}.{:03}s", ms < 0 ? '-' : '+', size / 1000,
                     size % 1000);
}

std::string Flags(std::string_view name, const std::set<uint32_t>& flags) {
  if (flags.empty()) return "";
  return fmt::format(", {} flags {}", name, fmt::join(flags, " "));
}

// The first that is recorded.
std::string Build(const History& history) {
  for (const Event& event : history.events) {
    const auto* task = std::get_if<WorkflowTask>(&event.attributes);
    if (task != nullptr && !task->build_id.empty()) return task->build_id;
  }
  return "";
}

// All tasks of one run were written by workers of one SDK; its version and its
// flags may change on the way.
std::string Sdk(const History& history) {
  std::string sdk;
  std::set<uint32_t> core;
  std::set<uint32_t> lang;
  for (const Event& event : history.events) {
    const auto* task = std::get_if<WorkflowTask>(&event.attributes);
    if (task == nullptr) continue;
    if (sdk.empty() && !task->sdk_name.empty()) {
      sdk = task->sdk_name + " " + task->sdk_version;
    }
    core.insert(task->core_used_flags.begin(), task->core_used_flags.end());
    lang.insert(task->lang_used_flags.begin(), task->lang_used_flags.end());
  }
  if (sdk.empty()) sdk = "not recorded";
  return sdk + Flags("core", core) + Flags("language", lang);
}

std::string_view State(const History& history) {
  switch (history.events.empty() ? EventType::kUnspecified
                                 : history.events.back().type) {
    case EventType::kWorkflowExecutionCompleted:
      return "completed";
    case EventType::kWorkflowExecutionFailed:
      return "failed";
    case EventType::kWorkflowExecutionTimedOut:
      return "timed out";
    case EventType::kWorkflowExecutionCanceled:
      return "canceled";
    case EventType::kWorkflowExecutionTerminated:
      return "terminated";
    case EventType::kWorkflowExecutionContinuedAsNew:
      return "continued as new";
    default:
      return history.cut ? "cut, later events are left out" : "open";
  }
}

std::string Header(const History& history) {
  const auto* started =
      history.events.empty()
          ? nullptr
          : std::get_if<WorkflowStarted>(&history.events[0].attributes);
  std::string text = fmt::format(
      "workflow {}\n", started == nullptr ? "?" : started->workflow_type);
  text += fmt::format("  id     {}{}\n", history.workflow_id,
                      history.workflow_id_known ? "" : " (a guess)");
  text += fmt::format("  run    {}\n",
                      history.run_id.empty() ? "not known" : history.run_id);
  text += fmt::format("  sdk    {}\n", Sdk(history));
  const std::string build = Build(history);
  if (!build.empty()) text += fmt::format("  build  {}\n", build);
  text += fmt::format("  state  {}, {} events\n", State(history),
                      history.events.size());
  if (history.decoded) {
    text += "  payloads were restored from readable JSON\n";
  }
  return text;
}

// Counts the completed tasks; a failed one is tried again under its number.
class Tasks {
 public:
  explicit Tasks(const History& history) : build_(Build(history)) {}

  std::string Words(const Event& event, const WorkflowTask& task) {
    const std::string what = fmt::format("--- task {} ", number_);
    switch (event.type) {
      case EventType::kWorkflowTaskCompleted:
        ++number_;
        return what + "completed" + NewBuild(task);
      case EventType::kWorkflowTaskTimedOut:
        return what +
               "timed out: " + EnumText(task.timeout_type, "TIMEOUT_TYPE_");
      case EventType::kWorkflowTaskFailed:
        return what + "failed: " +
               EnumText(task.cause, "WORKFLOW_TASK_FAILED_CAUSE_") +
               (task.failure ? ": " + FailureText(*task.failure) : "") +
               (task.new_run_id.empty() ? "" : ", new run " + task.new_run_id);
      case EventType::kWorkflowTaskStarted:
        return what + "started, not completed";
      default:
        return what + "scheduled, not started";
    }
  }

 private:
  std::string NewBuild(const WorkflowTask& task) {
    if (task.build_id.empty() || task.build_id == build_) return "";
    build_ = task.build_id;
    return ", build " + build_;
  }

  std::string build_;
  int number_ = 1;
};

// A scheduled or started task is told of by its end, if that follows.
bool HasLine(const History& history, const Event& event) {
  const bool waits = event.type == EventType::kWorkflowTaskScheduled ||
                     event.type == EventType::kWorkflowTaskStarted;
  if (!waits) return true;
  const auto& events = history.events;
  return std::none_of(
      events.begin() + static_cast<ptrdiff_t>(event.id), events.end(),
      [](const Event& later) {
        return std::holds_alternative<WorkflowTask>(later.attributes);
      });
}

std::vector<Line> Lines(const History& history) {
  std::vector<Line> lines;
  Tasks tasks(history);
  for (const Event& event : history.events) {
    std::string words;
    const auto* task = std::get_if<WorkflowTask>(&event.attributes);
    if (task == nullptr) {
      words = EventWords(history.events, event);
    } else if (HasLine(history, event)) {
      words = tasks.Words(event, *task);
    }
    if (words.empty()) continue;
    lines.push_back({event.id, Offset(history.events.front().time, event.time),
                     std::move(words)});
  }
  return lines;
}

}  // namespace

std::string Timeline(const History& history) {
  const std::vector<Line> lines = Lines(history);
  size_t width = 0;
  for (const Line& line : lines) width = std::max(width, line.offset.size());
  const size_t id_width = std::to_string(history.events.size()).size();
  std::string text = Header(history) + "\n";
  for (const Line& line : lines) {
    text += fmt::format("  {:>{}}  {:>{}}  {}\n", line.id, id_width,
                        line.offset, width, line.words);
  }
  return text;
}

}  // namespace lockstep::history
