// Walks what a body executes: explicit and implicit statements, parents first.
#pragma once

#include <optional>
#include <string>

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/Stmt.h"

namespace lockstep::lint {

struct WalkHandler {
  virtual ~WalkHandler() = default;
  virtual void OnStatement(const clang::Stmt& statement) = 0;
  // The destructor of an object of the class runs; `why` names it
  // ("'guard'", "a temporary"). `at` is where the object stands.
  virtual void OnDestructor(const clang::CXXRecordDecl& record,
                            clang::SourceLocation at, const std::string& why,
                            const clang::Stmt& statement) = 0;
  // What follows, until it is left, is written elsewhere ("default argument")
  // and runs because of what stands at `used`.
  virtual void EnterRegion(clang::SourceLocation /*used*/,
                           clang::SourceLocation /*written*/,
                           const std::string& /*text*/) {}
  virtual void LeaveRegion() {}
};

// See Check::OnStatement for what is left out. Constant conditions are
// followed as the compiler does: `if (false)` is not walked.
class StatementWalk {
 public:
  StatementWalk(clang::ASTContext& context, WalkHandler& handler)
      : context_(context), handler_(handler) {}

  void Walk(const clang::Stmt* statement);

 private:
  void Children(const clang::Stmt& statement);
  bool WalkSpecial(const clang::Stmt& statement);
  bool WalkBranches(const clang::Stmt& statement);
  bool WalkBlock(const clang::Stmt& statement);
  bool AlwaysLeaves(const clang::Stmt* statement) const;
  bool WalkCoroutine(const clang::Stmt& statement);
  void WalkDeclarations(const clang::Stmt& statement);
  void VariableEnds(const clang::VarDecl& variable,
                    const clang::Stmt& statement);
  std::optional<bool> Constant(const clang::Expr* condition) const;

  clang::ASTContext& context_;
  WalkHandler& handler_;
};

}  // namespace lockstep::lint
