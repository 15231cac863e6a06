// OpenMP directives that make threads (LS301), or add floating-point numbers
// in lanes (LS803).
#include "clang/AST/StmtOpenMP.h"
#include "clang/Basic/OpenMPKinds.h"
#include "linter/collect/checks/checks.h"

namespace lockstep::lint {
namespace {

class OpenMpCheck : public Check {
 public:
  void OnStatement(const clang::Stmt& statement,
                   FunctionScope& scope) override {
    const auto* directive =
        llvm::dyn_cast<clang::OMPExecutableDirective>(&statement);
    if (directive == nullptr) return;
    const auto kind = directive->getDirectiveKind();
    const std::string name =
        "#pragma omp " + llvm::omp::getOpenMPDirectiveName(kind).str();
    if (clang::isOpenMPParallelDirective(kind) ||
        clang::isOpenMPTaskingDirective(kind) ||
        clang::isOpenMPTeamsDirective(kind) ||
        clang::isOpenMPTargetExecutionDirective(kind)) {
      scope.Report("thread", statement, name);
    } else if (clang::isOpenMPSimdDirective(kind) && Reduces(*directive)) {
      scope.Report("float-reduction", statement, name);
    }
  }

 private:
  static bool Reduces(const clang::OMPExecutableDirective& directive) {
    for (const auto* clause :
         directive.getClausesOfKind<clang::OMPReductionClause>()) {
      for (const clang::Stmt* child : clause->children()) {
        const auto* variable = llvm::dyn_cast<clang::Expr>(child);
        if (variable && variable->getType()->isFloatingType()) return true;
      }
    }
    return false;
  }
};

}  // namespace

std::unique_ptr<Check> MakeOpenMpCheck() {
  return std::make_unique<OpenMpCheck>();
}

}  // namespace lockstep::lint
