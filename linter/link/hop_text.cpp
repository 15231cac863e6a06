#include <string_view>

#include "linter/link/graph.h"

namespace lockstep::lint {
namespace {

std::string Quoted(std::string_view name) {
  return "'" + std::string(name) + "'";
}

std::string_view Named(const Callable& callable, const FunctionFacts& to) {
  return callable.shown.empty() ? to.name : callable.shown;
}

std::string CallText(const Call& call, const std::string& callee) {
  const std::string& why = call.implicit;
  // "'std::sort' calls 'lambda'" says it all.
  if (why.find("' calls '") != std::string::npos) return why;
  if (why.empty() || why.starts_with("constructor") ||
      why.starts_with("operator")) {
    return "calls " + callee;
  }
  return "implicit " + call.implicit + " calls " + callee;
}

}  // namespace

std::string HopText(const Program& program, const Edge& edge) {
  const FunctionFacts& to = program.At(edge.to);
  switch (edge.kind) {
    case Edge::Kind::kCall:
      return CallText(*edge.call, Quoted(to.name));
    case Edge::Kind::kVirtual:
      return CallText(*edge.call, Quoted(edge.call->shown)) +
             ", which may be " + Quoted(to.name);
    case Edge::Kind::kSlot: {
      const std::string_view slot = Named(edge.call->callable, to);
      if (slot == to.name) return CallText(*edge.call, Quoted(to.name));
      return CallText(*edge.call, Quoted(slot)) + ", which may be " +
             Quoted(to.name);
    }
    case Edge::Kind::kPassed:
      return "passes " + Quoted(Named(*edge.callable, to)) + " to " +
             Quoted(edge.call->shown) + ", which calls it";
    case Edge::Kind::kReference:
      return "takes the address of " + Quoted(to.name);
    case Edge::Kind::kRegistered:
      return "passes " + Quoted(Named(edge.registration->callable, to)) +
             " to " + Quoted(edge.registration->how);
  }
  return "";
}

}  // namespace lockstep::lint
