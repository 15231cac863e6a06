#include "workflow/local_activities.h"

#include "lockstep/failure.h"
#include "lockstep/future.h"
#include "workflow/wire_out.h"

namespace lockstep::internal {
namespace {

LsActivityCommand Describe(const LocalRequest& request, WireWriter& writer) {
  const LocalActivityOptions::Values& from = request.options.Get();
  LsActivityCommand activity = Sized<LsActivityCommand>();
  activity.type = TextOf(request.type.name);
  activity.input = writer.List(request.input);
  activity.schedule_to_close = from.schedule_to_close.count();
  activity.schedule_to_start = from.schedule_to_start.count();
  activity.start_to_close = from.start_to_close.count();
  activity.retry_policy = writer.Retry(from.retry);
  activity.cancellation_type = static_cast<uint32_t>(from.cancellation);
  activity.summary = TextOf(from.summary);
  return activity;
}

}  // namespace

// Done when the host says so, but for a wait between two attempts, of which the
// host knows nothing.
void LocalActivityThing::OnScopeCancelled(const std::string& reason,
                                          const Place* by) {
  if (with_host_) {
    cancelled_ = reason;
    return owner_->Cancel(*this, by);
  }
  if (timer_ && !timer_->Done()) timer_->OnScopeCancelled(reason, by);
  State::OnScopeCancelled(reason, by);
}

Ref<ResultState> LocalActivities::Start(Scope& scope, LocalRequest request) {
  const Ref<ResultState> thing = Start(std::move(request));
  scope.Add(*thing);
  return thing;
}

Ref<ResultState> LocalActivities::Start(LocalRequest request) {
  const auto thing = MakeRef<LocalActivityThing>(*this, std::move(request));
  Schedule(thing, &thing->request_.type.place);
  return thing;
}

void LocalActivities::Schedule(const Ref<LocalActivityThing>& thing,
                               const Place* caller) {
  const uint32_t number = commands_->NextLocalActivityNumber();
  thing->number_ = number;
  thing->with_host_ = true;
  running_.Add(number, thing);

  const LocalRequest& request = thing->request_;
  WireWriter writer(codec_);
  const std::string id = std::to_string(number);
  LsActivityCommand activity = Describe(request, writer);
  activity.id = TextOf(id);
  LsLocalActivityCommand local = Sized<LsLocalActivityCommand>();
  local.attempt = thing->attempt_.attempt;
  local.first_scheduled = thing->attempt_.first_scheduled;
  local.local_retry_threshold =
      request.options.Get().local_retry_threshold.count();
  LsCommand command = MakeCommand(LS_COMMAND_SCHEDULE_LOCAL_ACTIVITY, number);
  command.activity = &activity;
  command.local = &local;
  command.payload = writer.One(request.value);
  sink_->Send(command, caller, request.type.place);
}

void LocalActivities::Cancel(LocalActivityThing& thing, const Place* by) {
  LsCommand command =
      MakeCommand(LS_COMMAND_CANCEL_LOCAL_ACTIVITY, thing.number_);
  sink_->Send(command, by, thing.request_.type.place);
}

bool LocalActivities::Resolve(uint32_t number, std::optional<Payload> result,
                              const std::exception_ptr& error) {
  const Ref<LocalActivityThing> thing = running_.Take(number);
  if (!thing) return false;
  Finish(*thing, std::move(result), error);
  return true;
}

bool LocalActivities::Retry(uint32_t number, Duration wait, LocalAttempt next) {
  const Ref<LocalActivityThing> thing = running_.Take(number);
  if (!thing) return false;
  if (thing->cancelled_) {
    thing->Fail(std::make_exception_ptr(Cancelled(*thing->cancelled_)));
    return true;
  }
  thing->with_host_ = false;
  thing->attempt_ = next;
  start_(WaitAndSchedule(thing, wait));
  return true;
}

Root LocalActivities::WaitAndSchedule(Ref<LocalActivityThing> thing,
                                      Duration wait) {
  if (thing->Done()) co_return std::nullopt;  // cancelled before its turn
  thing->timer_ =
      commands_->StartTimer(wait, {}, thing->request_.type.place, nullptr);
  const Future<void> timer(thing->timer_, &TakeValue<void>);
  try {
    co_await timer;
  } catch (const Cancelled&) {
    // By the thing, which is done.
  }
  if (thing->Done()) co_return std::nullopt;
  thing->timer_ = Ref<State>();
  Schedule(thing, nullptr);
  co_return std::nullopt;
}

}  // namespace lockstep::internal
