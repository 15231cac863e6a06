// WhenAll and WhenAny: several futures as one.
#pragma once

#include <cstddef>
#include <vector>

#include "lockstep/future.h"
#include "lockstep/impl/when.h"

namespace lockstep {

// Done when all are done, however. The value is the tuple of their values
// (std::monostate for void), or nothing if all are void. If some failed,
// co_await throws what went wrong with the first of them in order.
template <class... T>
Future<typename internal::AllOf<T...>::Value> WhenAll(
    const Future<T>&... futures) {
  using All = internal::AllOf<T...>;
  using State = internal::AllState<typename All::Futures>;
  const std::vector<internal::Ref<internal::State>> states{futures.state()...};
  return {internal::MakeRef<State>(states, typename All::Futures(futures...)),
          &All::Take};
}

// The same for futures of one type; the value is the vector of their values.
template <class T>
Future<typename internal::AllOfList<T>::Value> WhenAll(
    const std::vector<Future<T>>& futures) {
  using All = internal::AllOfList<T>;
  using State = internal::AllState<std::vector<Future<T>>>;
  return {internal::MakeRef<State>(internal::StatesOf(futures), futures),
          &All::Take};
}

// Done when one is done. The value is the position, from 0, of the first that
// is ready in the order of the arguments, seen when the awaiting coroutine goes
// on. It does not throw if that one failed: ask the future, which is ready. The
// others go on. Of no futures: never done.
template <class... T>
Future<size_t> WhenAny(const Future<T>&... futures) {
  const std::vector<internal::Ref<internal::State>> states{futures.state()...};
  return {internal::MakeRef<internal::AnyState>(states),
          &internal::TakeFirstReady};
}
template <class T>
Future<size_t> WhenAny(const std::vector<Future<T>>& futures) {
  return {internal::MakeRef<internal::AnyState>(internal::StatesOf(futures)),
          &internal::TakeFirstReady};
}

}  // namespace lockstep
