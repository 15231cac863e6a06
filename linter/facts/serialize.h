// Facts as bytes. A record is one function, class or variable, or what a unit
// has beside them; units share records of equal bytes (inline functions of
// headers are in most units).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "linter/facts/facts.h"

namespace lockstep::lint {

// Goes up when facts, or the bytes of a fact, change: old bytes are refused.
inline constexpr uint32_t kFactsFormat = 3;

// Equal facts give equal bytes. T is FunctionFacts, ClassFacts, VariableFacts
// or Unit.
template <class T>
std::string EncodeFacts(const T& facts);

// Any bytes are safe to pass: what is not exactly one encoded T is an error.
template <class T>
Result<T> DecodeFacts(std::string_view bytes);

}  // namespace lockstep::lint
