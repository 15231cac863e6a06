// Side effects: values that only the outside world has (a random device, a
// configuration), asked for once and recorded. A replay takes what was
// recorded. Part of Context.
#pragma once

#include <functional>
#include <string>

#include "lockstep/future.h"
#include "lockstep/impl/arguments.h"
#include "lockstep/impl/callable.h"
#include "lockstep/impl/context_calls.h"
#include "lockstep/payload.h"
#include "lockstep/place.h"

namespace lockstep::internal {

using MakeValue = std::function<Payload()>;
using SameValue = std::function<bool(const Payload&, const Payload&)>;

class SideEffectCalls : public ContextCalls {
 public:
  using ContextCalls::ContextCalls;

  // Calls the function, here and now, and records its value: a T. In a replay
  // it is not called. It must be quick, must not use the context, and what it
  // throws fails the workflow task: use an activity for what can fail. A
  // cancelled scope changes nothing. In the Core profile this is a local
  // activity, and takes a number.
  template <class T, class F>
  Future<T> SideEffect(F&& function, Place place = Place::current()) {
    LOCKSTEP_REQUIRE_SAFE_CALLABLE(F);
    return {CallSideEffect(Recording<T>(function), place), &TakeResult<T>};
  }
  // A value that may change while the run goes on: the function is called each
  // time, and its value recorded unless same(it, the last of this id). Gives
  // the last that was recorded. Only in the Go profile: std::logic_error in the
  // other.
  template <class T, class F, class Same = std::equal_to<T>>
  T MutableSideEffect(const std::string& id, F&& function, Same&& same = Same(),
                      Place place = Place::current()) {
    LOCKSTEP_REQUIRE_SAFE_CALLABLE(F);
    LOCKSTEP_REQUIRE_SAFE_CALLABLE(Same);
    const auto same_value = [&same](const Payload& one, const Payload& other) {
      return same(FromPayload<T>(one), FromPayload<T>(other));
    };
    return FromPayload<T>(
        CallMutableSideEffect(id, Recording<T>(function), same_value, place));
  }

 private:
  // Only as long as the function is there.
  template <class T, class F>
  static MakeValue Recording(F& function) {
    return [&function] {
      const T value = function();
      return ToPayload(value);
    };
  }
  Ref<State> CallSideEffect(const MakeValue& function, const Place& place);
  Payload CallMutableSideEffect(const std::string& id,
                                const MakeValue& function,
                                const SameValue& same, const Place& place);
};

}  // namespace lockstep::internal
