// What a callable takes and returns.
#pragma once

#include <tuple>
#include <type_traits>

#include "lockstep/impl/coroutine.h"
#include "lockstep/task.h"

namespace lockstep::internal {

template <class R, class... A>
struct SignatureOf {
  using Result = R;
  using Arguments = std::tuple<std::remove_cvref_t<A>...>;
};

// Of a function, a pointer to a function or method, or an object with one call
// operator that is no template.
template <class F>
struct Signature : Signature<decltype(&F::operator())> {};
template <class R, class... A>
struct Signature<R(A...)> : SignatureOf<R, A...> {};
template <class R, class... A>
struct Signature<R (*)(A...)> : SignatureOf<R, A...> {};
template <class R, class... A>
struct Signature<R (*)(A...) noexcept> : SignatureOf<R, A...> {};
template <class C, class R, class... A>
struct Signature<R (C::*)(A...)> : SignatureOf<R, A...> {};
template <class C, class R, class... A>
struct Signature<R (C::*)(A...) const> : SignatureOf<R, A...> {};
template <class C, class R, class... A>
struct Signature<R (C::*)(A...) noexcept> : SignatureOf<R, A...> {};
template <class C, class R, class... A>
struct Signature<R (C::*)(A...) const noexcept> : SignatureOf<R, A...> {};

template <class F>
using ResultOf = typename Signature<std::decay_t<F>>::Result;
template <class F>
using ArgumentsOf = typename Signature<std::decay_t<F>>::Arguments;

// The arguments without the first one, if that is a First.
template <class First, class Tuple>
struct Without {
  using Rest = Tuple;
  static constexpr bool kFound = false;
};
template <class First, class... A>
struct Without<First, std::tuple<First, A...>> {
  using Rest = std::tuple<A...>;
  static constexpr bool kFound = true;
};

template <class T>
struct TaskValue {
  using Type = void;
  static constexpr bool kIsTask = false;
};
template <class T>
struct TaskValue<Task<T>> {
  using Type = T;
  static constexpr bool kIsTask = true;
};
template <class T>
inline constexpr bool kIsTask = TaskValue<std::remove_cvref_t<T>>::kIsTask;

// Whether A, the type of a forwarded argument, may stand in an expression with
// co_await on every compiler: g++ 12 destroys other temporaries twice
// (toolchain-facts F1).
template <class A>
inline constexpr bool kSafeArgument =
    std::is_lvalue_reference_v<A> ||
    std::is_trivially_destructible_v<std::remove_cvref_t<A>> ||
    !std::is_aggregate_v<std::remove_cvref_t<A>>;
template <class F>
inline constexpr bool kSafeCallable =
    std::is_lvalue_reference_v<F> ||
    std::is_trivially_destructible_v<std::remove_cvref_t<F>>;

}  // namespace lockstep::internal

// Why a temporary is refused.
#define LOCKSTEP_REQUIRE_SAFE_ARGUMENTS(A)                                  \
  static_assert((::lockstep::internal::kSafeArgument<A> && ...),            \
                "name it first: g++ 12 destroys a temporary of an "         \
                "aggregate type twice around co_await; write `const Order " \
                "order{...};` on a line of its own and pass `order`")
#define LOCKSTEP_REQUIRE_SAFE_CALLABLE(F)                                    \
  static_assert(::lockstep::internal::kSafeCallable<F>,                      \
                "name it first: g++ 12 destroys a temporary closure twice "  \
                "around co_await if its captures have destructors; write "   \
                "`const auto ready = [...]{...};` on a line of its own and " \
                "pass `ready`, or capture by reference")
