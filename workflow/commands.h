// The things a run has started, by kind and number, and the commands for them.
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include "lockstep/build_abi.h"
#include "lockstep/impl/arguments.h"
#include "lockstep/impl/scope.h"
#include "lockstep/options.h"
#include "lockstep/place.h"
#include "workflow/pending.h"
#include "workflow/rules.h"

namespace lockstep::internal {

// Makes the commands; the run sends them.
class CommandSink {
 public:
  // Sends a command with the stack of `caller`, or with no more than the place
  // where the thing was started if the server is the caller (null).
  virtual void Send(LsCommand& command, const Place* caller,
                    const Place& started_at) = 0;

 protected:
  ~CommandSink() = default;
};

LsCommand MakeCommand(LsCommandKind kind, uint32_t number);
// The thing is done: with an error, or else perhaps a result.
void Finish(ResultState& thing, std::optional<Payload> result,
            const std::exception_ptr& error);

class Commands;

// A thing that was started by a command, and where.
struct Started {
  Commands* commands;
  uint32_t number;
  std::string name;  // its type
  Place place;
  CancellationType cancellation = kWait;
};

class TimerThing final : public State {
 public:
  explicit TimerThing(Started started) : started_(std::move(started)) {}
  std::string Describe() const override;
  void OnScopeCancelled(const std::string& reason, const Place* by) override;

 private:
  Started started_;
};

class ActivityThing final : public ResultState {
 public:
  explicit ActivityThing(Started started) : started_(std::move(started)) {}
  std::string Describe() const override { return "activity " + started_.name; }
  void OnScopeCancelled(const std::string& reason, const Place* by) override;

 private:
  Started started_;
};

class ChildStartThing final : public ResultState {
 public:
  explicit ChildStartThing(std::string type) : type_(std::move(type)) {}
  std::string Describe() const override { return "start of child " + type_; }

 private:
  std::string type_;
};

class ChildThing final : public ResultState {
 public:
  explicit ChildThing(Started started)
      : start(MakeRef<ChildStartThing>(started.name)),
        started_(std::move(started)) {}
  std::string Describe() const override { return "child " + started_.name; }
  void OnScopeCancelled(const std::string& reason, const Place* by) override;

  const Ref<ChildStartThing> start;

 private:
  Started started_;
};

class Commands {
 public:
  Commands(CommandSink& sink, const PayloadCodec* codec, const Rules& rules,
           uint32_t ids_from)
      : sink_(&sink),
        codec_(codec),
        rules_(&rules),
        next_local_activity_(ids_from),
        timers_(ids_from),
        activities_(ids_from),
        children_(ids_from) {}

  void BeginActivation();

  // Each makes its command and has the thing cancelled with the scope.
  Ref<State> StartTimer(Scope& scope, Duration duration,
                        const std::string& summary, const Place& place);
  // One that only its starter cancels.
  Ref<State> StartTimer(Duration duration, const std::string& summary,
                        const Place& place, const Place* caller);
  Ref<ResultState> StartActivity(Scope& scope, const Named& type,
                                 const ActivityOptions& options,
                                 const PayloadList& input);
  Ref<ChildThing> StartChild(Scope& scope, const Named& type,
                             const ChildOptions& options,
                             const std::string& default_id,
                             const PayloadList& input);

  uint32_t NextLocalActivityNumber();

  void CancelTimer(const Started& timer, const Place* by);
  // Each says whether the thing is to be done now: the host will not resolve
  // it.
  bool CancelActivity(const Started& activity, const Place* by);
  bool CancelChild(const Started& child, const std::string& reason,
                   const Place* by);

  // What became of them. Each says whether there is such a thing, or was one
  // that the code cancelled in this activation: then nothing happens.
  bool FireTimer(uint32_t number);
  bool ResolveActivity(uint32_t number, std::optional<Payload> result,
                       const std::exception_ptr& error);
  bool ResolveChildStart(uint32_t number, const std::string& run_id,
                         const std::exception_ptr& error);
  bool ResolveChild(uint32_t number, std::optional<Payload> result,
                    const std::exception_ptr& error);

 private:
  CommandSink* sink_;
  const PayloadCodec* codec_;
  const Rules* rules_;
  uint32_t next_local_activity_;  // if they are counted apart
  Pending<TimerThing> timers_;
  Pending<ActivityThing> activities_;
  Pending<ChildThing> children_;
};

}  // namespace lockstep::internal
