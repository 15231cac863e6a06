// Calls that are findings themselves: of activities, of functions that are
// declared nondeterministic, of what nobody knows.
#include <algorithm>

#include "linter/link/judge.h"
#include "linter/link/severity.h"

namespace lockstep::lint {
namespace {

constexpr std::string_view kDeclared = "nondeterministic";

std::string ReasonOf(const std::string& annotation) {
  const size_t colon = annotation.find(':');
  if (colon == std::string::npos) return "";
  const size_t begin = annotation.find_first_not_of(' ', colon + 1);
  return begin == std::string::npos ? "" : annotation.substr(begin);
}

void Add(const Scene& scene, State state, const Edge& edge,
         const std::string& slug) {
  const Rule* rule = scene.findings.RuleIn(slug, RoleOf(state));
  if (rule == nullptr) return;
  const FunctionFacts& callee = scene.program().At(edge.to);
  scene.findings.Add({rule, callee.name, ReasonOf(callee.annotation), "",
                      edge.At(), rule->severity},
                     state);
}

}  // namespace

void JudgeCalls(const Scene& scene, State state) {
  if (!Replayed(RoleOf(state)) || RegionOf(state) != Region::kAlways) return;
  for (const Edge& edge : scene.graph.From(FunctionOf(state))) {
    if (edge.role != ParameterUse::kInherit ||
        edge.kind == Edge::Kind::kReference || edge.region != Region::kAlways) {
      continue;
    }
    const std::string& says = scene.program().At(edge.to).annotation;
    if (says.starts_with(kDeclared)) {
      Add(scene, state, edge, "declared-nondeterministic");
    } else if (scene.walk.states().IsActivity(edge.to)) {
      Add(scene, state, edge, "direct-activity-call");
    }
  }
}

const UnknownCallees::Library& UnknownCallees::LibraryOf(
    const UnknownCall& call) {
  const bool library = !call.indirect && !call.call->library.empty();
  std::string shown =
      call.indirect ? call.call->callable.shown : call.call->shown;
  if (shown.empty()) shown = call.call->shown;
  const std::string& name = library ? call.call->library : shown;
  const std::string key =
      (library                           ? "library " + name
       : !call.indirect                  ? call.call->target
       : call.call->callable.key.empty() ? "callable " + name
                                         : call.call->callable.key);
  Library& found = libraries_[key];
  found.name = name;
  found.library = library;
  found.callees.insert(shown);
  return found;
}

UnknownCallees::UnknownCallees(const Scene& scene) : scene_(scene) {
  for (Id id = 0; id < scene.program().Count(); ++id) {
    if (!scene.usage.Replays(id)) continue;
    for (const UnknownCall& call : scene.graph.Unknown(id)) LibraryOf(call);
  }
}

void UnknownCallees::Judge(State state) {
  if (!Replayed(RoleOf(state)) || RegionOf(state) != Region::kAlways ||
      scene_.options.unknown == UnknownPolicy::kIgnore) {
    return;
  }
  for (const UnknownCall& call : scene_.graph.Unknown(FunctionOf(state))) {
    if (call.call->noreturn ||
        Resolve(scene_.program(), call.call->guard) != Region::kAlways) {
      continue;
    }
    const Rule* rule = scene_.findings.RuleIn("unknown-callee", RoleOf(state));
    if (rule == nullptr) return;
    const Library& library = LibraryOf(call);
    Cause cause{rule, library.name, "", "", call.call->place};
    if (library.library) {
      cause.once = true;
      cause.detail = "it is called as '" + *library.callees.begin() + "'";
      const size_t others = library.callees.size() - 1;
      if (others > 0)
        cause.detail += " and " + std::to_string(others) + " more";
    } else if (call.indirect) {
      cause.detail = "no callable is known to be stored in it";
    } else {
      cause.detail = "it has neither a body nor a model";
    }
    cause.severity = scene_.options.unknown == UnknownPolicy::kError
                         ? Severity::kError
                         : rule->severity;
    scene_.findings.Add(cause, state);
  }
}

Coverage UnknownCallees::Count() const {
  Coverage coverage;
  const Program& program = scene_.program();
  std::set<std::string_view> modelled, unknown;
  coverage.units = uint32_t(program.units().size());
  coverage.entries = uint32_t(scene_.entries.reported.size());
  for (Id id = 0; id < program.Count(); ++id) {
    if (!scene_.usage.Replays(id)) continue;
    ++coverage.functions;
    uint32_t indirect = 0;
    for (const Call& call : program.At(id).calls) {
      if (call.modelled) {
        modelled.insert(call.target.empty() ? call.shown : call.target);
      }
      if (call.kind == Call::Kind::kVirtual || call.kind == Call::Kind::kSlot) {
        ++indirect;
      }
    }
    uint32_t unresolved = 0;
    for (const UnknownCall& call : scene_.graph.Unknown(id)) {
      if (call.indirect || call.call->kind == Call::Kind::kVirtual) {
        ++unresolved;
      }
      if (!call.indirect) unknown.insert(call.call->target);
    }
    coverage.calls_resolved += indirect - unresolved;
    coverage.calls_unresolved += unresolved;
  }
  coverage.modelled = uint32_t(modelled.size());
  coverage.unknown = uint32_t(unknown.size());
  return coverage;
}

}  // namespace lockstep::lint
