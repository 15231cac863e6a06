// How a run answers updates.
#include <utility>

#include "workflow/run.h"
#include "workflow/wire_out.h"

namespace lockstep::internal {

void Run::Handle(const UpdateHandler& handler, Update update) {
  if (update.validate) {
    if (const auto why = WhyInvalid(handler, update.arguments)) {
      return Reject(update, *FailureFrom(why), handler.place());
    }
  }
  if (!rules().updates_accept_late) Accept(update.instance, handler.place());
  Root root = handler.Start(&object_slot_, std::move(update.arguments));
  RootPromise& promise = root.Take();
  promise.run = this;
  promise.is_handler = true;
  promise.update = std::move(update.instance);
  promise.accepts = rules().updates_accept_late;
  promise.handler_place = handler.place();
  if (HasFlag(rules().updates_first_flag)) {
    scheduler_.StartFirst(promise);
  } else {
    scheduler_.Start(promise);
  }
}

void Run::Accept(const std::string& instance, const Place& place) {
  LsCommand command = Sized<LsCommand>();
  command.kind = LS_COMMAND_ACCEPT_UPDATE;
  command.text = TextOf(instance);
  Send(command, nullptr, place);
}

void Run::RootBegins(const RootPromise& root) {
  if (root.accepts) Accept(*root.update, root.handler_place);
}

std::exception_ptr Run::WhyInvalid(const UpdateHandler& handler,
                                   const PayloadList& arguments) {
  const ModeGuard guard(mode_, Mode::kValidator);
  try {
    handler.Validate(&object_slot_, arguments);
    return nullptr;
  } catch (...) {
    return std::current_exception();
  }
}

void Run::RejectUnhandled(const Update& update) {
  Reject(update, ApplicationFailure("no handler for update " + update.name),
         Place());
}

void Run::Reject(const Update& update, const Failure& failure,
                 const Place& place) {
  WireWriter writer(registry_->codec.get());
  LsCommand command = Sized<LsCommand>();
  command.kind = LS_COMMAND_REJECT_UPDATE;
  command.text = TextOf(update.instance);
  command.failure = writer.WriteFailure(failure);
  Send(command, nullptr, place);
}

void Run::UpdateEnded(const RootPromise& handler) {
  WireWriter writer(registry_->codec.get());
  LsCommand command = Sized<LsCommand>();
  command.kind = LS_COMMAND_COMPLETE_UPDATE;
  command.text = TextOf(*handler.update);
  Places places = NameOf(handler);
  if (!handler.error) {
    command.payload = writer.One(handler.result);
  } else {
    try {
      std::rethrow_exception(handler.error);
    } catch (const Failure& failure) {
      command.failure = writer.WriteFailure(failure);
    } catch (...) {
      return Escaped(handler.error, false);
    }
    if (escaped_ == handler.error) places = escaped_places_;
  }
  SendFrom(command, places);
}

}  // namespace lockstep::internal
