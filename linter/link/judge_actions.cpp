#include "linter/link/judge.h"

namespace lockstep::lint {
namespace {

bool IsLambda(const FunctionFacts& facts) {
  return facts.name.ends_with("lambda") || facts.name.ends_with("(lambda)");
}

std::string DeedText(const Action& action) {
  switch (action.kind) {
    case Action::Kind::kCommand:
      return "the command '" + action.what + "' is made here";
    case Action::Kind::kRandomDraw:
      return "'" + action.what + "' takes a random number of the run here";
    case Action::Kind::kSuspension:
      return "'" + action.what + "' suspends the workflow here";
    case Action::Kind::kStateWrite:
      return "'" + action.what + "' is written here";
    case Action::Kind::kArmsGate:
      break;
  }
  return "here";
}

void Add(const Scene& scene, const std::string& slug, const Action& action,
         State state) {
  const Rule* rule = scene.findings.RuleIn(slug, RoleOf(state));
  if (rule == nullptr) return;
  scene.findings.Add({rule, action.what, "", "", action.place, rule->severity},
                     state);
}

bool Guardable(const Action& action) {
  switch (action.kind) {
    case Action::Kind::kCommand:
    case Action::Kind::kRandomDraw:
      return true;
    case Action::Kind::kStateWrite:
      return action.matters;
    case Action::Kind::kSuspension:
    case Action::Kind::kArmsGate:
      return false;
  }
  return false;
}

void JudgeAction(const Scene& scene, State state, const Action& action) {
  const Role role = RoleOf(state);
  const bool command = action.kind == Action::Kind::kCommand;
  const bool write = action.kind == Action::Kind::kStateWrite &&
                     scene.owned.Outlives(FunctionOf(state), action);
  if (role == Role::kSideEffect && command) {
    Add(scene, "command-in-side-effect", action, state);
  }
  if (Replayed(role) && role != Role::kWorkflow && (command || write)) {
    Add(scene, "query-mutation", action, state);
  }
  // Calls in a guard are judged where the guard is, not below.
  if (Replayed(role) && RegionOf(state) == Region::kAlways &&
      Resolve(scene.program(), action.guard) != Region::kAlways &&
      Guardable(action)) {
    Add(scene, "replay-branch", action, state);
  }
}

// A lambda that is given to SideEffect by workflow code writes what the
// workflow owns.
void JudgeCaptures(const Scene& scene, State state, const Edge& edge) {
  if (edge.role != int(Role::kSideEffect) &&
      edge.role != int(Role::kActivity)) {
    return;
  }
  const FunctionFacts& facts = scene.program().At(edge.to);
  if (!IsLambda(facts)) return;
  const State inside = Next(state, edge);
  for (const Action& action : facts.actions) {
    if (action.kind == Action::Kind::kStateWrite) {
      Add(scene, "capture-write", action, inside);
    }
  }
}

void JudgeGuardedCall(const Scene& scene, State state, const Edge& edge) {
  constexpr uint8_t kDeeds = Deeds::kCommand | Deeds::kDraw;
  if (RegionOf(state) != Region::kAlways || edge.region == Region::kAlways ||
      !scene.walk.states().Follows(state, edge) ||
      !Replayed(RoleOf(Next(state, edge))) ||
      (scene.deeds[edge.to] & kDeeds) == 0) {
    return;
  }
  const Rule* rule = scene.findings.RuleIn("replay-branch", RoleOf(state));
  if (rule == nullptr) return;
  Finding* finding = scene.findings.Add({rule, scene.program().At(edge.to).name,
                                         "", "", edge.At(), rule->severity},
                                        state);
  const Action* action = NearestDeed(scene.graph, edge.to, kDeeds);
  if (finding != nullptr && action != nullptr) {
    finding->notes.push_back({action->place, DeedText(*action)});
  }
}

// The place in a destructor where the command is made, or a call that leads to
// one.
void JudgeDestructor(const Scene& scene, State state) {
  const Id id = FunctionOf(state);
  if ((scene.deeds[id] & Deeds::kCommand) == 0) return;
  const Rule* rule =
      scene.findings.RuleIn("command-in-destructor", RoleOf(state));
  if (rule == nullptr) return;
  const FunctionFacts& facts = scene.program().At(id);
  const Action* action = NearestDeed(scene.graph, id, Deeds::kCommand);
  Place place = facts.place;
  for (const Edge& edge : scene.graph.From(id)) {
    if ((scene.deeds[edge.to] & Deeds::kCommand) == 0) continue;
    place = edge.At();
    break;
  }
  for (const Action& own : facts.actions) {
    if (&own == action) place = own.place;
  }
  Finding* finding = scene.findings.Add(
      {rule, facts.name, "", "", place, rule->severity}, state);
  if (finding != nullptr && action != nullptr && action->place != place) {
    finding->notes.push_back({action->place, DeedText(*action)});
  }
}

// A part with a note what it does; false if it does nothing of the kind.
bool Effectful(const Scene& scene, const Unsequenced::Part& part, Note& note) {
  constexpr uint8_t kAny = Deeds::kCommand | Deeds::kDraw | Deeds::kSuspension;
  note.place = part.place;
  if (!part.what.empty()) {
    note.text = "'" + part.what + "' is one part";
    return true;
  }
  for (const Key& key : part.calls) {
    const Id id = scene.program().Find(key);
    if (id == kNoId || (scene.deeds[id] & kAny) == 0) continue;
    const Action* action = NearestDeed(scene.graph, id, kAny);
    note.text = "'" + scene.program().At(id).name + "' is one part";
    if (action != nullptr) note.text += " (" + action->what + ")";
    return true;
  }
  return false;
}

}  // namespace

void JudgeActions(const Scene& scene, State state) {
  const FunctionFacts& facts = scene.FactsOf(state);
  for (const Action& action : facts.actions) {
    JudgeAction(scene, state, action);
  }
  if (!Replayed(RoleOf(state))) return;
  for (const Edge& edge : scene.graph.From(FunctionOf(state))) {
    JudgeCaptures(scene, state, edge);
    JudgeGuardedCall(scene, state, edge);
  }
  if (facts.destructor) JudgeDestructor(scene, state);
}

void JudgeUnsequenced(const Scene& scene, State state) {
  for (const Unsequenced& group : scene.FactsOf(state).unsequenced) {
    std::vector<Note> notes;
    for (const Unsequenced::Part& part : group.parts) {
      Note note;
      if (Effectful(scene, part, note)) notes.push_back(note);
    }
    if (notes.size() < 2) continue;
    const Rule* rule =
        scene.findings.RuleIn("unsequenced-effects", RoleOf(state));
    if (rule == nullptr) return;
    Finding* finding = scene.findings.Add(
        {rule, group.construct, "", "", group.place, rule->severity}, state);
    if (finding == nullptr) continue;
    finding->notes.insert(finding->notes.end(), notes.begin(), notes.end());
  }
}

}  // namespace lockstep::lint
