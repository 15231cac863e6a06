// The fields of every fact, once, for both directions of serialize.cpp. A field
// that is added to a struct and not here does not compile: a structured binding
// names all of them.
#pragma once

#include "linter/facts/facts.h"

namespace lockstep::lint::fields {

// What functions are made of. `Of` is the struct itself when reading, const
// when writing.
template <class A, class Of>
void VisitPart(A& a, Of& value) {
  using T = std::remove_const_t<Of>;
  if constexpr (std::is_same_v<T, Place>) {
    auto& [file, line, column] = value;
    a(file, line, column);
  } else if constexpr (std::is_same_v<T, ValueFlow>) {
    auto& [sinks, worst, what] = value;
    a(sinks, worst, what);
  } else if constexpr (std::is_same_v<T, Guard>) {
    auto& [region, decider] = value;
    a(region, decider);
  } else if constexpr (std::is_same_v<T, Callable>) {
    auto& [kind, key, index, shown] = value;
    a(kind, key, index, shown);
  } else if constexpr (std::is_same_v<T, Argument>) {
    auto& [index, callable] = value;
    a(index, callable);
  } else if constexpr (std::is_same_v<T, Call>) {
    auto& [kind, target, callable, shown, implicit, place, guard, result,
           arguments, library, modelled, awaited, noreturn, on_this] = value;
    a(kind, target, callable, shown, implicit, place, guard, result, arguments,
      library, modelled, awaited, noreturn, on_this);
  } else if constexpr (std::is_same_v<T, Edit>) {
    auto& [file, begin, end, text] = value;
    a(file, begin, end, text);
  } else if constexpr (std::is_same_v<T, Fix>) {
    auto& [kind, title, edits] = value;
    a(kind, title, edits);
  } else if constexpr (std::is_same_v<T, Note>) {
    auto& [place, text] = value;
    a(place, text);
  } else if constexpr (std::is_same_v<T, Effect>) {
    auto& [rule, symbol, detail, place, macro, spelling, guard, flow, gate,
           severity, fix, notes] = value;
    a(rule, symbol, detail, place, macro, spelling, guard, flow, gate, severity,
      fix, notes);
  } else if constexpr (std::is_same_v<T, Action>) {
    auto& [kind, what, place, guard, matters, captured] = value;
    a(kind, what, place, guard, matters, captured);
  } else if constexpr (std::is_same_v<T, Access>) {
    auto& [variable, kind, place, guard, flow, written_before] = value;
    a(variable, kind, place, guard, flow, written_before);
  } else if constexpr (std::is_same_v<T, Unsequenced::Part>) {
    auto& [place, what, calls] = value;
    a(place, what, calls);
  } else if constexpr (std::is_same_v<T, Unsequenced>) {
    auto& [place, construct, parts] = value;
    a(place, construct, parts);
  } else if constexpr (std::is_same_v<T, Store>) {
    auto& [slot, callable, place] = value;
    a(slot, callable, place);
  } else if constexpr (std::is_same_v<T, Registration>) {
    auto& [role, callable, name, how, place, captures] = value;
    a(role, callable, name, how, place, captures);
  } else {
    static_assert(sizeof(T) == 0, "a struct of facts without a list of fields");
  }
}

template <class A, class Of>
void Visit(A& a, Of& value) {
  using T = std::remove_const_t<Of>;
  if constexpr (std::is_same_v<T, FunctionFacts>) {
    auto& [key, name, place, unit, coroutine, constructor, destructor, entry,
           entry_reason, entry_if_root, annotation, replay_predicate, calls,
           effects, actions, accesses, unsequenced, stores, registrations,
           constructs, enclosing, body_hash] = value;
    a(key, name, place, unit, coroutine, constructor, destructor, entry,
      entry_reason, entry_if_root, annotation, replay_predicate, calls, effects,
      actions, accesses, unsequenced, stores, registrations, constructs,
      enclosing, body_hash);
  } else if constexpr (std::is_same_v<T, MethodFacts>) {
    auto& [key, overrides] = value;
    a(key, overrides);
  } else if constexpr (std::is_same_v<T, ClassFacts>) {
    auto& [key, name, bases, methods] = value;
    a(key, name, bases, methods);
  } else if constexpr (std::is_same_v<T, VariableFacts>) {
    auto& [key, name, place, storage, thread_local_storage, constant,
           random_engine, initialised_at_compile_time] = value;
    a(key, name, place, storage, thread_local_storage, constant, random_engine,
      initialised_at_compile_time);
  } else if constexpr (std::is_same_v<T, Unit>) {
    auto& [path, functions, classes, variables, effects, arms, files] = value;
    a(path, functions, classes, variables, effects, arms, files);
  } else {
    VisitPart(a, value);
  }
}

}  // namespace lockstep::lint::fields
