// A machine follows one thing that the workflow asked for, from its command to
// its end (replay-semantics 4.4). One class for each kind of command.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "history/event.h"
#include "replayer/engine/command.h"
#include "replayer/engine/job.h"
#include "replayer/engine/status.h"

namespace lockstep::replay {

// What goes to the server. A build's command makes none, one or two of these.
enum class RequestKind {
  kScheduleActivity,
  kCancelActivity,
  kStartTimer,
  kCancelTimer,
  kStartChild,
  kCancelChild,
  kPatchMarker,
  kUpsertChangeVersion,  // the search attribute that goes with a patch
  kCompleteWorkflow,
  kFailWorkflow,
  kContinueAsNew,
  kCancelClose,
  kSignalExternal,
  kCancelExternal,
  kUpsertSearchAttributes,
  kUpsertMemo,
  kAcceptUpdate,
  kCompleteUpdate,
  kScheduleNexus,
  kCancelNexus,
  kMarker,  // of the Go profile: a local activity, a side effect
};

// Words for a command or an event. Two with the same key are the same step of
// the workflow, whatever its number.
struct Phrase {
  std::string key;   // "activity SendWelcome"
  std::string id;    // "3"; perhaps empty
  std::string text;  // "activity SendWelcome (id 3)"
};

Phrase PlainPhrase(const std::string& text);
Phrase IdPhrase(const std::string& key, const std::string& id);
Phrase TimerPhrase(int64_t duration, const std::string& id);
Phrase LocalActivityPhrase(const std::string& type, const std::string& id);
Phrase SignalPhrase(const std::string& name, const std::string& workflow_id);
Phrase UpdatePhrase(RequestKind kind, const std::string& id);
Phrase NexusPhrase(RequestKind kind, const history::NexusOperation& operation);
Phrase UpsertPhrase(bool memo, const history::PayloadMap& entries);

class Machine;

// One command that waits to be matched with its event.
struct Request {
  Machine* machine = nullptr;
  RequestKind kind = RequestKind::kScheduleActivity;
  std::vector<Place> stack;
};

// How strictly the event at hand is compared.
struct MatchRules {
  // Ids and types must agree (Core flag 1, or the history's last task); else
  // another id or type is a target difference.
  bool check_identity = true;
  // Default ids of children cannot be reproduced: another SDK drew them, or
  // the workflow's own id is not known.
  bool foreign_default_ids = false;
  // Recorded payloads are not the original bytes.
  bool skip_payloads = false;
  // Go: the event names a child that the code has started too. Children
  // answer by their ids, so their order is no more than a target.
  bool names_another_child = false;
  std::string workflow_task_queue;  // what an empty task queue means
  int64_t run_timeout = 0;  // ns; the server shortens other timeouts to it
};

// What a machine asks of the run while it takes an event or a cancellation.
struct Effects {
  std::vector<Job> jobs;
  std::vector<Request> requests;
  std::vector<Difference> findings;  // target and value differences
};

class Machine {
 public:
  virtual ~Machine() = default;

  // Takes the event that the request at the front of the queue is matched
  // with.
  virtual Status OnCommandEvent(const history::Event& event,
                                const MatchRules& rules, Effects& effects) = 0;

  // Takes a later event that links to one of this machine's events.
  virtual Status OnLinkedEvent(const history::Event& event, Effects& effects);

  // Cancelled in the task that started it: none of its requests are sent.
  virtual bool CancelledBeforeSent() const { return false; }

  virtual Phrase Describe(RequestKind kind) const = 0;

  // "Activity machine", "Timer machine": as the official engine says it.
  virtual std::string Name() const = 0;
  // Its words for an event that it never takes; the event follows.
  virtual std::string Refusal() const {
    return Name() + " does not handle this event:";
  }
};

// The event is of a kind that this machine never takes.
tl::unexpected<Stop> DoesNotHandle(const Machine& machine,
                                   const history::Event& event);
// It is of the right kind, but cannot come in this state ([L-5.2]).
tl::unexpected<Stop> IllegalTransition(const Machine& machine,
                                       const std::string& state,
                                       const history::Event& event);

// A difference in one field. The run fills in task, event and stack.
Difference FieldDifference(Tier tier, const std::string& field,
                           const std::string& recorded,
                           const std::string& produced);

}  // namespace lockstep::replay
