// The classes of locks, atomics and other RAII objects that checks know.
#pragma once

#include <string_view>

#include "clang/AST/Type.h"
#include "linter/collect/names.h"

namespace lockstep::lint {

// Also classes that are marked [[clang::scoped_lockable]].
bool IsLockGuard(clang::QualType type, Names& names);
bool IsMutex(std::string_view class_name);
bool IsAtomic(std::string_view class_name);
// Objects that change something of the thread or the process until they die.
bool IsScopedSetting(std::string_view class_name);

}  // namespace lockstep::lint
