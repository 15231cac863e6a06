// The skeleton of a history: what its shape is made of. shape.h says what is in
// it and what is not, and why.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "history/event.h"
#include "history/pending.h"

namespace lockstep::history {

// One event of the skeleton.
struct Token {
  // Words with their lengths, so that no two different ones read the same.
  std::string identity;
  // Which of several pending things it is about, or in which activation of its
  // task a local activity's result came: of no interest to the loop shape.
  std::string place;
};

class Skeleton {
 public:
  // Nothing for an event that leaves no trace. Events come in order.
  std::optional<Token> Next(const Event& event);
  // At the end of the history: a task that has been started and has not ended.
  std::optional<Token> End() const;

 private:
  // Each adds to the token; false: no trace.
  bool Add(const Event& event, const Unread& unread, Token& token);
  bool Add(const Event& event, const WorkflowStarted& started, Token& token);
  bool Add(const Event& event, const WorkflowClosed& closed, Token& token);
  bool Add(const Event& event, const WorkflowContinuedAsNew& next,
           Token& token);
  bool Add(const Event& event, const WorkflowTask& task, Token& token);
  bool Add(const Event& event, const ActivityScheduled& activity, Token& token);
  bool Add(const Event& event, const ActivityUpdate& activity, Token& token);
  bool Add(const Event& event, const Timer& timer, Token& token);
  bool Add(const Event& event, const CancelRequested& request, Token& token);
  bool Add(const Event& event, const ExternalRequest& request, Token& token);
  bool Add(const Event& event, const MarkerRecorded& marker, Token& token);
  bool Add(const Event& event, const WorkflowSignaled& signal, Token& token);
  bool Add(const Event& event, const ChildInitiated& child, Token& token);
  bool Add(const Event& event, const ChildUpdate& child, Token& token);
  bool Add(const Event& event, const PropertiesModified& change, Token& token);
  bool Add(const Event& event, const WorkflowUpdate& update, Token& token);
  bool Add(const Event& event, const NexusOperation& nexus, Token& token);

  void AddCompletedTask(const WorkflowTask& task, Token& token);
  void AddLocalActivity(const Event& event, const MarkerRecorded& marker,
                        Token& token);

  bool task_runs_ = false;
  std::string sdk_name_;
  std::set<uint32_t> core_flags_;
  std::set<uint32_t> lang_flags_;
  uint32_t activation_ = 0;        // of this task's last local activity
  std::set<std::string> changes_;  // change versions so far
  std::map<std::string, std::string> admitted_;  // updates: name by id
  std::map<int64_t, int64_t> cancels_;  // operation by its cancel request
  Pending activities_;
  Pending timers_;
  Pending children_;
  Pending externals_;
  Pending operations_;
  Pending updates_;
};

}  // namespace lockstep::history
