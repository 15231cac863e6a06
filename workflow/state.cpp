// States, and groups of them.
#include "lockstep/impl/state.h"

#include "lockstep/failure.h"
#include "lockstep/impl/when.h"

namespace lockstep::internal {

void State::Finish(std::exception_ptr error) {
  if (done_) return;
  done_ = true;
  error_ = std::move(error);
  in_scope_.Unlink();
  // Waking only queues coroutines, so nobody drops this meanwhile.
  while (Waiter* waiter = waiters_.PopFirst()) waiter->Wake();
}

void State::OnScopeCancelled(const std::string& reason,
                             const std::source_location*) {
  Fail(std::make_exception_ptr(Cancelled(reason)));
}

GroupState::GroupState(std::vector<Ref<State>> members, bool wait_for_all)
    : missing_(0), wait_for_all_(wait_for_all) {
  size_t done = 0;
  for (Ref<State>& each : members) {
    Member& member = members_.emplace_back(*this, std::move(each));
    if (member.state && member.state->Done()) {
      ++done;
    } else if (member.state) {
      member.state->AddWaiter(member);
    }
  }
  missing_ = members_.size() - done;
  if (wait_for_all ? missing_ == 0 : done > 0) Resolve();
}

void GroupState::OneIsDone() {
  --missing_;
  if (!wait_for_all_ || missing_ == 0) Resolve();
}

size_t GroupState::FirstReady() const {
  size_t position = 0;
  for (const Member& each : members_) {
    if (each.state && each.state->Done()) return position;
    ++position;
  }
  return position;
}

std::string GroupState::Describe() const {
  constexpr size_t kShown = 4;
  std::string text;
  size_t waiting = 0;
  for (const Member& each : members_) {
    if (each.state && each.state->Done()) continue;
    if (++waiting > kShown) continue;
    text += waiting == 1 ? "" : ", ";
    text += each.state ? each.state->Describe() : "nothing";
  }
  if (waiting > kShown) {
    text += " and " + std::to_string(waiting - kShown) + " more";
  }
  return (wait_for_all_ ? "all of " : "any of ") + text;
}

}  // namespace lockstep::internal
