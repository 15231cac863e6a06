#include <algorithm>

#include "linter/collect/flow/expressions.h"
#include "linter/collect/flow/tracer.h"

namespace lockstep::lint {

using llvm::dyn_cast;
using llvm::isa;

namespace {

// Machinery of co_await, co_return: the value goes on in these.
bool IsAwaitMachinery(const clang::FunctionDecl& callee) {
  if (callee.getOverloadedOperator() == clang::OO_Coawait) return true;
  const clang::IdentifierInfo* name = callee.getIdentifier();
  return name != nullptr &&
         (name->isStr("await_transform") || name->isStr("await_ready") ||
          name->isStr("await_suspend") || name->isStr("await_resume") ||
          name->isStr("return_value") || name->isStr("yield_value"));
}

// How many elements a container has, not which.
bool IsCount(const clang::FunctionDecl& callee) {
  const clang::IdentifierInfo* name = callee.getIdentifier();
  return name != nullptr && (name->isStr("size") || name->isStr("empty") ||
                             name->isStr("ssize") || name->isStr("length") ||
                             name->isStr("capacity") || name->isStr("clear"));
}

bool IsPosition(const clang::FunctionDecl& callee) {
  const clang::IdentifierInfo* name = callee.getIdentifier();
  return name != nullptr && (name->isStr("begin") || name->isStr("end") ||
                             name->isStr("cbegin") || name->isStr("cend"));
}

bool IsChangeable(clang::QualType parameter) {
  return (parameter->isLValueReferenceType() || parameter->isPointerType()) &&
         !parameter->getPointeeType().isConstQualified() &&
         !parameter->getPointeeType()->isFunctionType();
}

bool IsStream(clang::QualType type, FunctionScope& scope) {
  const std::string name = scope.names().ClassName(type);
  return name == "std::basic_ostream" || name == "std::basic_iostream" ||
         name == "std::basic_ostringstream" ||
         name == "std::basic_stringstream";
}

std::string ArgumentText(unsigned index, const clang::Expr& call,
                         FunctionScope& scope) {
  return "argument " + std::to_string(index + 1) + " of '" +
         CalleeName(call, scope) + "'";
}

}  // namespace

void Tracer::FollowIntoCall(const Step& step, const clang::Expr& call) {
  const clang::FunctionDecl* callee = CalleeOf(call);
  if (callee != nullptr && IsAwaitMachinery(*callee)) {
    Push(call, step.carries);
    return;
  }
  const auto* plain = dyn_cast<clang::CallExpr>(&call);
  const bool is_callee = plain != nullptr && plain->getCallee() == step.value;
  if (is_callee && ObjectOf(call) == nullptr) {
    Reach(Sink::kBranch, *step.value, "which function is called");
    return;
  }
  if (is_callee || ObjectOf(call) == step.value) {
    FollowObject(step, call);
    return;
  }
  const std::vector<const clang::Expr*> arguments = ArgumentsOf(call);
  const auto found = std::find(arguments.begin(), arguments.end(), step.value);
  FollowArgument(step, call, unsigned(found - arguments.begin()));
}

void Tracer::FollowObject(const Step& step, const clang::Expr& call) {
  const clang::FunctionDecl* callee = CalleeOf(call);
  if (callee == nullptr) {
    Push(call, Carries::kWhole);
    return;
  }
  if (callee->getOverloadedOperator() == clang::OO_Equal) return;
  if (step.carries == Carries::kContent) {
    if (IsCount(*callee)) return;
    Push(call, IsPosition(*callee) ? Carries::kContent : Carries::kWhole);
    return;
  }
  const auto* method = dyn_cast<clang::CXXMethodDecl>(callee);
  const std::string& name = scope_.names().QualifiedName(*callee);
  const bool ours = !scope_.names().InLibrary(callee->getLocation()) &&
                    !scope_.sdk().OwnsName(name);
  const bool lambda = method != nullptr && method->getParent()->isLambda();
  if (ours && !lambda && method != nullptr && !method->isConst() &&
      !method->isOverloadedOperator()) {
    Reach(Sink::kUnknown, call, "the object of '" + name + "'");
  }
  Push(call, Carries::kWhole);
}

bool Tracer::FollowIntoSdk(const Step& step, const clang::Expr& call,
                           unsigned index) {
  const std::string name = CalleeName(call, scope_);
  const SdkMeaning meaning = scope_.sdk().Find(name);
  if (meaning.logger) {
    Reach(Sink::kLog, *step.value, ArgumentText(index, call, scope_));
    return true;
  }
  for (const CallableRole* callable : meaning.callables) {
    if (callable->argument >= 0 && unsigned(callable->argument) != index) {
      continue;
    }
    // What a predicate says decides when the run goes on; what a side effect
    // returns is recorded.
    if (callable->role == Role::kPredicate) {
      Reach(Sink::kBranch, *step.value, "the condition of '" + name + "'");
    }
    return true;
  }
  if (meaning.command != nullptr) {
    const auto& identity = meaning.command->identity;
    const bool named =
        std::find(identity.begin(), identity.end(), index) != identity.end();
    Reach(named ? Sink::kCommand : Sink::kPayload, *step.value,
          ArgumentText(index, call, scope_));
    return true;
  }
  if (!scope_.sdk().OwnsName(name)) return false;
  Push(call, Carries::kWhole);
  return true;
}

bool Tracer::FollowIntoStream(const Step& step, const clang::Expr& call) {
  const auto* op = dyn_cast<clang::CXXOperatorCallExpr>(&call);
  if (op == nullptr || op->getOperator() != clang::OO_LessLess ||
      op->getNumArgs() != 2 || op->getArg(1) != step.value) {
    return false;
  }
  // The leftmost operand of the chain.
  const clang::Expr* stream = &Bare(*op->getArg(0));
  while (const auto* inner = dyn_cast<clang::CXXOperatorCallExpr>(stream)) {
    if (inner->getOperator() != clang::OO_LessLess) break;
    stream = &Bare(*inner->getArg(0));
  }
  const clang::VarDecl* variable = VariableOf(*stream);
  const std::string name = CalleeName(*stream, scope_);
  if (scope_.sdk().Find(name).logger) {
    Reach(Sink::kLog, *step.value, "a log line of '" + name + "'");
    return true;
  }
  if (!IsStream(op->getArg(0)->getType(), scope_) || variable == nullptr) {
    return false;
  }
  if (variable->hasGlobalStorage() &&
      scope_.names().InLibrary(variable->getLocation())) {
    Reach(Sink::kLog, *step.value, "a line of output");
    return true;
  }
  Taint(*stream, Carries::kWhole);
  return true;
}

// Library functions put results where their arguments say.
void Tracer::TaintOutputs(const clang::Expr& call, unsigned source) {
  const clang::FunctionDecl* callee = CalleeOf(call);
  const std::vector<const clang::Expr*> arguments = ArgumentsOf(call);
  for (unsigned i = 0; i < arguments.size(); ++i) {
    if (i == source) continue;
    const clang::Expr& bare = Bare(*arguments[i]);
    if (const std::string name = CalleeName(bare, scope_);
        name == "std::back_inserter" || name == "std::inserter" ||
        name == "std::front_inserter") {
      Taint(*ArgumentsOf(bare).front(), Carries::kContent);
      continue;
    }
    if (i < callee->getNumParams() && !isa<clang::LambdaExpr>(bare) &&
        RootOf(bare) != nullptr &&
        IsChangeable(callee->getParamDecl(i)->getType())) {
      Taint(*arguments[i], Carries::kWhole);
    }
  }
}

void Tracer::FollowArgument(const Step& step, const clang::Expr& call,
                            unsigned index) {
  const clang::FunctionDecl* callee = CalleeOf(call);
  if (callee == nullptr) {
    Reach(Sink::kUnknown, *step.value, "an argument of an unknown function");
    Push(call, Carries::kWhole);
    return;
  }
  if (FollowIntoSdk(step, call, index) || FollowIntoStream(step, call)) return;
  const clang::Expr* object = ObjectOf(call);
  const clang::OverloadedOperatorKind op = callee->getOverloadedOperator();
  if (op == clang::OO_Subscript) {
    Reach(Sink::kBranch, *step.value, "an index");
    return;
  }
  const Model* model = ModelOf(call, scope_);
  if (model != nullptr && model->rule == "console-output") {
    Reach(Sink::kLog, *step.value, ArgumentText(index, call, scope_));
    return;
  }
  const bool library = scope_.names().InLibrary(callee->getLocation());
  const bool known = model != nullptr && model->verdict != "unknown";
  const bool built = isa<clang::CXXConstructExpr>(call);
  const auto* method = dyn_cast<clang::CXXMethodDecl>(callee);
  const bool lambda = method != nullptr && method->getParent()->isLambda();
  if (!known && !built && !lambda && op == clang::OO_None &&
      !(library && method != nullptr)) {
    Reach(Sink::kUnknown, *step.value, ArgumentText(index, call, scope_));
  } else if (library || known) {
    TaintOutputs(call, index);
  }
  if (object != nullptr && method != nullptr && !method->isConst() && !lambda) {
    const bool whole = op != clang::OO_None;
    Taint(*object, whole ? step.carries : Carries::kContent);
  }
  // An argument of a lambda in this function is its parameter.
  if (lambda && index < callee->getNumParams()) {
    TaintVariable(*callee->getParamDecl(index), step.carries);
    return;
  }
  Push(call, step.carries);
}

}  // namespace lockstep::lint
