// The count and the line behind Semaphore and Mutex.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "lockstep/impl/list.h"
#include "lockstep/impl/ref.h"
#include "lockstep/impl/scope.h"
#include "lockstep/impl/state.h"

namespace lockstep::internal {

class AcquireState;

class SemaphoreCore final : public RefCounted {
 public:
  SemaphoreCore(std::string description, size_t permits)
      : description_(std::move(description)), available_(permits) {}

  const std::string& description() const { return description_; }
  size_t available() const { return available_; }
  Ref<State> Acquire(Scope& scope, size_t count);
  void GiveBack(size_t count) {
    available_ += count;
    Serve();
  }
  // Gives permits to those in front, as long as there are enough.
  void Serve();

 private:
  std::string description_;
  size_t available_;
  List<AcquireState> waiting_;
};

}  // namespace lockstep::internal
