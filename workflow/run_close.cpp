// How a run ends, or its task: results, failures, exceptions that escape.
#include <utility>

#include "workflow/run.h"
#include "workflow/wire_out.h"

namespace lockstep::internal {

void Run::NoteEscape(const PromiseBase& promise) noexcept {
  // Whoever awaits the coroutine gets the same exception: the first place is
  // the one that matters.
  if (promise.is_library || escaped_ == promise.error) return;
  escaped_ = promise.error;
  try {
    escaped_places_ = ChainOf(promise);
    if (promise.awaits_at.line() == 0) {
      escaped_places_.erase(escaped_places_.begin());
      const Places self = NameOf(promise);
      escaped_places_.insert(escaped_places_.begin(), self.begin(), self.end());
    }
  } catch (...) {
    escaped_places_.clear();  // out of memory: the places are not vital
  }
}

void Run::Escaped(const std::exception_ptr& error, bool from_main) {
  if (closed_ || problem_ || mode_ == Mode::kTearDown) return;
  const Places places = escaped_ == error ? escaped_places_ : Places();
  try {
    std::rethrow_exception(error);
  } catch (const NextRunRequest& next) {
    if (from_main) return ContinueAsNew(next);
    SetProblem(LS_STATUS_TASK_FAILURE,
               "ContinueAsNew was called in a coroutine that main does not "
               "await: return to main and call it there",
               next.places);
  } catch (const Cancelled& cancelled) {
    if (!cancel_requested_) return FailWorkflow(cancelled, places);
    LsCommand command = Sized<LsCommand>();
    command.kind = LS_COMMAND_CANCEL_CLOSE;
    Close(command, places);
  } catch (const Failure& failure) {
    FailWorkflow(failure, places);
  } catch (const UndecodablePayload& undecodable) {
    SetProblem(LS_STATUS_UNDECODABLE_PAYLOAD, undecodable.what(), places);
  } catch (const Misuse& misuse) {
    SetProblem(LS_STATUS_TASK_FAILURE, misuse.what(), misuse.places);
  } catch (...) {
    SetProblem(LS_STATUS_TASK_FAILURE,
               "workflow code threw " + DescribeException(error), places);
  }
}

void Run::Close(LsCommand& command, const Places& places) {
  command.places = places.data();
  command.place_count = places.size();
  host_->command(host_->context, &command);
  closed_ = true;
  scheduler_.Stop();
}

void Run::Complete(const RootPromise& main) {
  WireWriter writer(registry_->codec.get());
  LsCommand command = Sized<LsCommand>();
  command.kind = LS_COMMAND_COMPLETE_WORKFLOW;
  command.payload = writer.One(main.result);
  Close(command, ReturnOf(main));
}

void Run::FailWorkflow(const Failure& failure, const Places& places) {
  WireWriter writer(registry_->codec.get());
  LsCommand command = Sized<LsCommand>();
  command.kind = LS_COMMAND_FAIL_WORKFLOW;
  command.failure = writer.WriteFailure(failure);
  Close(command, places);
}

void Run::ContinueAsNew(const NextRunRequest& next) {
  const NextRun::Values& from = next.options.Get();
  WireWriter writer(registry_->codec.get());
  LsNextRunCommand run = Sized<LsNextRunCommand>();
  run.type = TextOf(from.type);
  run.task_queue = TextOf(from.task_queue);
  run.input = writer.List(next.input);
  run.memo = from.memo ? writer.Map(*from.memo) : nullptr;
  run.search_attributes = from.search_attributes
                              ? writer.PlainMap(*from.search_attributes)
                              : nullptr;
  run.run_timeout = from.run_timeout.count();
  run.task_timeout = from.task_timeout.count();
  run.retry_policy = writer.Retry(from.retry);
  LsCommand command = Sized<LsCommand>();
  command.kind = LS_COMMAND_CONTINUE_AS_NEW;
  command.next_run = &run;
  Close(command, next.places);
}

void Run::FailTask(const std::string& why, const Place& place) {
  SetProblem(LS_STATUS_TASK_FAILURE, why, StackHere(place));
  throw Misuse(why, StackHere(place));
}

void Run::SetProblem(LsStatus status, std::string text, Places places) {
  if (problem_) return;
  problem_ = Problem{status, std::move(text), std::move(places)};
  scheduler_.Stop();
}

LsStatus Run::Report(const LsHost& host) const {
  if (!problem_) return LS_STATUS_OK;
  LsProblem problem = Sized<LsProblem>();
  problem.text = TextOf(problem_->text);
  problem.places = problem_->places.data();
  problem.place_count = problem_->places.size();
  host.problem(host.context, &problem);
  return problem_->status;
}

}  // namespace lockstep::internal
