// Mutex and Semaphore for the coroutines of one run. Who waited first is served
// first; nothing here makes a command.
#pragma once

#include <cstddef>
#include <utility>

#include "lockstep/context.h"
#include "lockstep/future.h"
#include "lockstep/impl/ref.h"
#include "lockstep/impl/semaphore.h"

namespace lockstep {

// Something that is held, and given back when this dies.
class [[nodiscard("a permit is given back when it dies")]] Permit {
 public:
  Permit(internal::Ref<internal::SemaphoreCore> semaphore, size_t count);
  Permit(Permit && other) noexcept;
  Permit& operator=(Permit&& other) noexcept;
  ~Permit();

  // Gives it back now.
  void Release();

 private:
  internal::Ref<internal::SemaphoreCore> semaphore_;
  size_t count_;
};

// A handle: copies are the same semaphore.
class Semaphore {
 public:
  explicit Semaphore(size_t permits);

  // Waits for `count` permits; those behind it wait too, even if they want
  // fewer. Fails with Cancelled if the scope is cancelled before. Dropping the
  // future gives up the place, or the permits.
  Future<Permit> Acquire(Context& ctx, size_t count = 1);
  size_t Available() const;

 private:
  internal::Ref<internal::SemaphoreCore> core_;
};

// A handle: copies are the same mutex. Not recursive.
class Mutex {
 public:
  Mutex();

  // `const Permit lock = co_await mutex.Lock(ctx);`
  Future<Permit> Lock(Context& ctx);
  bool IsLocked() const;

 private:
  internal::Ref<internal::SemaphoreCore> core_;
};

}  // namespace lockstep
