#include "linter/collect/state_checks/state_checks.h"

#include "linter/collect/state_checks/factories.h"

namespace lockstep::lint {

void AddStateChecks(std::vector<std::unique_ptr<Check>>& checks) {
  checks.push_back(MakeAwaitedTemporaryCheck());
  checks.push_back(MakeBadSeedCheck());
  checks.push_back(MakeDanglingParameterCheck());
  checks.push_back(MakeDanglingViewCheck());
  checks.push_back(MakeDroppedTaskCheck());
  checks.push_back(MakeDynamicIdCheck());
  checks.push_back(MakeForeignAwaitableCheck());
  checks.push_back(MakeForeignStopTokenCheck());
  checks.push_back(MakeHandleEscapeCheck());
  checks.push_back(MakeLockCheck());
  checks.push_back(MakeRaiiAcrossSuspensionCheck());
  checks.push_back(MakeSharedStateCheck());
  checks.push_back(MakeStateWriteCheck());
  checks.push_back(MakeSwallowedCancellationCheck());
  checks.push_back(MakeUninitializedMemberCheck());
  checks.push_back(MakeUninitializedReadCheck());
}

}  // namespace lockstep::lint
