// What is wrong in one state of one walk. Each part looks at one kind of fact;
// all of them see the same scene.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "linter/link/finding_set.h"
#include "linter/link/owned_state.h"
#include "linter/link/summary.h"

namespace lockstep::lint {

struct Scene {
  const Graph& graph;
  const Walk& walk;
  const Usage& usage;
  const Entries& entries;
  const LinkOptions& options;
  const OwnedState& owned;
  std::vector<uint8_t> deeds;  // SumDeeds
  FindingSet& findings;

  const Program& program() const { return graph.program(); }
  const FunctionFacts& FactsOf(State state) const {
    return program().At(FunctionOf(state));
  }
};

// Effect::flow with the callers' share of what is returned.
ValueFlow WholeFlow(const Scene& scene, Id function, const ValueFlow& flow);
// Adds a note where the value goes, if the rule looks at that.
void NoteFlow(Finding& finding, const ValueFlow& flow);

void JudgeEffects(const Scene& scene, State state);
void JudgeActions(const Scene& scene, State state);
void JudgeUnsequenced(const Scene& scene, State state);
void JudgeCalls(const Scene& scene, State state);

// Variables that outlive an execution (section B7).
class SharedState {
 public:
  explicit SharedState(const Scene& scene);
  void Judge(State state);

 private:
  struct Uses {
    bool written = false;       // anywhere
    bool written_late = false;  // not only while the worker is set up
    bool read = false;
    bool fresh = true;  // every read sees a write of its own
  };
  // All that one function does with one variable.
  struct Group {
    const VariableFacts* variable = nullptr;
    const Access* first = nullptr;
    ValueFlow flow;
    bool changes = false;
    bool hands_out = true;  // does nothing but give its address away
  };
  // An initialiser's cause, and the way down to it.
  struct Source {
    const Effect* effect = nullptr;
    std::vector<Hop> way;
  };
  void Count(Id function);
  void Collect(Id function);
  void JudgeGroup(const Group& group, State state);
  void JudgeInitialiser(const Edge& edge, State state);
  const Source& SourceOf(Id initialiser);
  ValueFlow ReadFlow(Id function, const VariableFacts* variable) const;
  const Effect* Bad(Id function) const;

  const Scene& scene_;
  std::map<const VariableFacts*, Uses> uses_;
  std::vector<std::vector<Group>> groups_;  // by function
  std::map<Id, Source> sources_;
};

// Callees without body and model (LS999): one for each library.
class UnknownCallees {
 public:
  explicit UnknownCallees(const Scene& scene);
  void Judge(State state);
  Coverage Count() const;

 private:
  struct Library {
    std::string name;
    bool library = false;
    std::set<std::string> callees;
  };
  const Library& LibraryOf(const UnknownCall& call);

  const Scene& scene_;
  std::map<std::string, Library> libraries_;
};

// What is judged once an entry, before its states.
void JudgeEntry(const Scene& scene, const Entry& entry);
// Flags and pragmas of units that hold code of the walk; bodies that differ.
class WholeUnits {
 public:
  explicit WholeUnits(const Scene& scene);
  void Judge(State state);

 private:
  void JudgeBodies(const Disagreement& all, State state);
  void JudgeUnit(const Effect& effect, State state);

  const Scene& scene_;
  std::map<Id, const Disagreement*> disagreements_;
  std::map<std::pair<std::string, Place>, const Effect*> once_;
  std::map<const Effect*, const Effect*> ones_;  // looked up, never walked
};

}  // namespace lockstep::lint
