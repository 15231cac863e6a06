#include "linter/collect/check.h"
#include "linter/collect/state_checks/state_checks.h"

namespace lockstep::lint {

std::vector<std::unique_ptr<Check>> MakeChecks() {
  std::vector<std::unique_ptr<Check>> checks;
  AddStateChecks(checks);
  return checks;
}

}  // namespace lockstep::lint
