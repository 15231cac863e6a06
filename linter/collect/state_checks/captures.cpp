// The state of its own that a registered callable carries (LS709).
#include <map>

#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "linter/collect/state_checks/shapes.h"
#include "linter/collect/state_checks/state_checks.h"

namespace lockstep::lint {
namespace {

using namespace clang;

constexpr int kDepth = 4;

std::string StdClass(QualType type) {
  const CXXRecordDecl* record =
      type.getNonReferenceType()->getAsCXXRecordDecl();
  return record != nullptr && record->isInStdNamespace()
             ? record->getNameAsString()
             : "";
}

// Whether a copy of the value still leads to what others can change.
bool LeadsToState(QualType type) {
  type = type.getNonReferenceType();
  if (type->isPointerType()) {
    const QualType pointee = type->getPointeeType();
    return !pointee->isFunctionType() && !pointee.isConstQualified();
  }
  const std::string name = StdClass(type);
  if (name != "shared_ptr" && name != "unique_ptr" && name != "weak_ptr" &&
      name != "reference_wrapper") {
    return false;
  }
  const auto* owner =
      dyn_cast<ClassTemplateSpecializationDecl>(type->getAsCXXRecordDecl());
  if (owner == nullptr || owner->getTemplateArgs().size() == 0) return true;
  const TemplateArgument& argument = owner->getTemplateArgs()[0];
  return argument.getKind() != TemplateArgument::Type ||
         !argument.getAsType().isConstQualified();
}

std::string OfCapture(const LambdaCapture& capture, bool is_mutable) {
  if (capture.capturesThis()) {
    return capture.getCaptureKind() == LCK_StarThis ? "" : "this";
  }
  if (!capture.capturesVariable()) return "";
  const ValueDecl* variable = capture.getCapturedVar();
  const std::string name = variable->getNameAsString();
  const QualType type = variable->getType();
  const bool state =
      capture.getCaptureKind() == LCK_ByRef || LeadsToState(type) || is_mutable;
  return state ? name : "";
}

void Append(std::string& text, const std::string& more) {
  if (more.empty()) return;
  text += (text.empty() ? "" : ", ") + more;
}

std::string OfLambda(const LambdaExpr& lambda) {
  std::string text;
  for (const LambdaCapture& capture : lambda.captures()) {
    Append(text, OfCapture(capture, lambda.isMutable()));
  }
  return text;
}

bool IsBind(const CallExpr& call) {
  const FunctionDecl* callee = Callee(call);
  if (callee == nullptr || callee->getIdentifier() == nullptr) return false;
  const llvm::StringRef name = callee->getName();
  return name == "bind" || name == "bind_front" || name == "bind_back" ||
         name == "mem_fn";
}

std::string OfBind(const CallExpr& call) {
  std::string text;
  for (unsigned i = 1; i < call.getNumArgs(); ++i) {
    const Expr* argument = Source(call.getArg(i));
    const auto* address = dyn_cast<UnaryOperator>(argument);
    const bool takes_address =
        address != nullptr && address->getOpcode() == UO_AddrOf;
    const auto* ref = dyn_cast<CallExpr>(argument);
    const bool wraps = ref != nullptr &&
                       StdClass(ref->getType()) == "reference_wrapper" &&
                       ref->getNumArgs() == 1;
    const Expr* named = takes_address ? address->getSubExpr()
                        : wraps       ? ref->getArg(0)
                                      : argument;
    if (!takes_address && !wraps && !LeadsToState(argument->getType())) {
      continue;
    }
    const VarDecl* variable = VariableOf(RootOf(named));
    Append(text,
           variable == nullptr ? "an object" : variable->getNameAsString());
  }
  return text;
}

// An object of a class with operator().
std::string OfObject(QualType type) {
  const CXXRecordDecl* record = type->getAsCXXRecordDecl();
  if (record == nullptr || !record->hasDefinition() ||
      record->isInStdNamespace() || record->isLambda()) {
    return "";
  }
  std::string text;
  for (const FieldDecl* field : record->fields()) {
    const bool state = field->getType()->isReferenceType() ||
                       LeadsToState(field->getType()) || field->isMutable();
    if (state) Append(text, field->getNameAsString());
  }
  return text;
}

std::string Of(const Expr* expr, int depth);

// A function that makes the callable: what it returns.
std::string OfResult(const CallExpr& call, int depth) {
  const FunctionDecl* callee = Callee(call);
  if (callee == nullptr) return "";
  std::string text;
  Visit(callee->getBody(), [&](const Stmt& stmt) {
    const auto* leave = dyn_cast<ReturnStmt>(&stmt);
    if (leave != nullptr && leave->getRetValue() != nullptr && text.empty()) {
      text = Of(leave->getRetValue(), depth + 1);
    }
    return true;
  });
  return text;
}

std::string Of(const Expr* expr, int depth) {
  const std::string members = OfObject(expr->getType());
  if (!members.empty()) return members;
  expr = Source(expr);
  if (expr == nullptr || depth > kDepth) return "";
  if (const auto* lambda = dyn_cast<LambdaExpr>(expr)) return OfLambda(*lambda);
  if (const auto* call = dyn_cast<CallExpr>(expr)) {
    return IsBind(*call) ? OfBind(*call) : OfResult(*call, depth);
  }
  const VarDecl* variable = VariableOf(expr);
  if (variable != nullptr && variable->hasInit() &&
      !isa<ParmVarDecl>(variable)) {
    const std::string text = Of(variable->getInit(), depth + 1);
    if (!text.empty()) return text;
  }
  return OfObject(expr->getType());
}

}  // namespace

std::string CapturesOf(const Expr& callable) { return Of(&callable, 0); }

}  // namespace lockstep::lint
