// The states behind WhenAll and WhenAny.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "lockstep/future.h"

namespace lockstep::internal {

// Watches other states. A null member is never done.
class GroupState : public State {
 public:
  std::string Describe() const override;
  // The first member that is done, in order; there is one when this is done.
  size_t FirstReady() const;

 protected:
  GroupState(std::vector<Ref<State>> members, bool wait_for_all);

 private:
  struct Member final : Waiter {
    Member(GroupState& group_in, Ref<State> state_in)
        : group(&group_in), state(std::move(state_in)) {}
    void Wake() override { group->OneIsDone(); }

    GroupState* group;
    Ref<State> state;
  };
  void OneIsDone();

  std::deque<Member> members_;  // a deque, since waiters do not move
  size_t missing_;              // this many more until the group is done
  bool wait_for_all_;
};

class AnyState final : public GroupState {
 public:
  explicit AnyState(std::vector<Ref<State>> members)
      : GroupState(std::move(members), false) {}
};

template <class Futures>
class AllState final : public GroupState {
 public:
  AllState(std::vector<Ref<State>> members, Futures futures_in)
      : GroupState(std::move(members), true), futures(std::move(futures_in)) {}

  Futures futures;
};

template <class T>
using NonVoid = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

template <class T>
NonVoid<T> GetNonVoid(const Future<T>& future) {
  if constexpr (std::is_void_v<T>) {
    future.Get();
    return {};
  } else {
    return future.Get();
  }
}

template <class... T>
struct AllOf {
  using Futures = std::tuple<Future<T>...>;
  using Value = std::conditional_t<(std::is_void_v<T> && ...), void,
                                   std::tuple<NonVoid<T>...>>;

  static Value Take(State& state, bool) {
    const auto& futures = static_cast<AllState<Futures>&>(state).futures;
    return std::apply(
        [](const auto&... each) {
          // Braces: from left to right, so the first failure is thrown.
          std::tuple<NonVoid<T>...> values{GetNonVoid(each)...};
          if constexpr (!std::is_void_v<Value>) return values;
        },
        futures);
  }
};

template <class T>
struct AllOfList {
  using Futures = std::vector<Future<T>>;
  using Value =
      std::conditional_t<std::is_void_v<T>, void, std::vector<NonVoid<T>>>;

  static Value Take(State& state, bool) {
    const auto& futures = static_cast<AllState<Futures>&>(state).futures;
    if constexpr (std::is_void_v<T>) {
      for (const Future<T>& each : futures) each.Get();
    } else {
      std::vector<T> values;
      for (const Future<T>& each : futures) values.push_back(each.Get());
      return values;
    }
  }
};

template <class T>
std::vector<Ref<State>> StatesOf(const std::vector<Future<T>>& futures) {
  std::vector<Ref<State>> states;
  for (const Future<T>& each : futures) states.push_back(each.state());
  return states;
}

inline size_t TakeFirstReady(State& state, bool) {
  return static_cast<GroupState&>(state).FirstReady();
}

}  // namespace lockstep::internal
