#include "lockstep/sync.h"

#include <utility>

namespace lockstep {
namespace internal {
// Leaves the line when its future is dropped.
class AcquireState final : public ValueState<Permit> {
 public:
  AcquireState(Ref<SemaphoreCore> semaphore_in, size_t count_in)
      : ValueState(semaphore_in->description()),
        semaphore(std::move(semaphore_in)),
        count(count_in),
        in_line(*this) {}
  ~AcquireState() override { Leave(); }
  void OnScopeCancelled(const std::string& reason,
                        const std::source_location* by) override {
    Leave();
    State::OnScopeCancelled(reason, by);
  }

  Ref<SemaphoreCore> semaphore;
  size_t count;
  ListNode<AcquireState> in_line;

 private:
  void Leave() {
    if (!in_line.Linked()) return;
    in_line.Unlink();
    semaphore->Serve();  // those behind may want less
  }
};

Ref<State> SemaphoreCore::Acquire(Scope& scope, size_t count) {
  auto state = MakeRef<AcquireState>(Ref<SemaphoreCore>(this), count);
  if (FailIfCancelled(scope, *state)) return state;
  waiting_.PushBack(state->in_line);
  Serve();
  if (!state->Done()) scope.Add(*state);
  return state;
}

void SemaphoreCore::Serve() {
  while (AcquireState* const first = waiting_.First()) {
    if (first->count > available_) return;
    const Ref<AcquireState> served(first);
    available_ -= first->count;
    first->in_line.Unlink();
    first->Set(Permit(Ref<SemaphoreCore>(this), first->count));
  }
}

}  // namespace internal

Permit::Permit(internal::Ref<internal::SemaphoreCore> semaphore, size_t count)
    : semaphore_(std::move(semaphore)), count_(count) {}

Permit::Permit(Permit&& other) noexcept = default;

Permit& Permit::operator=(Permit&& other) noexcept {
  std::swap(semaphore_, other.semaphore_);
  std::swap(count_, other.count_);
  return *this;
}

Permit::~Permit() { Release(); }

void Permit::Release() {
  if (!semaphore_) return;
  std::exchange(semaphore_, {})->GiveBack(count_);
}

Semaphore::Semaphore(size_t permits)
    : core_(internal::MakeRef<internal::SemaphoreCore>("semaphore", permits)) {}

Future<Permit> Semaphore::Acquire(Context& ctx, size_t count) {
  return {core_->Acquire(*ctx.scope(), count), &internal::TakeValue<Permit>};
}

size_t Semaphore::Available() const { return core_->available(); }

Mutex::Mutex()
    : core_(internal::MakeRef<internal::SemaphoreCore>("mutex", 1)) {}

Future<Permit> Mutex::Lock(Context& ctx) {
  return {core_->Acquire(*ctx.scope(), 1), &internal::TakeValue<Permit>};
}

bool Mutex::IsLocked() const { return core_->available() == 0; }

}  // namespace lockstep
