// What the host tells a run: activations and their jobs.
#include <string>
#include <utility>

#include "workflow/run.h"
#include "workflow/wire_out.h"

namespace lockstep::internal {

LsStatus Run::Activate(const LsActivation& activation, const LsHost& host) {
  using A = LsActivation;
  host_ = &host;
  now_ = Read(activation, &A::now);
  replaying_ = Read(activation, &A::replaying) != 0;
  commands_.BeginActivation();
  const uint32_t* const flags = Read(activation, &A::sdk_flags);
  sdk_flags_.assign(flags, flags + Read(activation, &A::sdk_flag_count));
  info_.history_length = Read(activation, &A::history_length);
  info_.history_size = Read(activation, &A::history_size);
  info_.continue_as_new_suggested =
      Read(activation, &A::continue_as_new_suggested) != 0;
  info_.build_id = ReadText(activation, &A::build_id);
  const LsJob* const* const jobs = Read(activation, &A::jobs);
  const size_t count = Read(activation, &A::job_count);
  if (count == 1 && Read(*jobs[0], &LsJob::kind) == LS_JOB_QUERY) {
    mode_ = Mode::kQuery;
    AnswerQuery(*jobs[0]);
  } else if (!closed_) {
    mode_ = Mode::kCode;
    try {
      for (size_t i = 0; i < count && !problem_ && !closed_; ++i) {
        Apply(*jobs[i]);
      }
      object_is_due_ = false;
      if (!problem_ && !closed_) scheduler_.Drain();
      updates_.CloseWaitingList();
    } catch (...) {
      // From a callback of OnCancel, or a payload that cannot be decoded.
      Escaped(std::current_exception(), false);
    }
  }
  mode_ = Mode::kIdle;
  host_ = nullptr;
  return Report(host);
}

void Run::Apply(const LsJob& job) {
  const uint32_t kind = Read(job, &LsJob::kind);
  std::string name = ReadText(job, &LsJob::name);
  if (kind == LS_JOB_SIGNAL || kind == LS_JOB_UPDATE) {
    MakeObject();
    if (problem_ || closed_) return;
  }
  switch (kind) {
    case LS_JOB_START:
      return StartMain();
    case LS_JOB_NOTIFY_PATCH:
    case LS_JOB_NOTIFY_VERSION:
    case LS_JOB_NOTIFY_SIDE_EFFECT:
    case LS_JOB_NOTIFY_MUTABLE_SIDE_EFFECT:
      return Notify(job);
    case LS_JOB_RANDOM_SEED:
      random_ = Random(Read(job, &LsJob::number));
      return;
    case LS_JOB_SIGNAL:
      return signals_.Deliver(name, reader_.List(Read(job, &LsJob::payloads)));
    case LS_JOB_UPDATE:
      return DeliverUpdate(job);
    case LS_JOB_CANCEL_WORKFLOW:
      cancel_requested_ = true;
      return root_context_.scope()->Cancel(name, nullptr);
    case LS_JOB_FIRE_TIMER:
    case LS_JOB_RESOLVE_ACTIVITY:
    case LS_JOB_RESOLVE_CHILD_START:
    case LS_JOB_RESOLVE_CHILD:
    case LS_JOB_RESOLVE_LOCAL_ACTIVITY:
    case LS_JOB_RESOLVE_EXTERNAL_SIGNAL:
    case LS_JOB_RESOLVE_EXTERNAL_CANCEL:
    case LS_JOB_RESOLVE_NEXUS_START:
    case LS_JOB_RESOLVE_NEXUS:
      return ApplyResolution(job);
    case LS_JOB_QUERY:
      return SetProblem(LS_STATUS_TASK_FAILURE,
                        "the host sent a query together with other jobs");
  }
  SetProblem(LS_STATUS_TASK_FAILURE,
             "the host sent a job of kind " + std::to_string(kind) +
                 ", which lockstep " LOCKSTEP_API_VERSION
                 " does not know: build the workflows with a newer lockstep");
}

void Run::Notify(const LsJob& job) {
  if (gates_->Notify(job) || side_effects_->Notify(job)) return;
  SetProblem(LS_STATUS_TASK_FAILURE,
             "the host sent a job of kind " +
                 std::to_string(Read(job, &LsJob::kind)) +
                 ", which is not of this build's profile: it must not give the "
                 "build histories of another");
}

void Run::ApplyResolution(const LsJob& job) {
  const uint32_t number = Read(job, &LsJob::seq);
  const std::unique_ptr<Failure> failure =
      reader_.ReadFailure(Read(job, &LsJob::failure));
  const std::exception_ptr error = failure ? AsException(*failure) : nullptr;
  std::optional<Payload> result = reader_.First(Read(job, &LsJob::payloads));
  bool found = false;
  const char* what = "";
  switch (Read(job, &LsJob::kind)) {
    case LS_JOB_FIRE_TIMER:
      what = "timer ";
      found = commands_.FireTimer(number);
      break;
    case LS_JOB_RESOLVE_ACTIVITY:
      what = "activity ";
      found = commands_.ResolveActivity(number, std::move(result), error);
      break;
    case LS_JOB_RESOLVE_CHILD_START:
      what = "the start of child ";
      found = commands_.ResolveChildStart(number, ReadText(job, &LsJob::name),
                                          error);
      break;
    case LS_JOB_RESOLVE_LOCAL_ACTIVITY:
      what = "local activity ";
      found = ResolveLocalActivity(job, std::move(result), error);
      break;
    case LS_JOB_RESOLVE_EXTERNAL_SIGNAL:
      what = "the signal to a workflow ";
      found = externals_.ResolveSignal(number, error);
      break;
    case LS_JOB_RESOLVE_EXTERNAL_CANCEL:
      what = "the request to cancel a workflow ";
      found = externals_.ResolveCancel(number, error);
      break;
    case LS_JOB_RESOLVE_NEXUS_START:
      what = "the start of nexus operation ";
      found = nexus_.ResolveStart(number, ReadText(job, &LsJob::name), error);
      break;
    case LS_JOB_RESOLVE_NEXUS:
      what = "nexus operation ";
      found = nexus_.Resolve(number, std::move(result), error);
      break;
    default:
      what = "child ";
      found = commands_.ResolveChild(number, std::move(result), error);
      break;
  }
  if (found) return;
  SetProblem(LS_STATUS_TASK_FAILURE, std::string("the host resolved ") + what +
                                         std::to_string(number) +
                                         ", which this run does not wait for");
}

bool Run::ResolveLocalActivity(const LsJob& job, std::optional<Payload> result,
                               const std::exception_ptr& error) {
  const uint32_t number = Read(job, &LsJob::seq);
  const uint64_t wait = Read(job, &LsJob::number);
  if (wait == 0) {
    return local_activities_.Resolve(number, std::move(result), error);
  }
  const LocalAttempt next{Read(job, &LsJob::attempt) + 1,
                          Read(job, &LsJob::first_scheduled)};
  return local_activities_.Retry(number, Duration(wait), next);
}

void Run::DeliverUpdate(const LsJob& job) {
  Update update;
  update.name = ReadText(job, &LsJob::name);
  update.instance = ReadText(job, &LsJob::instance);
  update.arguments = reader_.List(Read(job, &LsJob::payloads));
  update.validate = Read(job, &LsJob::number) == 1;
  updates_.Deliver(std::move(update));
}

void Run::AnswerQuery(const LsJob& job) {
  WireWriter writer(registry_->codec.get());
  LsQueryAnswer answer = Sized<LsQueryAnswer>();
  answer.id = Read(job, &LsJob::id);
  std::optional<Payload> payload;
  std::unique_ptr<Failure> failure;
  try {
    payload = CallQueryHandler(ReadText(job, &LsJob::name),
                               reader_.List(Read(job, &LsJob::payloads)));
    answer.payload = writer.One(payload);
  } catch (...) {
    failure = FailureFrom(std::current_exception());
    answer.failure = writer.WriteFailure(*failure);
  }
  host_->query_answer(host_->context, &answer);
}

std::optional<Payload> Run::CallQueryHandler(
    const std::string& name, const PayloadList& arguments) const {
  const auto registered = query_handlers_.find(name);
  if (registered != query_handlers_.end()) {
    return registered->second->Answer(object_slot_, arguments);
  }
  const auto method = type_->query_handlers.find(name);
  if (method == type_->query_handlers.end()) {
    throw std::logic_error("the workflow has no handler for the query '" +
                           name + "'");
  }
  if (object_slot_ == nullptr) {
    throw std::logic_error("the workflow has not begun to run");
  }
  return method->second->Answer(object_slot_, arguments);
}

}  // namespace lockstep::internal
