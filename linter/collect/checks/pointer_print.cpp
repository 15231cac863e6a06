// Turning an address into text: %p, operator<<(void*), format (LS503).
#include "linter/collect/checks/checks.h"
#include "linter/collect/flow/expressions.h"

namespace lockstep::lint {
namespace {

using llvm::dyn_cast;

class PointerPrintCheck : public Check {
 public:
  void OnStatement(const clang::Stmt& statement,
                   FunctionScope& scope) override {
    const auto* call = dyn_cast<clang::CallExpr>(&statement);
    const clang::FunctionDecl* callee =
        call == nullptr ? nullptr : call->getDirectCallee();
    if (callee == nullptr) return;
    const std::string name = scope.names().QualifiedName(*callee);
    if (callee->getOverloadedOperator() == clang::OO_LessLess) {
      JudgeStream(*call, *callee, scope);
    } else if (callee->isVariadic()) {
      JudgeConversions(*call, name, scope);
    } else if (IsFormat(name)) {
      for (const clang::Expr* argument : ArgumentsOf(*call)) {
        const clang::QualType type = argument->getType().getNonReferenceType();
        // fmt::ptr and the like are findings themselves.
        const Model* model = ModelOf(Bare(*argument), scope);
        if (model != nullptr && model->rule == "pointer-print") return;
        if (type->isVoidPointerType()) {
          scope.Report("pointer-print", *call, name, call);
          return;
        }
      }
    }
  }

 private:
  static bool IsFormat(const std::string& name) {
    return name == "std::format" || name == "std::format_to" ||
           name == "std::print" || name == "std::println" ||
           name == "fmt::format" || name == "fmt::print";
  }

  static void JudgeStream(const clang::CallExpr& call,
                          const clang::FunctionDecl& callee,
                          FunctionScope& scope) {
    const std::vector<const clang::Expr*> arguments = ArgumentsOf(call);
    if (arguments.empty() || callee.getNumParams() == 0) return;
    const clang::QualType printed =
        callee.getParamDecl(callee.getNumParams() - 1)
            ->getType()
            .getNonReferenceType();
    const clang::QualType given = Bare(*arguments.back()).getType();
    const bool smart = given->isRecordType() && IsAddressType(given, scope) &&
                       scope.names().InLibrary(callee.getLocation());
    if (printed->isVoidPointerType() || smart) {
      scope.Report("pointer-print", call, "operator<< of an address",
                   arguments.back());
    }
  }

  static void JudgeConversions(const clang::CallExpr& call,
                               const std::string& name, FunctionScope& scope) {
    const std::vector<const clang::Expr*> arguments = ArgumentsOf(call);
    for (size_t i = 0; i < arguments.size(); ++i) {
      const auto* text = dyn_cast<clang::StringLiteral>(&Bare(*arguments[i]));
      if (text == nullptr || text->getCharByteWidth() != 1 ||
          !text->getString().contains("%p")) {
        continue;
      }
      Effect& effect = scope.Report("pointer-print", call, name, nullptr);
      effect.detail = "by its conversion %p";
      // What was written into a buffer goes on from there.
      effect.flow =
          i > 0 && arguments[0]->getType()->isPointerType()
              ? scope.FlowOf(*arguments[i + 1 < arguments.size() ? i + 1 : i])
              : ValueFlow{uint8_t(Sink::kLog), {}, ""};
      return;
    }
  }
};

}  // namespace

std::unique_ptr<Check> MakePointerPrintCheck() {
  return std::make_unique<PointerPrintCheck>();
}

}  // namespace lockstep::lint
