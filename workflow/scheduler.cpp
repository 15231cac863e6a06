#include "workflow/scheduler.h"

#include <exception>
#include <utility>

#include "workflow/run.h"

namespace lockstep::internal {

void AwaitChild(PromiseBase& parent, PromiseBase& child, FrameOwner& owner) {
  child.parent = &parent;
  child.run = parent.run;
  child.owner = &owner;
  parent.child = &child;
  // A coroutine of the library goes by the name of the author's that it runs.
  if (parent.is_library) parent.definition = child.definition;
  parent.run->scheduler().SetNext(child);
}

void Finished(PromiseBase& promise) noexcept {
  if (promise.parent == nullptr) {
    promise.run->scheduler().SetEnded(promise);
  } else {
    promise.parent->child = nullptr;
    if (promise.parent->is_library) {
      promise.parent->returned_at = promise.returned_at;
    }
    promise.run->scheduler().SetNext(*promise.parent);
  }
}

void Root::Begins(promise_type& promise) { promise.run->RootBegins(promise); }

void EnqueueLast(PromiseBase& promise) {
  promise.run->scheduler().Enqueue(promise);
}

void EnqueueFirst(PromiseBase& promise) {
  promise.run->scheduler().EnqueueFirst(promise);
}

void NoteEscape(PromiseBase& promise) noexcept {
  promise.run->NoteEscape(promise);
}

PromiseBase& LeafOf(PromiseBase& root) {
  PromiseBase* leaf = &root;
  while (leaf->child != nullptr) leaf = leaf->child;
  return *leaf;
}

void Scheduler::Start(RootPromise& root) {
  roots_.PushBack(root.in_run);
  if (root.is_main) {
    queue_.push_front(&root);
  } else {
    queue_.push_back(&root);
  }
}

void Scheduler::StartFirst(RootPromise& root) {
  roots_.PushBack(root.in_run);
  queue_.insert(queue_.begin() + first_++, &root);
}

bool Scheduler::Step() {
  PromiseBase* const coroutine = TakeReady();
  if (coroutine == nullptr) return false;
  Resume(*coroutine);
  return true;
}

void Scheduler::Drain() {
  while (!stopped_) {
    if (!Step() && !ResolveFirstTrueCondition()) return;
  }
}

PromiseBase* Scheduler::TakeReady() {
  if (next_ != nullptr) return std::exchange(next_, nullptr);
  if (queue_.empty()) return nullptr;
  PromiseBase* const first = queue_.front();
  queue_.pop_front();
  if (first_ > 0) --first_;
  return first;
}

void Scheduler::Resume(PromiseBase& coroutine) {
  current_ = &coroutine;
  coroutine.handle.resume();
  current_ = nullptr;
  if (RootPromise* const root = std::exchange(ended_, nullptr)) {
    observer_->RootEnded(*root);
    root->handle.destroy();
  }
}

bool Scheduler::ResolveFirstTrueCondition() {
  bool resolved = false;
  conditions_.ForEach([&](ConditionState& condition) {
    try {
      if (!condition.Holds()) return true;
      condition.InRun().Unlink();
      condition.Resolve();
    } catch (...) {
      condition.InRun().Unlink();
      condition.Fail(std::current_exception());
    }
    resolved = true;
    return false;
  });
  return resolved;
}

void Scheduler::DestroyAll() {
  while (RootPromise* const root = roots_.Last()) {
    PromiseBase* leaf = &LeafOf(*root);
    while (leaf != root) {
      PromiseBase* const parent = leaf->parent;
      FrameOwner* const owner = leaf->owner;
      leaf->handle.destroy();
      owner->promise = nullptr;
      parent->child = nullptr;
      leaf = parent;
    }
    root->handle.destroy();
  }
}

}  // namespace lockstep::internal
