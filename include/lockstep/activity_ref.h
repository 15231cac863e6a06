// ActivityRef: the name, types and options of an activity, declared once.
#pragma once

#include <string>
#include <type_traits>
#include <utility>

#include "lockstep/context.h"

namespace lockstep {

template <class Signature>
class ActivityRef;

// const ActivityRef<int(std::string)> kCreateUser{"CreateUser", options};
// ...
// const int user = co_await kCreateUser(ctx, name);
template <class R, class... P>
class ActivityRef<R(P...)> {
 public:
  ActivityRef(std::string name, ActivityOptions options)
      : name_(std::move(name)), options_(std::move(options)) {}

  const std::string& Name() const { return name_; }
  const ActivityOptions& Options() const { return options_; }

  // Schedules the activity, as Context::Activity. Arguments are converted to
  // the declared types first.
  template <class... A>
  requires(sizeof...(A) == sizeof...(P) &&
           (std::is_convertible_v<A&&, P> && ...)) Future<R>
  operator()(At at, A&&... arguments) const {
    return WithOptions(at, options_, std::forward<A>(arguments)...);
  }
  // The same with other options.
  template <class... A>
  requires(sizeof...(A) == sizeof...(P) &&
           (std::is_convertible_v<A&&, P> &&
            ...)) Future<R> WithOptions(At at, const ActivityOptions& options,
                                        A&&... arguments)
  const {
    LOCKSTEP_REQUIRE_SAFE_ARGUMENTS(A);
    return {at.context.ScheduleActivity(
                Named(name_, at.place), options,
                internal::EncodeArguments<std::remove_cvref_t<P>...>(
                    std::forward<A>(arguments)...)),
            &internal::TakeResult<R>};
  }

 private:
  std::string name_;
  ActivityOptions options_;
};

}  // namespace lockstep
