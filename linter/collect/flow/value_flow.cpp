#include "linter/collect/flow/value_flow.h"

#include "linter/collect/flow/tracer.h"

namespace lockstep::lint {

ValueFlow FlowOf(const clang::Expr& value, FunctionScope& scope) {
  return Tracer(scope).Run(value);
}

ValueFlow FlowOfCall(const clang::Expr& call, FunctionScope& scope) {
  return Tracer(scope).RunCall(call);
}

}  // namespace lockstep::lint
