// Calls whose value leaves through their arguments.
#include "linter/collect/flow/expressions.h"
#include "linter/collect/flow/tracer.h"

namespace lockstep::lint {

using llvm::dyn_cast;
using llvm::isa;

namespace {

// `out.begin()`, `std::begin(out)`, `std::back_inserter(out)`: what a function
// writes there is in `out`. Null for other arguments.
const clang::Expr* WrittenRange(const clang::Expr& argument,
                                FunctionScope& scope) {
  const std::string name = CalleeName(argument, scope);
  if (name == "std::begin" || name == "std::back_inserter" ||
      name == "std::front_inserter" || name == "std::inserter") {
    return ArgumentsOf(argument).front();
  }
  const clang::Expr* object = ObjectOf(argument);
  if (object == nullptr || object->getType().isConstQualified()) return nullptr;
  return name.ends_with("::begin") ? object : nullptr;
}

// Handles of open things: a function changes what they stand for.
bool IsHandle(clang::QualType type, FunctionScope& scope) {
  if (type->isIncompleteType()) return !type->isVoidType();
  const std::string name = scope.names().ClassName(type);
  return name == "_IO_FILE" || scope.sdk().IsContext(name) ||
         scope.sdk().OwnsName(name);
}

// A parameter of this type gives the function a place to write to.
bool IsPlace(clang::QualType parameter, FunctionScope& scope) {
  if (!parameter->isLValueReferenceType() && !parameter->isPointerType()) {
    return false;
  }
  const clang::QualType to = parameter->getPointeeType();
  return !to.isConstQualified() && !to->isFunctionType() &&
         !IsHandle(to, scope);
}

bool IsLibraryVariable(const clang::ValueDecl& decl, FunctionScope& scope) {
  const auto* variable = dyn_cast<clang::VarDecl>(&decl);
  return variable != nullptr && variable->hasGlobalStorage() &&
         scope.names().InLibrary(variable->getLocation());
}

}  // namespace

ValueFlow Tracer::RunCall(const clang::Expr& call) {
  const bool has_value = !call.getType()->isVoidType();
  if (has_value) Push(call, Carries::kWhole);
  const clang::FunctionDecl* callee = CalleeOf(call);
  bool writes = false;
  if (callee != nullptr && !isa<clang::CXXConstructExpr>(call)) {
    const std::vector<const clang::Expr*> arguments = ArgumentsOf(call);
    for (unsigned i = 0; i < arguments.size(); ++i) {
      if (i >= callee->getNumParams()) break;
      const clang::QualType type = callee->getParamDecl(i)->getType();
      writes |= TaintOutput(*arguments[i], type);
    }
  }
  // A method without a result changes its object.
  const auto* method = llvm::dyn_cast_or_null<clang::CXXMethodDecl>(callee);
  const clang::Expr* object = ObjectOf(call);
  if (!has_value && object != nullptr && method != nullptr &&
      !method->isConst() && RootOf(*object) != nullptr) {
    Taint(*object, Carries::kWhole);
    writes = true;
  }
  if (!has_value && !writes) flow_.Add(Sink::kNoValue);
  FollowAll();
  return flow_;
}

bool Tracer::TaintOutput(const clang::Expr& argument, clang::QualType type) {
  const clang::Expr& bare = Bare(argument);
  if (const clang::Expr* range = WrittenRange(bare, scope_)) {
    Taint(*range, Carries::kContent);
    return true;
  }
  const clang::ValueDecl* root = RootOf(bare);
  if (root == nullptr || isa<clang::LambdaExpr>(bare) ||
      !IsPlace(type, scope_) || IsLibraryVariable(*root, scope_)) {
    return false;
  }
  Taint(argument, Carries::kWhole);
  return true;
}

}  // namespace lockstep::lint
