// What methods and functions of libraries do with the object they get, where
// their constness does not say it.
#pragma once

#include <string_view>

#include "clang/AST/DeclCXX.h"
#include "linter/collect/names.h"

namespace lockstep::lint {

enum class MethodMeaning {
  kReads,   // const, or as good as
  kWrites,  // push_back, insert, fetch_add ...
  kResets,  // clear, assign: nothing of the old value remains
  kUser,    // of the user's, not const: what it does is in its body
};

MethodMeaning MeaningOf(const clang::CXXMethodDecl& method, Names& names);

// Maps, where `m[key]` inserts.
bool InsertsBySubscript(std::string_view class_name);
// Smart pointers: constness is that of the pointer.
bool IsPointerClass(std::string_view class_name);
// std functions whose result is a part of their argument: std::get.
bool PassesThrough(std::string_view name);
// std functions that take a reference that could write and only look: begin.
bool OnlyLooks(std::string_view name);

bool IsRandomEngine(std::string_view class_name);

}  // namespace lockstep::lint
