// One replay in progress by the rules of the Go engine (replay-semantics 3.2,
// 4.1; oracle: PROGRAM.md section 6).
//
// Unlike the official engine, which compares one list of all commands with one
// of all command events at the end, each completed task is compared by itself
// as soon as its code has run, with its closing command ([L-4.1]). With
// `official` rules (--compat=go) it is done as the official engine does it,
// with what that misses.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "history/history.h"
#include "replayer/engine/any_run.h"
#include "replayer/engine/go/batches.h"
#include "replayer/engine/go/lookahead.h"
#include "replayer/engine/go/things.h"
#include "replayer/engine/instance.h"
#include "replayer/engine/replay.h"

namespace lockstep::replay::go {

class Run final : public AnyRun {
 public:
  Run(const history::History& history, const LsBuild& build,
      const ReplayOptions& options, Observer* observer);

  Status Replay() override;

  const TaskRecord& task() const override { return task_; }
  const std::vector<Difference>& findings() const override { return findings_; }
  int64_t compared_tasks() const override { return compared_tasks_; }
  int64_t matched_commands() const override { return matched_commands_; }
  const std::optional<WakeUp>& wake_up() const override { return wake_up_; }
  const std::optional<LiveEdge>& live_edge() const override {
    return live_edge_;
  }
  std::vector<Waiting> WhereItWaits() override {
    return instance_.WhereItWaits();
  }

 private:
  using Event = history::Event;

  // Batches
  Status ReplayTask(const Batch& batch);
  Status RunDry();
  Status BeginTask(const Batch& batch);
  void BeginWakeUp(const WakeUp& wake_up);
  Status ReadFlags(const Batch& batch);
  Status ApplyEvents(const Batch& batch);
  Status ApplyEvent(const Event& event);
  bool IsCompleted(const Batch& batch) const;

  // Wake-ups (run_wake_up.cpp)
  void NotifyMarkers();
  void DeliverUpdates(int64_t up_to);
  void DeliverUpdate(const history::WorkflowUpdate& accepted);
  void AdvanceClock(const Event& started);
  Status WakeAll();
  Status Wake();
  Status Activate(const std::vector<Job>& jobs);
  void AcceptForClosed(const std::vector<Job>& jobs);
  Status WakeForLocal(const history::GoLocalActivity& marker);
  Status Create();
  Status ApplyCommands(std::vector<Command> commands);
  Status ApplyCommand(Command command);
  static Status RecordVersion(const Command& command);
  Status RecordSideEffect(const Command& command);
  Status RecordMutableSideEffect(const Command& command);
  bool IsChildIdInUse(const std::string& workflow_id,
                      const std::vector<Command>& so_far) const;

  // Comparison (run_compare.cpp)
  Status CompareTask();
  Status CompareAll();
  Status CompareClose();
  Status CompareLists(const std::vector<size_t>& recorded,
                      const std::vector<const Request*>& produced);
  Status Compare(const Event& event, const Request& request);
  tl::unexpected<Stop> Differ(Stop stop, const Event* event,
                              const Request* request);
  void ShowTaskOf(const Event* event, const Request* request);
  std::vector<size_t> RecordedCommands(size_t begin, size_t end) const;
  // Without what was taken back.
  static std::vector<const Request*> Made(const TaskRecord& task);

  void Accept(Effects effects);
  Status Take(std::vector<Difference> findings, const Event& event,
              const Request& request);
  tl::unexpected<Stop> StopAt(Stop stop, const Event* event,
                              const Request* request) const;
  Difference Complete(Difference difference, const Event* event,
                      const Request* request) const;
  Things::Rules ThingRules() const;

  const history::History& history_;
  const std::vector<Event>& events_;
  const ReplayOptions options_;
  const bool official_;
  Observer* const observer_;
  Instance instance_;
  bool created_ = false;
  Numbers numbers_;
  Things things_;
  std::deque<Request> requests_;  // owns; addresses are stable
  std::vector<Job> jobs_;
  Lookahead ahead_;
  size_t next_update_ = 0;  // of those in ahead_, in order of delivery
  std::map<std::string, const history::WorkflowUpdate*> admitted_;
  std::set<uint64_t> side_effects_;  // recorded so far
  // The recorded calls of each id; ids and events of the task at hand.
  std::map<std::string, std::set<uint64_t>> mutable_calls_;
  std::set<std::pair<std::string, int64_t>> mutable_places_;
  // Values of MutableSideEffect markers that jobs point to.
  std::deque<history::Payloads> values_;
  std::set<uint32_t> flags_;
  std::vector<uint32_t> flag_list_;
  MatchRules rules_;
  TaskInfo info_;
  TaskRecord task_;
  std::vector<TaskRecord> tasks_;  // replayed, for CompareAll
  bool dry_ = false;     // the task at hand is not completed in the history
  bool closed_ = false;  // the code has closed the run
  const Request* close_ = nullptr;
  std::vector<Difference> findings_;
  std::optional<WakeUp> wake_up_;
  std::optional<LiveEdge> live_edge_;
  int64_t compared_tasks_ = 0;
  int64_t matched_commands_ = 0;
};

}  // namespace lockstep::replay::go
