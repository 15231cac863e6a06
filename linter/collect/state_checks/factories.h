// One function per check of this folder.
#pragma once

#include <memory>

#include "linter/collect/check.h"

namespace lockstep::lint {

std::unique_ptr<Check> MakeAwaitedTemporaryCheck();
std::unique_ptr<Check> MakeBadSeedCheck();
std::unique_ptr<Check> MakeDanglingParameterCheck();
std::unique_ptr<Check> MakeDanglingViewCheck();
std::unique_ptr<Check> MakeDroppedTaskCheck();
std::unique_ptr<Check> MakeDynamicIdCheck();
std::unique_ptr<Check> MakeForeignAwaitableCheck();
std::unique_ptr<Check> MakeForeignStopTokenCheck();
std::unique_ptr<Check> MakeHandleEscapeCheck();
std::unique_ptr<Check> MakeLockCheck();
std::unique_ptr<Check> MakeRaiiAcrossSuspensionCheck();
std::unique_ptr<Check> MakeSharedStateCheck();
std::unique_ptr<Check> MakeStateWriteCheck();
std::unique_ptr<Check> MakeSwallowedCancellationCheck();
std::unique_ptr<Check> MakeUninitializedMemberCheck();
std::unique_ptr<Check> MakeUninitializedReadCheck();

}  // namespace lockstep::lint
