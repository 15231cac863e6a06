#include "lockstep/impl/scope.h"

#include <exception>
#include <utility>

#include "lockstep/failure.h"
#include "workflow/run.h"

namespace lockstep::internal {

Scope::Scope(Run& run, Ref<Scope> parent)
    : run_(&run),
      parent_(std::move(parent)),
      in_parent_(*this),
      in_run_(*this) {
  run.scopes().PushBack(in_run_);
  if (!parent_) return;
  if (parent_->cancelled_) {
    cancelled_ = true;
    reason_ = parent_->reason_;
  } else {
    parent_->children_.PushBack(in_parent_);
  }
}

Scope::~Scope() = default;

void Scope::Cancel(const std::string& reason,
                   const std::source_location* caller) {
  if (cancelled_) return;
  const Ref<Scope> alive(this);
  cancelled_ = true;
  reason_ = reason;
  while (State* const state = pending_.PopFirst()) {
    const Ref<State> thing(state);
    thing->OnScopeCancelled(reason, caller);
  }
  // Callbacks are the author's code: they may make and drop scopes.
  std::vector<Ref<Scope>> children;
  children_.ForEach([&](Scope& child) {
    children.emplace_back(&child);
    return true;
  });
  for (const Ref<Scope>& child : children) child->Cancel(reason, caller);
  for (const auto& callback : std::exchange(callbacks_, {})) callback();
}

void Scope::OnCancel(std::function<void()> callback) {
  if (cancelled_) {
    callback();
  } else {
    callbacks_.push_back(std::move(callback));
  }
}

bool FailIfCancelled(const Scope& scope, State& state) {
  if (!scope.IsCancelled()) return false;
  state.Fail(std::make_exception_ptr(Cancelled(scope.reason())));
  return true;
}

}  // namespace lockstep::internal
