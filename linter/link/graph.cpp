#include "linter/link/graph.h"

#include <algorithm>

namespace lockstep::lint {

// The edges of one function.
struct Graph::Builder {
  const Program& program;
  const Hierarchy& hierarchy;
  const Callables& callables;
  Id function;
  const FunctionFacts& facts;
  std::vector<Edge>& edges;
  std::vector<UnknownCall>& unknown;

  void Build() {
    for (const Call& call : facts.calls) {
      switch (call.kind) {
        case Call::Kind::kDirect:
          Direct(call);
          break;
        case Call::Kind::kVirtual:
          Virtual(call);
          break;
        case Call::Kind::kSlot:
          Slot(call);
          break;
        case Call::Kind::kReference:
          Reference(call);
          break;
      }
      if (!call.arguments.empty()) Arguments(call);
    }
    for (const Registration& registration : facts.registrations) {
      Register(registration);
    }
  }

  Edge Make(Id to, Edge::Kind kind, const Call& call) const {
    Edge edge;
    edge.to = to;
    edge.kind = kind;
    edge.region = Resolve(program, call.guard);
    edge.call = &call;
    return edge;
  }

  void Direct(const Call& call) {
    if (const Id id = program.Find(call.target); id != kNoId) {
      edges.push_back(Make(id, Edge::Kind::kCall, call));
    } else if (!call.modelled && !call.target.starts_with("init:")) {
      // An initialiser that no unit has is a constant, or a library's.
      unknown.push_back({&call, false});
    }
  }

  void Virtual(const Call& call) {
    const std::vector<Overrider> targets = hierarchy.Targets(call.target);
    for (const Overrider& target : targets) {
      const bool named = program.At(target.function).key == call.target;
      Edge edge = Make(target.function,
                       named ? Edge::Kind::kCall : Edge::Kind::kVirtual, call);
      edge.unlikely = !target.constructed;
      edges.push_back(edge);
    }
    if (targets.empty() && !call.modelled) unknown.push_back({&call, false});
  }

  void Slot(const Call& call) {
    const std::vector<Held> targets =
        callables.Targets(function, call.callable);
    // Callers say what a parameter is; see Arguments.
    if (call.callable.kind != Callable::Kind::kParameter) {
      for (const Held& target : targets) {
        Edge edge = Make(target.function, Edge::Kind::kSlot, call);
        edge.stored = target.stored;
        edges.push_back(edge);
      }
    }
    if (targets.empty() && !call.modelled) unknown.push_back({&call, true});
  }

  void Reference(const Call& call) {
    if (const Id id = program.Find(call.target); id != kNoId) {
      Edge edge = Make(id, Edge::Kind::kReference, call);
      edge.unlikely = true;
      edges.push_back(edge);
    }
  }

  void Arguments(const Call& call) {
    const std::vector<Id> targets = callables.CallTargets(function, call);
    for (const Argument& argument : call.arguments) {
      if (argument.callable.kind == Callable::Kind::kParameter) continue;
      ParameterUse use;
      for (Id target : targets) {
        use.AddAll(callables.Use(target, argument.index), Region::kAlways);
      }
      if (targets.empty() &&
          Callables::CalledByLibrary(facts, call, argument.callable)) {
        use.Add(ParameterUse::kInherit, Region::kAlways);
      }
      if (!use.Empty()) Pass(call, argument.callable, use);
    }
  }

  void Pass(const Call& call, const Callable& callable, ParameterUse use) {
    const Region outer = Resolve(program, call.guard);
    for (const Held& held : callables.Targets(function, callable)) {
      for (int role = 0; role <= ParameterUse::kInherit; ++role) {
        for (int region = 0; region < kRegions; ++region) {
          if (!use.Has(role, Region(region))) continue;
          Edge edge = Make(held.function, Edge::Kind::kPassed, call);
          edge.role = role;
          edge.region = Inside(outer, Region(region));
          edge.callable = &callable;
          AddOnce(edge);
        }
      }
    }
  }

  void Register(const Registration& registration) {
    if (registration.callable.kind == Callable::Kind::kParameter) return;
    for (const Held& held :
         callables.Targets(function, registration.callable)) {
      Edge edge;
      edge.to = held.function;
      edge.kind = Edge::Kind::kRegistered;
      edge.role = int(registration.role);
      edge.registration = &registration;
      edge.stored = held.stored;
      edge.region = RegionAt(registration.place);
      edges.push_back(edge);
    }
  }

  Region RegionAt(const Place& place) const {
    for (const Action& action : facts.actions) {
      if (action.place == place) return Resolve(program, action.guard);
    }
    for (const Call& call : facts.calls) {
      if (call.place == place) return Resolve(program, call.guard);
    }
    return Region::kAlways;
  }

  // Collect may have said in words of its own that a library calls it.
  void AddOnce(const Edge& edge) {
    const auto same = [&](const Edge& other) {
      return other.to == edge.to && other.role == edge.role &&
             other.region == edge.region && other.At() == edge.At();
    };
    if (std::none_of(edges.begin(), edges.end(), same)) edges.push_back(edge);
  }
};

Graph::Graph(const Program& program, const Hierarchy& hierarchy,
             const Callables& callables)
    : program_(program), edges_(program.Count()), unknown_(program.Count()) {
  for (Id id = 0; id < program.Count(); ++id) {
    Builder{program,        hierarchy,  callables,   id,
            program.At(id), edges_[id], unknown_[id]}
        .Build();
  }
}

std::vector<uint32_t> Graph::Components() const {
  Successors successors;
  for (const std::vector<Edge>& edges : edges_) {
    successors.first.push_back(uint32_t(successors.to.size()));
    for (const Edge& edge : edges) successors.to.push_back(edge.to);
  }
  successors.first.push_back(uint32_t(successors.to.size()));
  return ComponentsOf(successors);
}

}  // namespace lockstep::lint
