// A cancellation scope: things that are cancelled together. Owned jointly by
// the contexts that name it and by its child scopes.
#pragma once

#include <functional>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include "lockstep/impl/list.h"
#include "lockstep/impl/ref.h"
#include "lockstep/impl/state.h"

namespace lockstep::internal {

class Scope final : public RefCounted {
 public:
  // Without a parent it is a root: only its own contexts cancel it. Born
  // cancelled in a cancelled parent.
  Scope(Run& run, Ref<Scope> parent);
  ~Scope() override;

  Run& run() const { return *run_; }
  bool IsCancelled() const { return cancelled_; }
  const std::string& reason() const { return reason_; }

  // Has the state cancelled with this scope, as long as it is not done.
  void Add(State& state) { pending_.PushBack(state.InScope()); }
  // Cancels what is pending in the order of its start, then the child scopes in
  // the order of their creation, then calls the callbacks in the order they
  // were given. Nothing happens the second time.
  void Cancel(const std::string& reason, const std::source_location* caller);
  void OnCancel(std::function<void()> callback);
  // At the end of the run: callbacks may own contexts, so this scope.
  std::vector<std::function<void()>> TakeCallbacks() {
    return std::exchange(callbacks_, {});
  }

 private:
  Run* run_;
  Ref<Scope> parent_;
  bool cancelled_ = false;
  std::string reason_;
  List<State> pending_;
  List<Scope> children_;
  std::vector<std::function<void()>> callbacks_;
  ListNode<Scope> in_parent_;
  ListNode<Scope> in_run_;
};

// Whether the scope is cancelled; then the state has failed with Cancelled.
bool FailIfCancelled(const Scope& scope, State& state);

}  // namespace lockstep::internal
