// What workflow code may do now.
#pragma once

namespace lockstep::internal {

enum class Mode { kIdle, kCode, kQuery, kPredicate, kValidator, kTearDown };

// Calls that must change nothing; what they do is ignored in a teardown.
class ModeGuard {
 public:
  ModeGuard(Mode& mode, Mode during) : mode_(&mode), before_(mode) {
    if (before_ != Mode::kTearDown) *mode_ = during;
  }
  ~ModeGuard() { *mode_ = before_; }
  ModeGuard(const ModeGuard&) = delete;
  ModeGuard& operator=(const ModeGuard&) = delete;

 private:
  Mode* mode_;
  Mode before_;
};

}  // namespace lockstep::internal
