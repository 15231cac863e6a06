// What a run is doing, and so what its code may do now.
#pragma once

namespace lockstep::internal {

enum class Mode {
  kIdle,
  kCode,
  kQuery,
  kPredicate,
  kValidator,
  kSideEffect,
  kTearDown
};

// Throws if code that runs in this mode must not do that ("start a timer").
void Forbid(Mode mode, const char* what);

// Calls that must change nothing; what they do is ignored in a teardown.
class ModeGuard {
 public:
  ModeGuard(Mode& current, Mode mode) : current_(&current), before_(current) {
    if (before_ != Mode::kTearDown) *current_ = mode;
  }
  ~ModeGuard() { *current_ = before_; }
  ModeGuard(const ModeGuard&) = delete;
  ModeGuard& operator=(const ModeGuard&) = delete;

 private:
  Mode* current_;
  Mode before_;
};

}  // namespace lockstep::internal
