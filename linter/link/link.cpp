#include "linter/link/link.h"

#include "linter/link/judge.h"

namespace lockstep::lint {
namespace {

void JudgeStates(const Scene& scene, Walk& walk) {
  SharedState shared(scene);
  UnknownCallees unknown(scene);
  WholeUnits units(scene);
  for (const Ways ways : {Ways::kSure, Ways::kAll}) {
    walk.Begin(ways);
    for (const Entry& entry : scene.entries.reported) {
      walk.Start(entry);
      scene.findings.Begin(entry);
      if (ways == Ways::kSure) JudgeEntry(scene, entry);
      for (const State state : walk.States()) {
        JudgeEffects(scene, state);
        JudgeActions(scene, state);
        JudgeUnsequenced(scene, state);
        JudgeCalls(scene, state);
        shared.Judge(state);
        unknown.Judge(state);
        units.Judge(state);
      }
    }
  }
}

}  // namespace

Linked Link(const std::vector<Unit>& units, const RuleBook& book,
            const LinkOptions& options) {
  const Program program(units);
  const Hierarchy hierarchy(program);
  const Callables callables(program, hierarchy);
  const Graph graph(program, hierarchy, callables);
  const Entries entries = FindEntries(graph);
  const StateGraph states(graph, entries);
  const Usage usage(states, entries);
  Walk walk(states);
  FindingSet findings(book, options, walk);
  const OwnedState owned(graph, usage, entries);
  const Scene scene{graph,   walk,  usage,           entries,
                    options, owned, SumDeeds(graph), findings};
  JudgeStates(scene, walk);
  Linked linked;
  linked.findings = findings.Finish(entries.reported);
  linked.coverage = UnknownCallees(scene).Count();
  return linked;
}

}  // namespace lockstep::lint
