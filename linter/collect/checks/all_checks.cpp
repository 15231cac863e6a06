#include "linter/collect/check.h"
#include "linter/collect/checks/checks.h"
#include "linter/collect/state_checks/state_checks.h"

namespace lockstep::lint {

std::vector<std::unique_ptr<Check>> MakeChecks() {
  using Make = std::unique_ptr<Check> (*)();
  static constexpr Make kChecks[] = {
      MakeBuildStampCheck,
      MakeBusyLoopCheck,
      MakeFloatReductionCheck,
      MakeFunctionIdentityCheck,
      MakeInlineAssemblyCheck,
      MakeObjectBytesCheck,
      MakeOpenMpCheck,
      MakePointerHashCheck,
      MakePointerOrderCheck,
      MakePointerPrintCheck,
      MakeSerializedOrderCheck,
      MakeSortTiesCheck,
      MakeStorageMetadataCheck,
      MakeToolchainBranchCheck,
      MakeUnorderedIterationCheck,
      MakeUnsequencedCheck,
      MakeVaryingWidthCheck,
  };
  std::vector<std::unique_ptr<Check>> checks;
  for (const Make make : kChecks) checks.push_back(make());
  AddStateChecks(checks);
  return checks;
}

}  // namespace lockstep::lint
