#include "linter/link/judge.h"
#include "linter/link/severity.h"

namespace lockstep::lint {

void JudgeEntry(const Scene& scene, const Entry& entry) {
  const Registration* registration = entry.registration;
  if (registration == nullptr || registration->captures.empty()) return;
  const Rule* rule = scene.findings.RuleIn("registered-capture", entry.role);
  if (rule == nullptr) return;
  scene.findings.AddToEntry({rule, registration->captures, "", "",
                             registration->place, rule->severity});
}

namespace {

// A flag is the program's, whatever unit has it; code has a place.
std::pair<std::string, Place> KeyOf(const Effect& effect) {
  const bool flag = effect.place.column == 0;
  return {effect.rule + " " + effect.symbol, flag ? Place() : effect.place};
}

}  // namespace

WholeUnits::WholeUnits(const Scene& scene) : scene_(scene) {
  for (const Disagreement& all : scene.program().disagreements()) {
    disagreements_.emplace(all.function, &all);
  }
  for (const Unit* unit : scene.program().units()) {
    for (const Effect& effect : unit->effects) {
      const Effect*& one = once_[KeyOf(effect)];
      if (one == nullptr) one = &effect;
      ones_.emplace(&effect, one);
    }
  }
}

void WholeUnits::Judge(State state) {
  if (!Replayed(RoleOf(state))) return;
  const Id id = FunctionOf(state);
  const auto found = disagreements_.find(id);
  if (found != disagreements_.end()) JudgeBodies(*found->second, state);
  for (uint32_t number : scene_.program().UnitsOf(id)) {
    for (const Effect& effect : scene_.program().units()[number]->effects) {
      JudgeUnit(*ones_.at(&effect), state);
    }
  }
}

void WholeUnits::JudgeBodies(const Disagreement& all, State state) {
  const Rule* rule = scene_.findings.RuleIn("bodies-differ", RoleOf(state));
  if (rule == nullptr) return;
  Finding* finding = scene_.findings.Add(
      {rule, all.first->name, "", "", all.first->place, rule->severity}, state);
  if (finding == nullptr) return;
  finding->notes.push_back(
      {all.second->place, "this body of it is another one"});
}

void WholeUnits::JudgeUnit(const Effect& effect, State state) {
  const Rule* rule = scene_.findings.RuleIn(effect.rule, RoleOf(state));
  if (rule == nullptr) return;
  if (!effect.gate.empty() && !scene_.program().Armed(effect.gate)) return;
  Cause cause{rule, effect.symbol, effect.detail, "", effect.place};
  cause.severity = ParseSeverity(effect.severity, rule->severity);
  Finding* finding = scene_.findings.Add(cause, state);
  if (finding == nullptr) return;
  finding->macro = effect.macro;
  finding->spelling = effect.spelling;
  finding->fix = effect.fix;
  finding->notes.insert(finding->notes.end(), effect.notes.begin(),
                        effect.notes.end());
}

}  // namespace lockstep::lint
