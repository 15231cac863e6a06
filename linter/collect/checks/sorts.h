// Calls that sort or select, and whether their order leaves elements equal
// that can be told apart.
#pragma once

#include <set>
#include <string>

#include "linter/collect/function_scope.h"

namespace lockstep::lint {

// How elements are compared.
struct Ordering {
  clang::QualType element;
  const clang::FunctionDecl* comparator = nullptr;  // null: as `plain` says
  const clang::Expr* projection = nullptr;          // of ranges
  bool plain = true;   // operator< of the element, or its reverse
  bool loose = false;  // std::less_equal and the like
};

struct Sort {
  bool sorts = false;     // orders the whole range
  bool unstable = false;  // does not keep equal elements as they came
  std::string name;       // "std::sort"
  Ordering order;
};

// The name of the function that is called; of an algorithm of ranges, which is
// an object, the object's ("std::ranges::sort").
std::string AlgorithmName(const clang::CallExpr& call, FunctionScope& scope);
// With a body: of a generic lambda or a template, an instantiation; null if
// there is none.
const clang::FunctionDecl* Instantiated(const clang::FunctionDecl& function);

// `unstable` and `sorts` are false for calls that do neither.
Sort SortOf(const clang::CallExpr& call, FunctionScope& scope);
// Of a comparator that is a class: std::less<T>, one of the user's.
Ordering OrderingOf(clang::QualType element, clang::QualType comparator,
                    FunctionScope& scope);

// The fields and methods of the element that are compared; empty if it is
// compared as a whole.
std::set<std::string> KeysOf(const Ordering& order, FunctionScope& scope);
// Elements may be equal to it that are not the same.
bool MayTie(const Ordering& order, FunctionScope& scope);
// It says that an element is less than itself (`<=`, `>=`).
bool IsLoose(const Ordering& order);
// The result of the comparator's body that shows it; null if none does.
const clang::Expr* LooseAnswerOf(const Ordering& order);

}  // namespace lockstep::lint
