// Arguments and results on their way through payloads.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "lockstep/impl/state.h"
#include "lockstep/payload.h"

namespace lockstep::internal {

// A state that ends with a payload, or with none.
class ResultState : public State {
 public:
  std::optional<Payload> result;
};

[[noreturn]] void ThrowUndecodableIn(const std::string& what,
                                     const UndecodablePayload& error);
const Payload& NullPayload();

template <class T>
T DecodeArgument(const PayloadList& payloads, size_t index,
                 const std::string& what) {
  try {
    return FromPayload<T>(index < payloads.size() ? payloads[index]
                                                  : NullPayload());
  } catch (const UndecodablePayload& error) {
    std::string where = "argument " + std::to_string(index + 1) + " of " + what;
    if (index >= payloads.size()) where += ", which has no such argument";
    ThrowUndecodableIn(where, error);
  }
}

// The arguments of `what` ("signal pay"). Payloads too many are ignored, as
// every SDK does; a missing one is null, which only std::optional reads.
template <class Tuple>
Tuple DecodeArguments(const PayloadList& payloads, const std::string& what) {
  return [&]<size_t... I>(std::index_sequence<I...>) {
    // Braces: from left to right, so the first bad one is named.
    return Tuple{
        DecodeArgument<std::tuple_element_t<I, Tuple>>(payloads, I, what)...};
  }
  (std::make_index_sequence<std::tuple_size_v<Tuple>>());
}

template <class... A>
PayloadList EncodeArguments(const A&... arguments) {
  PayloadList payloads;
  payloads.reserve(sizeof...(arguments));
  (payloads.push_back(ToPayload(arguments)), ...);
  return payloads;
}

// The Take of a future whose state is a ResultState.
template <class T>
T TakeResult(State& state, bool) {
  if constexpr (!std::is_void_v<T>) {
    const auto& result = static_cast<ResultState&>(state).result;
    try {
      return FromPayload<T>(result ? *result : NullPayload());
    } catch (const UndecodablePayload& error) {
      ThrowUndecodableIn("the result of " + state.Describe(), error);
    }
  }
}

}  // namespace lockstep::internal
