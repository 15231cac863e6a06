#include "workflow/places.h"

#include <cstring>
#include <string_view>

#include "workflow/wire_out.h"

namespace lockstep::internal {
namespace {

LsPlace MakePlace(const Place& line, const char* function) {
  return {TextOf(line.file_name()), TextOf(function), line.line()};
}

// g++ names the body of a coroutine after its frame.
bool IsFrame(const char* function) {
  return std::strstr(function, ".Frame*") != nullptr;
}

void AddChain(Places& places, const PromiseBase* coroutine) {
  for (; coroutine != nullptr && places.size() < kMaxPlaces;
       coroutine = coroutine->parent) {
    if (coroutine->is_library) continue;
    places.push_back(
        MakePlace(coroutine->awaits_at, coroutine->definition.function_name()));
  }
}

}  // namespace

Places StackOf(const PromiseBase* current, const Place& caller) {
  Places places;
  const char* const function = caller.function_name();
  if (current == nullptr || current->is_library) {
    places.push_back(MakePlace(caller, function));
    return places;
  }
  const char* const coroutine = current->definition.function_name();
  if (IsFrame(function) || std::strcmp(function, coroutine) == 0) {
    places.push_back(MakePlace(caller, coroutine));
  } else {
    // A plain function that the coroutine called, from a line nobody knows.
    places.push_back(MakePlace(caller, function));
    places.push_back(MakePlace(current->definition, coroutine));
  }
  AddChain(places, current->parent);
  return places;
}

Places ChainOf(const PromiseBase& coroutine) {
  Places places;
  AddChain(places, &coroutine);
  return places;
}

Places NameOf(const PromiseBase& coroutine) {
  if (coroutine.definition.line() == 0) return {};
  return {
      MakePlace(coroutine.definition, coroutine.definition.function_name())};
}

Places ReturnOf(const PromiseBase& coroutine) {
  if (coroutine.returned_at.line() == 0) return NameOf(coroutine);
  return {
      MakePlace(coroutine.returned_at, coroutine.definition.function_name())};
}

}  // namespace lockstep::internal
