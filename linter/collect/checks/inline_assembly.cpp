// asm (LS806); an empty one only tells the compiler not to move things.
#include "linter/collect/checks/checks.h"
#include "linter/collect/clang_version.h"

namespace lockstep::lint {
namespace {

class InlineAssemblyCheck : public Check {
 public:
  void OnStatement(const clang::Stmt& statement,
                   FunctionScope& scope) override {
    if (const auto* gcc = llvm::dyn_cast<clang::GCCAsmStmt>(&statement)) {
      if (llvm::StringRef(TextOf(*gcc)).trim().empty()) return;
    } else if (!llvm::isa<clang::MSAsmStmt>(statement)) {
      return;
    }
    scope.Report("inline-assembly", statement, "asm");
  }
};

}  // namespace

std::unique_ptr<Check> MakeInlineAssemblyCheck() {
  return std::make_unique<InlineAssemblyCheck>();
}

}  // namespace lockstep::lint
