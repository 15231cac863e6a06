#include "linter/collect/state_checks/place_use.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "linter/collect/state_checks/library_methods.h"
#include "linter/collect/state_checks/shapes.h"

namespace lockstep::lint {

using namespace clang;
using Kind = PlaceUse::Kind;

namespace {

bool IsMutableReference(QualType type) {
  return type->isReferenceType() &&
         !type.getNonReferenceType().isConstQualified();
}

bool IsMutablePointer(QualType type) {
  return type->isPointerType() && !type->getPointeeType().isConstQualified() &&
         !type->getPointeeType()->isFunctionType();
}

bool CanWriteThrough(QualType type) {
  return IsMutableReference(type) || IsMutablePointer(type);
}

}  // namespace

struct PlaceUses::Climb {
  const Expr* expr;  // stands for the object, or a part of it
  int depth = 0;
  PlaceUse use;
  bool moved = false;
  bool address = false;  // `expr` is a pointer to the object
  bool part = false;

  bool Read(const Expr& value) {
    use.kind = Kind::kRead;
    use.value = &value;
    return false;
  }
  bool End(Kind kind, const Expr& writer) {
    use.kind = kind;
    use.writer = &writer;
    use.whole = kind == Kind::kWrite && !part && !use.behind_pointer;
    return false;
  }
  bool Go(const Expr& outer) {
    expr = &outer;
    return true;
  }
  bool GoPart(const Expr& outer) {
    part = true;
    return Go(outer);
  }
};

PlaceUses::PlaceUses(FunctionScope& scope) : scope_(scope) {
  Visit(&scope.body(), [&](const Stmt& stmt) {
    if (const auto* ref = dyn_cast<DeclRefExpr>(&stmt)) {
      if (const auto* variable = dyn_cast<VarDecl>(ref->getDecl())) {
        names_[variable].push_back(ref);
      }
    }
    if (const auto* loop = dyn_cast<CXXForRangeStmt>(&stmt)) {
      for (const Decl* decl : loop->getRangeStmt()->decls()) {
        loop_variables_[cast<VarDecl>(decl)] = loop->getLoopVariable();
      }
    }
    return true;
  });
}

const std::vector<const Expr*>& PlaceUses::NamesOf(
    const VarDecl& variable) const {
  static const std::vector<const Expr*> kNone;
  const auto found = names_.find(&variable);
  return found == names_.end() ? kNone : found->second;
}

PlaceUse PlaceUses::Of(const Expr& name, int depth) {
  Climb at{&name, depth, {}};
  while (Step(at)) {
  }
  return at.use;
}

bool PlaceUses::Step(Climb& at) {
  const Stmt* parent = scope_.ParentOf(*at.expr);
  if (parent == nullptr) return at.Read(*at.expr);
  if (const auto* expr = dyn_cast<Expr>(parent)) {
    return StepExpression(at, *expr);
  }
  if (const auto* declaration = dyn_cast<DeclStmt>(parent)) {
    for (const Decl* decl : declaration->decls()) {
      const auto* variable = dyn_cast<VarDecl>(decl);
      if (variable != nullptr && variable->getInit() == at.expr) {
        return StepVariable(at, *variable);
      }
    }
  }
  if (isa<ReturnStmt>(parent)) {
    const QualType result = scope_.function().getReturnType();
    const bool hands_out =
        IsMutableReference(result) || (at.address && IsMutablePointer(result));
    at.use.returned = hands_out;
    return hands_out ? at.End(Kind::kEscape, *at.expr) : at.Read(*at.expr);
  }
  return at.Read(*at.expr);
}

bool PlaceUses::StepExpression(Climb& at, const Expr& parent) {
  if (const auto* member = dyn_cast<MemberExpr>(&parent)) {
    return StepMethod(at, *member);
  }
  if (const auto* op = dyn_cast<CXXOperatorCallExpr>(&parent)) {
    return StepOperator(at, *op);
  }
  if (isa<CallExpr, CXXConstructExpr>(parent)) return StepCall(at, parent);
  if (isa<UnaryOperator, BinaryOperator>(parent)) {
    return StepBuiltin(at, parent);
  }
  if (const auto* cast = dyn_cast<CastExpr>(&parent)) {
    if (cast->getType()->isVoidType()) return at.End(Kind::kNone, parent);
    if (cast->getCastKind() == CK_LValueToRValue) {
      if (!cast->getType()->isPointerType()) return at.Read(parent);
      at.use.behind_pointer = true;
    }
    if (cast->getCastKind() == CK_ArrayToPointerDecay) at.address = true;
    return at.Go(parent);
  }
  if (const auto* element = dyn_cast<ArraySubscriptExpr>(&parent)) {
    at.address = false;
    return element->getBase() == at.expr ? at.GoPart(parent)
                                         : at.Read(*at.expr);
  }
  if (const auto* choice = dyn_cast<ConditionalOperator>(&parent)) {
    return choice->getCond() == at.expr ? at.Read(*at.expr) : at.Go(parent);
  }
  if (isa<ParenExpr, FullExpr, MaterializeTemporaryExpr, CXXBindTemporaryExpr>(
          parent)) {
    return at.Go(parent);
  }
  if (at.address || isa<LambdaExpr>(parent)) {
    return at.End(Kind::kEscape, parent);
  }
  return at.Read(*at.expr);
}

bool PlaceUses::StepCall(Climb& at, const Expr& parent) {
  if (const auto* call = dyn_cast<CallExpr>(&parent)) {
    for (unsigned i = 0; i < call->getNumArgs(); ++i) {
      if (call->getArg(i) != at.expr) continue;
      return StepArgument(at, parent, Callee(*call), i);
    }
    return at.Read(*at.expr);
  }
  if (const auto* made = dyn_cast<CXXConstructExpr>(&parent)) {
    for (unsigned i = 0; i < made->getNumArgs(); ++i) {
      if (made->getArg(i) != at.expr) continue;
      return StepArgument(at, parent, made->getConstructor(), i);
    }
    return at.Read(*at.expr);
  }
  return at.Read(*at.expr);
}

// Operators of built-in types.
bool PlaceUses::StepBuiltin(Climb& at, const Expr& parent) {
  if (const auto* unary = dyn_cast<UnaryOperator>(&parent)) {
    if (unary->isIncrementDecrementOp()) {
      at.use.value = &parent;
      return at.End(Kind::kReadWrite, parent);
    }
    if (unary->getOpcode() == UO_AddrOf || unary->getOpcode() == UO_Deref) {
      at.address = unary->getOpcode() == UO_AddrOf;
      return at.Go(parent);
    }
    return at.Read(*at.expr);
  }
  if (const auto* binary = dyn_cast<BinaryOperator>(&parent)) {
    if (binary->isAssignmentOp() && binary->getLHS() == at.expr) {
      at.use.value = &parent;
      return at.End(
          binary->isCompoundAssignmentOp() ? Kind::kReadWrite : Kind::kWrite,
          parent);
    }
    const bool last =
        binary->getOpcode() == BO_Comma && binary->getRHS() == at.expr;
    return last ? at.Go(parent) : at.Read(*at.expr);
  }
  return at.Read(*at.expr);
}

bool PlaceUses::StepOperator(Climb& at, const CXXOperatorCallExpr& call) {
  unsigned index = 0;
  while (index < call.getNumArgs() && call.getArg(index) != at.expr) ++index;
  const FunctionDecl* callee = Callee(call);
  if (index != 0 || callee == nullptr) {
    return StepArgument(at, call, callee, index);
  }
  const auto* method = dyn_cast<CXXMethodDecl>(callee);
  switch (call.getOperator()) {
    case OO_Equal:
      return at.End(Kind::kWrite, call);
    case OO_Arrow:
    case OO_Star:
      at.use.behind_pointer = true;
      return at.GoPart(call);
    case OO_Subscript:
      if (method != nullptr && method->isConst()) return at.Read(call);
      if (InsertsBySubscript(scope_.names().ClassName(at.expr->getType()))) {
        at.part = true;
        return at.End(Kind::kWrite, call);
      }
      return at.GoPart(call);
    default:
      break;
  }
  if (method == nullptr) return StepArgument(at, call, callee, index);
  if (method->isConst()) return at.Read(call);
  at.use.value = &call;
  const bool library = scope_.names().InLibrary(method->getLocation());
  if (!library && call.getOperator() == OO_Call) {
    return at.End(Kind::kCall, call);
  }
  return at.End(Kind::kReadWrite, call);
}

bool PlaceUses::StepMethod(Climb& at, const MemberExpr& member) {
  const auto* method = dyn_cast<CXXMethodDecl>(member.getMemberDecl());
  if (method == nullptr) {
    if (member.isArrow()) at.address = false;
    return at.GoPart(member);
  }
  const Stmt* parent = WrittenParent(scope_, member);
  const auto* call = dyn_cast_or_null<CXXMemberCallExpr>(parent);
  if (call == nullptr || method->isStatic()) return at.Read(member);
  // What calls of the SDK do is its business.
  if (InSdk(scope_.book(), scope_.names().QualifiedName(*method))) {
    return at.Read(*call);
  }
  const MethodMeaning meaning = MeaningOf(*method, scope_.names());
  const bool gives_access = CanWriteThrough(method->getReturnType());
  switch (meaning) {
    case MethodMeaning::kResets:
      return at.End(Kind::kWrite, *call);
    case MethodMeaning::kWrites:
      at.part = true;
      at.use.value = call;
      return at.End(Kind::kReadWrite, *call);
    case MethodMeaning::kUser:
      at.use.value = call;
      return at.End(Kind::kCall, *call);
    case MethodMeaning::kReads:
      break;
  }
  if (!gives_access) return at.Read(*call);
  if (method->isConst()) {
    const std::string owner = scope_.names().ClassName(at.expr->getType());
    if (!IsPointerClass(owner)) return at.Read(*call);
    at.use.behind_pointer = true;
  }
  at.address = method->getReturnType()->isPointerType();
  return at.GoPart(*call);
}

bool PlaceUses::StepArgument(Climb& at, const Expr& call,
                             const FunctionDecl* callee, unsigned index) {
  if (callee == nullptr) {
    return at.address ? at.End(Kind::kEscape, call) : at.Read(*at.expr);
  }
  if (isa<CXXOperatorCallExpr>(call) && isa<CXXMethodDecl>(callee)) {
    if (index == 0) return at.Read(call);
    --index;
  }
  const bool library = scope_.names().InLibrary(callee->getLocation());
  const bool standard = callee->isInStdNamespace();
  const std::string name = callee->getNameAsString();
  if (standard && callee->getNumParams() == 1 &&
      (name == "move" || name == "forward")) {
    at.moved = true;
    return at.Go(call);
  }
  if (standard && PassesThrough(name)) return at.GoPart(call);
  if (index >= callee->getNumParams()) {
    return at.address ? at.End(Kind::kEscape, call) : at.Read(*at.expr);
  }
  const QualType type = callee->getParamDecl(index)->getType();
  if (type->isRValueReferenceType() && at.moved) {
    return at.End(Kind::kWrite, call);
  }
  if (at.moved && !type->isReferenceType()) return at.End(Kind::kWrite, call);
  if (InSdk(scope_.book(), scope_.names().QualifiedName(*callee))) {
    return at.Read(*at.expr);
  }
  if (type->isReferenceType() ? IsMutableReference(type)
                              : at.address && IsMutablePointer(type)) {
    if (standard && OnlyLooks(name)) return at.Read(call);
    if (!library || isa<CXXConstructExpr>(call)) {
      return at.End(Kind::kEscape, call);
    }
    return at.End(name == "exchange" ? Kind::kReadWrite : Kind::kWrite, call);
  }
  return at.Read(*at.expr);
}

bool PlaceUses::StepVariable(Climb& at, const VarDecl& variable) {
  const VarDecl* alias = &variable;
  const auto loop = loop_variables_.find(&variable);
  if (loop != loop_variables_.end()) alias = loop->second;
  const QualType type = alias->getType();
  const bool can_write =
      type->isReferenceType()
          ? IsMutableReference(type)
          : (at.address || at.use.behind_pointer) && IsMutablePointer(type);
  if (!can_write || at.depth > 3) return at.Read(*at.expr);
  PlaceUse worst;
  worst.value = at.expr;
  for (const Expr* name : NamesOf(*alias)) {
    const PlaceUse use = Of(*name, at.depth + 1);
    if (use.kind > worst.kind) worst = use;
  }
  worst.whole = false;
  worst.behind_pointer |= at.use.behind_pointer;
  if (worst.kind <= Kind::kRead) worst.value = at.expr;
  if (worst.kind == Kind::kNone) worst.kind = Kind::kRead;
  at.use = worst;
  return false;
}

}  // namespace lockstep::lint
