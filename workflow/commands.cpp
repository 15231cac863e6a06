#include "workflow/commands.h"

#include <algorithm>

#include "workflow/wire_out.h"

namespace lockstep::internal {
namespace {

uint32_t ToWire(CancellationType type) { return static_cast<uint32_t>(type); }

LsChildCommand DescribeChild(const ChildOptions::Values& from,
                             WireWriter& writer) {
  LsChildCommand child = Sized<LsChildCommand>();
  child.task_queue = TextOf(from.task_queue);
  child.memo = writer.Map(from.memo);
  child.search_attributes = writer.PlainMap(from.search_attributes);
  child.execution_timeout = from.execution_timeout.count();
  child.run_timeout = from.run_timeout.count();
  child.task_timeout = from.task_timeout.count();
  child.retry_policy = writer.Retry(from.retry);
  child.cron_schedule = TextOf(from.cron_schedule);
  child.parent_close_policy =
      static_cast<uint32_t>(from.parent_close) + LS_PARENT_CLOSE_TERMINATE;
  child.id_reuse_policy = from.id_reuse_policy;
  child.cancellation_type = ToWire(from.cancellation);
  child.summary = TextOf(from.summary);
  child.details = TextOf(from.details);
  return child;
}

}  // namespace

LsCommand MakeCommand(LsCommandKind kind, uint32_t number) {
  LsCommand command = Sized<LsCommand>();
  command.kind = kind;
  command.seq = number;
  return command;
}

void Finish(ResultState& thing, std::optional<Payload> result,
            const std::exception_ptr& error) {
  thing.result = std::move(result);
  if (error) {
    thing.Fail(error);
  } else {
    thing.Resolve();
  }
}

std::string TimerThing::Describe() const {
  return "timer " + std::to_string(started_.number);
}

void TimerThing::OnScopeCancelled(const std::string& reason, const Place* by) {
  started_.commands->CancelTimer(started_, by);
  State::OnScopeCancelled(reason, by);
}

void ActivityThing::OnScopeCancelled(const std::string& reason,
                                     const Place* by) {
  if (!started_.commands->CancelActivity(started_, by)) return;
  State::OnScopeCancelled(reason, by);
}

void ChildThing::OnScopeCancelled(const std::string& reason, const Place* by) {
  if (!started_.commands->CancelChild(started_, reason, by)) return;
  start->State::OnScopeCancelled(reason, by);
  State::OnScopeCancelled(reason, by);
}

Ref<State> Commands::StartTimer(Scope& scope, Duration duration,
                                const std::string& summary,
                                const Place& place) {
  const Ref<State> timer = StartTimer(duration, summary, place, &place);
  if (!timer->Done()) scope.Add(*timer);
  return timer;
}

Ref<State> Commands::StartTimer(Duration duration, const std::string& summary,
                                const Place& place, const Place* caller) {
  if (rules_->no_time_is_no_timer && duration <= Duration::zero()) {
    const auto done = MakeRef<TimerThing>(Started{this, 0, {}, place});
    done->Resolve();
    return done;
  }
  const uint32_t number = timers_.NextNumber();
  const auto thing =
      MakeRef<TimerThing>(Started{this, number, std::string(), place});
  timers_.Add(number, thing);

  LsTimerCommand timer = Sized<LsTimerCommand>();
  timer.duration = std::max<int64_t>(duration.count(), 0);
  timer.summary = TextOf(summary);
  LsCommand command = MakeCommand(LS_COMMAND_START_TIMER, number);
  command.timer = &timer;
  sink_->Send(command, caller, place);
  return thing;
}

Ref<ResultState> Commands::StartActivity(Scope& scope, const Named& type,
                                         const ActivityOptions& options,
                                         const PayloadList& input) {
  const ActivityOptions::Values& from = options.Get();
  const uint32_t number = activities_.NextNumber();
  const auto thing = MakeRef<ActivityThing>(
      Started{this, number, type.name, type.place, from.cancellation});
  activities_.Add(number, thing);
  scope.Add(*thing);

  WireWriter writer(codec_);
  std::string id = from.id;
  if (id.empty() && !rules_->host_makes_ids) id = std::to_string(number);
  LsActivityCommand activity = Sized<LsActivityCommand>();
  activity.id = TextOf(id);
  activity.type = TextOf(type.name);
  activity.task_queue = TextOf(from.task_queue);
  activity.input = writer.List(input);
  activity.schedule_to_close = from.schedule_to_close.count();
  activity.schedule_to_start = from.schedule_to_start.count();
  activity.start_to_close = from.start_to_close.count();
  activity.heartbeat = from.heartbeat.count();
  activity.retry_policy = writer.Retry(from.retry);
  activity.cancellation_type = ToWire(from.cancellation);
  activity.summary = TextOf(from.summary);
  LsCommand command = MakeCommand(LS_COMMAND_SCHEDULE_ACTIVITY, number);
  command.activity = &activity;
  sink_->Send(command, &type.place, type.place);
  return thing;
}

Ref<ChildThing> Commands::StartChild(Scope& scope, const Named& type,
                                     const ChildOptions& options,
                                     const std::string& default_id,
                                     const PayloadList& input) {
  const ChildOptions::Values& from = options.Get();
  const uint32_t number = children_.NextNumber();
  const auto thing = MakeRef<ChildThing>(
      Started{this, number, type.name, type.place, from.cancellation});
  children_.Add(number, thing);
  scope.Add(*thing);

  WireWriter writer(codec_);
  LsChildCommand child = DescribeChild(from, writer);
  child.workflow_id = TextOf(from.id.empty() ? default_id : from.id);
  child.id_is_default = from.id.empty() ? 1 : 0;
  child.type = TextOf(type.name);
  child.input = writer.List(input);
  LsCommand command = MakeCommand(LS_COMMAND_START_CHILD, number);
  command.child = &child;
  sink_->Send(command, &type.place, type.place);
  return thing;
}

void Commands::BeginActivation() {
  timers_.BeginActivation();
  activities_.BeginActivation();
  children_.BeginActivation();
}

uint32_t Commands::NextLocalActivityNumber() {
  return rules_->local_activities_apart ? next_local_activity_++
                                        : activities_.NextNumber();
}

void Commands::CancelTimer(const Started& timer, const Place* by) {
  const Ref<TimerThing> alive = timers_.End(timer.number);
  LsCommand command = MakeCommand(LS_COMMAND_CANCEL_TIMER, timer.number);
  sink_->Send(command, by, timer.place);
}

bool Commands::CancelActivity(const Started& activity, const Place* by) {
  LsCommand command = MakeCommand(LS_COMMAND_CANCEL_ACTIVITY, activity.number);
  sink_->Send(command, by, activity.place);
  const bool ends_here =
      rules_->cancelled_things_end_here &&
      (activity.cancellation == kTry || activity.cancellation == kAbandon);
  if (ends_here) activities_.End(activity.number);
  return ends_here;
}

bool Commands::CancelChild(const Started& child, const std::string& reason,
                           const Place* by) {
  LsCommand command = MakeCommand(LS_COMMAND_CANCEL_CHILD, child.number);
  command.text = TextOf(reason);
  sink_->Send(command, by, child.place);
  const bool ends_here =
      rules_->cancelled_things_end_here && child.cancellation == kAbandon;
  if (ends_here) children_.End(child.number);
  return ends_here;
}

bool Commands::FireTimer(uint32_t number) {
  const Ref<TimerThing> timer = timers_.Take(number);
  if (!timer) return timers_.HasEnded(number);
  timer->Resolve();
  return true;
}

bool Commands::ResolveActivity(uint32_t number, std::optional<Payload> result,
                               const std::exception_ptr& error) {
  const Ref<ActivityThing> activity = activities_.Take(number);
  if (!activity) return activities_.HasEnded(number);
  Finish(*activity, std::move(result), error);
  return true;
}

bool Commands::ResolveChildStart(uint32_t number, const std::string& run_id,
                                 const std::exception_ptr& error) {
  const Ref<ChildThing> child =
      error ? children_.Take(number) : children_.Find(number);
  if (!child) return children_.HasEnded(number);
  Finish(*child->start, ToPayload(run_id), error);
  // A child that does not start has no other end.
  if (error) child->Fail(error);
  return true;
}

bool Commands::ResolveChild(uint32_t number, std::optional<Payload> result,
                            const std::exception_ptr& error) {
  const Ref<ChildThing> child = children_.Take(number);
  if (!child) return children_.HasEnded(number);
  // No job for the start comes any more.
  if (!child->start->Done()) {
    Finish(*child->start, ToPayload(std::string()), error);
  }
  Finish(*child, std::move(result), error);
  return true;
}

}  // namespace lockstep::internal
