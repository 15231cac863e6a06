#include "workflow/updates.h"

#include <utility>

namespace lockstep::internal {

void Updates::Deliver(Update update) {
  if (const UpdateHandler* const handler = FindHandler(update.name)) {
    sink_->Handle(*handler, std::move(update));
  } else if (may_wait_) {
    waiting_.push_back(std::move(update));
  } else {
    sink_->RejectUnhandled(update);
  }
}

const UpdateHandler* Updates::FindHandler(const std::string& name) const {
  if (const auto found = handlers_.find(name); found != handlers_.end()) {
    return found->second;
  }
  const auto method = methods_->find(name);
  return method == methods_->end() ? nullptr : method->second.get();
}

void Updates::SetHandler(const std::string& name,
                         std::unique_ptr<UpdateHandler> handler) {
  handlers_[name] = handler.get();
  owned_handlers_.push_back(std::move(handler));
  std::list<Update> taken;
  for (auto each = waiting_.begin(); each != waiting_.end();) {
    const auto next = std::next(each);
    if (each->name == name) taken.splice(taken.end(), waiting_, each);
    each = next;
  }
  for (Update& each : taken) Deliver(std::move(each));
}

void Updates::CloseWaitingList() {
  may_wait_ = false;
  for (const Update& each : std::exchange(waiting_, {})) {
    sink_->RejectUnhandled(each);
  }
}

}  // namespace lockstep::internal
