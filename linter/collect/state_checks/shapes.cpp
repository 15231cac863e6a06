#include "linter/collect/state_checks/shapes.h"

#include <set>

namespace lockstep::lint {
namespace {

using namespace clang;

const Expr* StripImplicit(const Expr* expr) {
  if (const auto* cast = dyn_cast<ImplicitCastExpr>(expr)) {
    return cast->getSubExpr();
  }
  if (const auto* full = dyn_cast<FullExpr>(expr)) return full->getSubExpr();
  if (const auto* temporary = dyn_cast<MaterializeTemporaryExpr>(expr)) {
    return temporary->getSubExpr();
  }
  if (const auto* bound = dyn_cast<CXXBindTemporaryExpr>(expr)) {
    return bound->getSubExpr();
  }
  if (const auto* parens = dyn_cast<ParenExpr>(expr)) {
    return parens->getSubExpr();
  }
  return expr;
}

bool IsMove(const CallExpr& call) {
  const FunctionDecl* callee = call.getDirectCallee();
  return callee != nullptr && callee->isInStdNamespace() &&
         callee->getIdentifier() != nullptr && call.getNumArgs() == 1 &&
         (callee->getName() == "move" || callee->getName() == "forward" ||
          callee->getName() == "as_const");
}

// The only argument that was written.
const Expr* OnlyArgument(const CXXConstructExpr& construct) {
  if (construct.getNumArgs() == 0) return nullptr;
  for (unsigned i = 1; i < construct.getNumArgs(); ++i) {
    if (!isa<CXXDefaultArgExpr>(construct.getArg(i))) return nullptr;
  }
  if (isa<CXXDefaultArgExpr>(construct.getArg(0))) return nullptr;
  return construct.getArg(0);
}

bool IsUnevaluated(const Stmt& stmt) {
  if (isa<UnaryExprOrTypeTraitExpr, CXXNoexceptExpr, RequiresExpr,
          ConceptSpecializationExpr, OpaqueValueExpr>(stmt)) {
    return true;
  }
  const auto* type = dyn_cast<CXXTypeidExpr>(&stmt);
  return type != nullptr &&
         (type->isTypeOperand() || !type->isPotentiallyEvaluated());
}

void VisitChildren(const Stmt& stmt,
                   llvm::function_ref<bool(const Stmt&)> visitor) {
  if (const auto* suspend = dyn_cast<CoroutineSuspendExpr>(&stmt)) {
    return Visit(suspend->getOperand(), visitor);
  }
  if (const auto* result = dyn_cast<CoreturnStmt>(&stmt)) {
    return Visit(result->getOperand(), visitor);
  }
  if (const auto* lambda = dyn_cast<LambdaExpr>(&stmt)) {
    for (const Expr* init : lambda->capture_inits()) Visit(init, visitor);
    return;
  }
  if (const auto* loop = dyn_cast<CXXForRangeStmt>(&stmt)) {
    Visit(loop->getInit(), visitor);
    Visit(loop->getRangeStmt(), visitor);
    Visit(loop->getLoopVarStmt(), visitor);
    return Visit(loop->getBody(), visitor);
  }
  for (const Stmt* child : stmt.children()) Visit(child, visitor);
}

const SdkProfile* ProfileWith(const RuleBook& book, NameList list,
                              std::string_view name) {
  for (const SdkProfile& profile : book.profiles) {
    for (const std::string& pattern : profile.*list) {
      if (MatchesPattern(name, pattern)) return &profile;
    }
  }
  return nullptr;
}

// Values that differ between runs or hosts, by the rule of their model.
bool IsBadRule(const RuleBook& book, const std::string& slug) {
  const Rule* rule = book.FindRule(slug);
  if (rule == nullptr) return false;
  return (rule->family == "clocks" && slug != "absolute-deadline") ||
         (rule->family == "randomness" && slug != "library-distribution") ||
         slug == "environment" || slug == "host-identity" ||
         slug == "thread-identity" || slug == "file-access";
}

std::string BadCallee(const FunctionScope& scope, const NamedDecl& decl) {
  const std::string& name = scope.names().QualifiedName(decl);
  for (const Model* model : scope.book().models.Candidates(name)) {
    if (!model->rule.empty()) {
      return IsBadRule(scope.book(), model->rule) ? name : "";
    }
    if (model->when.literals.empty() && model->verdict == "pure") return "";
  }
  return "";
}

bool IsAddressAsNumber(const Stmt& stmt) {
  const auto* cast = dyn_cast<CastExpr>(&stmt);
  return cast != nullptr && cast->getCastKind() == CK_PointerToIntegral;
}

std::string BadSource(const FunctionScope& scope, const Expr& expr,
                      std::set<const VarDecl*>& seen) {
  std::string found;
  Visit(&expr, [&](const Stmt& stmt) {
    if (!found.empty()) return false;
    if (IsAddressAsNumber(stmt)) found = "the address of an object";
    if (const auto* call = dyn_cast<CallExpr>(&stmt)) {
      const FunctionDecl* callee = Callee(*call);
      if (callee != nullptr) found = BadCallee(scope, *callee);
    } else if (const auto* made = dyn_cast<CXXConstructExpr>(&stmt)) {
      found = BadCallee(scope, *made->getConstructor()->getParent());
    } else if (const auto* ref = dyn_cast<DeclRefExpr>(&stmt)) {
      const auto* variable = dyn_cast<VarDecl>(ref->getDecl());
      if (variable != nullptr && variable->hasInit() &&
          !isa<ParmVarDecl>(variable) && seen.insert(variable).second) {
        found = BadSource(scope, *variable->getInit(), seen);
      }
    }
    return found.empty();
  });
  return found;
}

}  // namespace

const Expr* Plain(const Expr* expr) {
  while (expr != nullptr) {
    const Expr* inner = StripImplicit(expr);
    if (inner == expr) break;
    expr = inner;
  }
  return expr;
}

const Expr* Source(const Expr* expr) {
  while ((expr = Plain(expr)) != nullptr) {
    const Expr* inner = nullptr;
    if (const auto* cast = dyn_cast<ExplicitCastExpr>(expr)) {
      inner = cast->getSubExpr();
    } else if (const auto* call = dyn_cast<CallExpr>(expr)) {
      if (IsMove(*call)) inner = call->getArg(0);
      const auto* member = dyn_cast<CXXMemberCallExpr>(expr);
      if (member != nullptr &&
          isa_and_nonnull<CXXConversionDecl>(member->getMethodDecl())) {
        inner = member->getImplicitObjectArgument();
      }
    } else if (const auto* construct = dyn_cast<CXXConstructExpr>(expr)) {
      inner = OnlyArgument(*construct);
    } else if (const auto* list = dyn_cast<InitListExpr>(expr)) {
      if (list->getNumInits() == 1) inner = list->getInit(0);
    }
    if (inner == nullptr) break;
    expr = inner;
  }
  return expr;
}

const VarDecl* VariableOf(const Expr* expr) {
  const auto* ref = dyn_cast_or_null<DeclRefExpr>(Plain(expr));
  return ref == nullptr ? nullptr : dyn_cast<VarDecl>(ref->getDecl());
}

const Expr* RootOf(const Expr* expr) {
  while ((expr = Plain(expr)) != nullptr) {
    const Expr* inner = nullptr;
    if (const auto* member = dyn_cast<MemberExpr>(expr)) {
      if (isa<VarDecl>(member->getMemberDecl())) break;
      inner = member->getBase();
    } else if (const auto* element = dyn_cast<ArraySubscriptExpr>(expr)) {
      inner = element->getBase();
    } else if (const auto* unary = dyn_cast<UnaryOperator>(expr)) {
      inner = unary->getSubExpr();
    } else if (const auto* access = dyn_cast<CXXOperatorCallExpr>(expr)) {
      const OverloadedOperatorKind kind = access->getOperator();
      if (kind == OO_Subscript || kind == OO_Star || kind == OO_Arrow) {
        inner = access->getArg(0);
      }
    } else if (const auto* call = dyn_cast<CXXMemberCallExpr>(expr)) {
      inner = call->getImplicitObjectArgument();
    } else if (const auto* cast = dyn_cast<ExplicitCastExpr>(expr)) {
      inner = cast->getSubExpr();
    }
    if (inner == nullptr) break;
    expr = inner;
  }
  return expr;
}

void Visit(const Stmt* root, llvm::function_ref<bool(const Stmt&)> visitor) {
  if (root == nullptr || IsUnevaluated(*root)) return;
  if (visitor(*root)) VisitChildren(*root, visitor);
}

bool HasAwait(const Stmt* root) {
  bool found = false;
  Visit(root, [&](const Stmt& stmt) {
    found = found || isa<CoawaitExpr, CoyieldExpr>(stmt);
    return !found;
  });
  return found;
}

const Expr& FullExpression(const FunctionScope& scope, const Expr& expr) {
  const Expr* full = &expr;
  while (const Stmt* parent = scope.ParentOf(*full)) {
    const auto* outer = dyn_cast<Expr>(parent);
    if (outer == nullptr) break;
    full = outer;
  }
  return *full;
}

bool AwaitedInFullExpression(const FunctionScope& scope, const Expr& expr) {
  for (const Stmt* at = &expr; at != nullptr; at = scope.ParentOf(*at)) {
    if (isa<CoawaitExpr>(at)) return true;
    if (!isa<Expr>(at)) return false;
  }
  return false;
}

const Stmt* WrittenParent(const FunctionScope& scope, const Stmt& child) {
  const Stmt* parent = scope.ParentOf(child);
  while (parent != nullptr) {
    const auto* expr = dyn_cast<Expr>(parent);
    if (expr == nullptr || StripImplicit(expr) == expr) break;
    parent = scope.ParentOf(*parent);
  }
  return parent;
}

bool IsDiscarded(const FunctionScope& scope, const Expr& expr) {
  const Stmt* parent = WrittenParent(scope, expr);
  if (parent == nullptr) return false;
  if (const auto* cast = dyn_cast<ExplicitCastExpr>(parent)) {
    return cast->getType()->isVoidType();
  }
  if (const auto* choice = dyn_cast<IfStmt>(parent)) {
    return Plain(choice->getCond()) != Plain(&expr);
  }
  if (const auto* comma = dyn_cast<BinaryOperator>(parent)) {
    return comma->getOpcode() == BO_Comma && Plain(comma->getLHS()) == &expr;
  }
  return isa<CompoundStmt, CaseStmt, DefaultStmt, LabelStmt, AttributedStmt>(
      parent);
}

bool InSdk(const RuleBook& book, std::string_view name) {
  for (const SdkProfile& profile : book.profiles) {
    for (const std::string& space : profile.namespaces) {
      if (MatchesPattern(name, space) ||
          (name.starts_with(space) && name.substr(space.size(), 2) == "::")) {
        return true;
      }
    }
  }
  return false;
}

bool IsNamed(const RuleBook& book, NameList list, std::string_view name) {
  return !name.empty() && ProfileWith(book, list, name) != nullptr;
}

bool IsClassOf(const FunctionScope& scope, NameList list, QualType type) {
  return IsNamed(scope.book(), list, scope.names().ClassName(type));
}

const FunctionDecl* Callee(const CallExpr& call) {
  return call.getDirectCallee();
}

std::string CalleeName(const FunctionScope& scope, const CallExpr& call) {
  const FunctionDecl* callee = Callee(call);
  return callee == nullptr ? "" : scope.names().QualifiedName(*callee);
}

const CommandCall* CommandOf(const FunctionScope& scope, const CallExpr& call) {
  const std::string name = CalleeName(scope, call);
  if (name.empty()) return nullptr;
  for (const SdkProfile& profile : scope.book().profiles) {
    for (const CommandCall& command : profile.commands) {
      for (const std::string& pattern : command.names) {
        if (MatchesPattern(name, pattern)) return &command;
      }
    }
  }
  return nullptr;
}

const CXXRecordDecl* PromiseOf(QualType type) {
  const CXXRecordDecl* record = type->getAsCXXRecordDecl();
  if (record == nullptr || !record->hasDefinition()) return nullptr;
  ASTContext& context = record->getASTContext();
  const IdentifierInfo& name = context.Idents.get("promise_type");
  for (const NamedDecl* found : record->lookup(&name)) {
    const auto* nested = dyn_cast<TypeDecl>(found);
    if (nested == nullptr) continue;
    return context.getTypeDeclType(nested)->getAsCXXRecordDecl();
  }
  return nullptr;
}

const CXXRecordDecl* FindClass(const ASTContext& context,
                               std::string_view name) {
  const DeclContext* scope = context.getTranslationUnitDecl();
  while (scope != nullptr) {
    const size_t end = name.find("::");
    const std::string_view part = name.substr(0, end);
    const DeclContext* next = nullptr;
    for (const NamedDecl* found : scope->lookup(
             &context.Idents.get(llvm::StringRef(part.data(), part.size())))) {
      if (const auto* record = dyn_cast<CXXRecordDecl>(found)) {
        if (end == name.npos) return record->getDefinition();
        next = record->getDefinition();
      } else if (const auto* space = dyn_cast<NamespaceDecl>(found)) {
        next = space;
      }
    }
    if (end == name.npos) return nullptr;
    name.remove_prefix(end + 2);
    scope = next;
  }
  return nullptr;
}

std::string BadSourceIn(const FunctionScope& scope, const Expr& expr) {
  std::set<const VarDecl*> seen;
  return BadSource(scope, expr, seen);
}

}  // namespace lockstep::lint
