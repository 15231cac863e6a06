#include "linter/collect/check.h"

namespace lockstep::lint {

std::vector<std::unique_ptr<Check>> MakeChecks() {
  std::vector<std::unique_ptr<Check>> checks;
  return checks;
}

}  // namespace lockstep::lint
