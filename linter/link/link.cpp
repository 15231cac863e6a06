#include "linter/link/link.h"

#include "linter/link/judge.h"

namespace lockstep::lint {
namespace {

void JudgeStates(const Scene& scene, Walk& walk) {
  SharedState shared(scene);
  UnknownCallees unknown(scene);
  WholeUnits units(scene);
  for (const Entry& entry : scene.entries.reported) {
    walk.Start(entry);
    scene.findings.Begin(entry);
    JudgeEntry(scene, entry, walk.States().front());
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

}  // namespace

Linked Link(const std::vector<Unit>& units, const RuleBook& book,
            const LinkOptions& options) {
  const Program program(units);
  const Hierarchy hierarchy(program);
  const Callables callables(program, hierarchy);
  const Graph graph(program, hierarchy, callables);
  const Entries entries = FindEntries(graph);
  Walk walk(graph, entries.activities);
  const Usage usage(walk, entries);
  FindingSet findings(book, options, walk);
  const OwnedState owned(graph, usage, entries);
  const Scene scene{graph,   walk,  usage,           entries,
                    options, owned, SumDeeds(graph), findings};
  JudgeStates(scene, walk);
  Linked linked;
  linked.findings = findings.Finish();
  linked.coverage = UnknownCallees(scene).Count();
  return linked;
}

}  // namespace lockstep::lint
