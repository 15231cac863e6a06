// The checks of constructs, one a file. all_checks.cpp makes the list.
#pragma once

#include <memory>

#include "linter/collect/check.h"

namespace lockstep::lint {

std::unique_ptr<Check> MakeBuildStampCheck();
std::unique_ptr<Check> MakeBusyLoopCheck();
std::unique_ptr<Check> MakeFloatReductionCheck();
std::unique_ptr<Check> MakeFunctionIdentityCheck();
std::unique_ptr<Check> MakeInlineAssemblyCheck();
std::unique_ptr<Check> MakeObjectBytesCheck();
std::unique_ptr<Check> MakeOpenMpCheck();
std::unique_ptr<Check> MakePointerHashCheck();
std::unique_ptr<Check> MakePointerOrderCheck();
std::unique_ptr<Check> MakePointerPrintCheck();
std::unique_ptr<Check> MakeSerializedOrderCheck();
std::unique_ptr<Check> MakeSortTiesCheck();
std::unique_ptr<Check> MakeStorageMetadataCheck();
std::unique_ptr<Check> MakeToolchainBranchCheck();
std::unique_ptr<Check> MakeUnorderedIterationCheck();
std::unique_ptr<Check> MakeUnsequencedCheck();
std::unique_ptr<Check> MakeVaryingWidthCheck();

}  // namespace lockstep::lint
