// __DATE__, __TIME__ and __TIMESTAMP__ (LS105), here or in the constant that
// is named here.
#include "clang/Lex/Lexer.h"
#include "linter/collect/checks/checks.h"
#include "linter/collect/flow/expressions.h"

namespace lockstep::lint {
namespace {

using llvm::dyn_cast;

class BuildStampCheck : public Check {
 public:
  void OnStatement(const clang::Stmt& statement,
                   FunctionScope& scope) override {
    if (const auto* text = dyn_cast<clang::StringLiteral>(&statement)) {
      const std::string macro = StampOf(*text, scope);
      if (!macro.empty()) scope.Report("build-stamp", *text, macro, text);
    } else if (const auto* name = dyn_cast<clang::DeclRefExpr>(&statement)) {
      const auto* variable = dyn_cast<clang::VarDecl>(name->getDecl());
      if (variable == nullptr || !variable->hasGlobalStorage() ||
          scope.IsForeign(*variable) ||
          variable->getAnyInitializer() == nullptr) {
        return;
      }
      std::string macro;
      ForEachStatement(
          *variable->getAnyInitializer(), [&](const clang::Stmt& part) {
            const auto* inner = dyn_cast<clang::StringLiteral>(&part);
            if (inner != nullptr && macro.empty()) {
              macro = StampOf(*inner, scope);
            }
          });
      if (macro.empty()) return;
      scope.Report("build-stamp", *name, macro, name).detail =
          "it is in '" + variable->getNameAsString() + "'";
    }
  }

 private:
  // The macro that one of the literal's parts comes from.
  static std::string StampOf(const clang::StringLiteral& text,
                             FunctionScope& scope) {
    const auto& sources = scope.context().getSourceManager();
    for (unsigned i = 0; i < text.getNumConcatenated(); ++i) {
      clang::SourceLocation at = text.getStrTokenLoc(i);
      while (at.isMacroID()) {
        const llvm::StringRef name = clang::Lexer::getImmediateMacroName(
            at, sources, scope.context().getLangOpts());
        if (name == "__DATE__" || name == "__TIME__" ||
            name == "__TIMESTAMP__") {
          return name.str();
        }
        at = sources.getImmediateMacroCallerLoc(at);
      }
    }
    return {};
  }
};

}  // namespace

std::unique_ptr<Check> MakeBuildStampCheck() {
  return std::make_unique<BuildStampCheck>();
}

}  // namespace lockstep::lint
