#include "linter/collect/fixes.h"

#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "linter/rules/replacement.h"

namespace lockstep::lint {
namespace {

using clang::Expr;
using llvm::dyn_cast;

std::optional<Edit> Replace(clang::SourceRange range, const std::string& text,
                            const FunctionScope& scope) {
  if (range.getBegin().isMacroID() || range.getEnd().isMacroID()) {
    return std::nullopt;
  }
  const clang::SourceManager& sources = scope.context().getSourceManager();
  const clang::SourceLocation end = clang::Lexer::getLocForEndOfToken(
      range.getEnd(), 0, sources, scope.context().getLangOpts());
  if (end.isInvalid()) return std::nullopt;
  return Edit{scope.names().PathOf(range.getBegin()),
              sources.getFileOffset(range.getBegin()),
              sources.getFileOffset(end), text};
}

std::string SourceOf(const Expr& expression, const FunctionScope& scope) {
  const clang::SourceManager& sources = scope.context().getSourceManager();
  return clang::Lexer::getSourceText(
             clang::CharSourceRange::getTokenRange(expression.getSourceRange()),
             sources, scope.context().getLangOpts())
      .str();
}

FixKind KindOf(const std::string& rule, const FunctionScope& scope) {
  const Rule* const found = scope.book().FindRule(rule);
  return found ? found->fix : FixKind::kNone;
}

}  // namespace

std::optional<Fix> FixOf(const Model& model, const Expr& at,
                         FunctionScope& scope) {
  const SdkProfile* const profile = scope.Sdk();
  if (!profile) return std::nullopt;
  ReplacedCall call{scope.ContextName(), {}};
  if (const auto* written = dyn_cast<clang::CallExpr>(&at)) {
    for (const Expr* argument : written->arguments()) {
      call.arguments.push_back(SourceOf(*argument, scope));
    }
  }
  const std::string text = ReplacementText(model, *profile, call);
  if (text.empty()) return std::nullopt;
  if (text.starts_with("co_await ") && !scope.facts().coroutine) {
    return std::nullopt;
  }
  const std::optional<Edit> edit = Replace(at.getSourceRange(), text, scope);
  if (!edit) return std::nullopt;
  return Fix{KindOf(model.rule, scope), "use " + text, {*edit}};
}

std::optional<Fix> RenameFix(const clang::CallExpr& call,
                             const std::string& name, const std::string& rule,
                             FunctionScope& scope) {
  const Expr* callee = call.getCallee();
  const auto* object = dyn_cast<clang::CXXOperatorCallExpr>(&call);
  if (object != nullptr) callee = object->getArg(0);
  const auto* named =
      dyn_cast<clang::DeclRefExpr>(callee->IgnoreParenImpCasts());
  if (named == nullptr) return std::nullopt;
  const clang::SourceLocation at = named->getNameInfo().getLoc();
  const std::optional<Edit> edit = Replace({at, at}, name, scope);
  if (!edit) return std::nullopt;
  return Fix{KindOf(rule, scope), "use " + name, {*edit}};
}

}  // namespace lockstep::lint
