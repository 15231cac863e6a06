// A call as the conditions of models see it.
#pragma once

#include <vector>

#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "linter/collect/names.h"
#include "linter/rules/rule_book.h"

namespace lockstep::lint {

// What is called with what. Arguments do not count `this`; default arguments
// count as not written.
struct CallSite {
  const clang::FunctionDecl* callee = nullptr;
  const clang::Expr* object = nullptr;  // of a method; may be null
  std::vector<const clang::Expr*> arguments;
};

CallSite SiteOf(const clang::CallExpr& call);
CallSite SiteOf(const clang::CXXConstructExpr& construct);

// The text of a literal argument, see CallView::Literal; sees through
// conversions, constant variables and constructors of strings.
std::optional<std::string> LiteralText(const clang::Expr& expression,
                                       const clang::ASTContext& context);

// The compiler's own; its declaration stands where it is first used.
bool IsBuiltin(const clang::NamedDecl& decl);

class ClangCallView : public CallView {
 public:
  ClangCallView(const CallSite& site, clang::ASTContext& context, Names& names)
      : site_(site), context_(context), names_(names) {}

  uint32_t ArgumentCount() const override {
    return static_cast<uint32_t>(site_.arguments.size());
  }
  std::optional<std::string> Literal(uint32_t index) const override;
  bool HasTemplateArgument(std::string_view kind, int index) const override;
  std::string FirstArgumentType() const override;

 private:
  const CallSite& site_;
  clang::ASTContext& context_;
  Names& names_;
};

}  // namespace lockstep::lint
