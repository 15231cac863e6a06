// One replay in progress: walks the history, wakes the code, matches what it
// asks for (replay-semantics 9).
#pragma once

#include <deque>
#include <map>
#include <set>
#include <vector>

#include "history/history.h"
#include "replayer/engine/any_run.h"
#include "replayer/engine/command_queue.h"
#include "replayer/engine/instance.h"
#include "replayer/engine/local_results.h"
#include "replayer/engine/machines.h"
#include "replayer/engine/replay.h"
#include "replayer/engine/slices.h"
#include "replayer/engine/task_record.h"

namespace lockstep::replay {

class Run final : public AnyRun {
 public:
  // `own_sdk`: the history was recorded by Lockstep's own worker, so the
  // default ids of children can be reproduced.
  Run(const history::History& history, const LsBuild& build,
      const ReplayOptions& options, Observer* observer, bool own_sdk);

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

  // Events
  std::optional<Slice> SliceAt(size_t from) const;
  Status ApplySlice(const Slice& slice);
  tl::expected<size_t, Stop> ApplyEvent(size_t index);
  tl::expected<size_t, Stop> MatchCommandEvent(size_t index);
  Status ApplyLocalMarker(const Event& event, const LocalMarker& marker);
  Status ApplyLinkedEvent(const Event& event, int64_t link);
  void ApplyExternalEvent(const Event& event);
  void BeginCompletedTask(size_t index);
  bool IsInOpenTail(const Stop& stop) const;
  Status CheckTaskEnd();

  // Wake-ups
  Status WakeCode(const Slice& slice);
  Status RunTask(const WakeUp& wake_up, bool replaying);
  Status RunLiveEdge(int64_t started_event_id);
  void LookAhead(const Slice& next);
  void NotifyPatch(const std::string& id);
  void DeliverUpdate(const Event& accepted);
  void TakeLocalResults(uint32_t activation);
  Status Create();
  void CloseLast(std::vector<Command>& commands, bool replaying);
  Status ApplyCommands(std::vector<Command> commands, bool replaying);
  bool WillBeCompleted(const Slice& slice) const;
  void ReadFlags(const Slice& slice);
  void AdvanceClock(const Slice& slice);

  // Requests and findings
  void Accept(Effects effects);
  Status Take(Effects effects, const Event& event, const Request* request);
  tl::unexpected<Stop> StopAt(Stop stop, const Event& event,
                              const Request* request) const;
  Difference Complete(Difference difference, const Event* event,
                      const Request* request) const;

  const history::History& history_;
  const std::vector<Event>& events_;
  const ReplayOptions options_;
  Observer* const observer_;
  Instance instance_;
  bool created_ = false;
  Machines machines_;
  std::deque<Request> requests_;  // owns; addresses are stable
  CommandQueue queue_;
  LocalResults local_results_;
  // Updates that the server admitted, by id; their accepted events may come
  // without the request (S-18).
  std::map<std::string, const history::WorkflowUpdate*> admitted_;
  std::vector<Job> jobs_;
  std::set<uint32_t> core_flags_;
  MatchRules rules_;
  TaskInfo info_;
  TaskRecord task_;
  // The produced commands of the wake-up whose task is not yet completed.
  std::vector<const Request*> produced_;
  size_t task_end_ = 0;     // index of the event after which task_ is checked
  bool task_open_ = false;  // task_ awaits that check
  bool closed_ = false;     // the code has closed the run
  std::vector<Difference> findings_;
  std::optional<WakeUp> wake_up_;
  std::optional<LiveEdge> live_edge_;
  int64_t compared_tasks_ = 0;
  int64_t matched_commands_ = 0;
};

}  // namespace lockstep::replay
