#include "linter/link/judge.h"
#include "linter/link/severity.h"

namespace lockstep::lint {
namespace {

constexpr const char* kReplayBranch = "replay-branch";

// What only a replay or only a live run does is judged by LS906 alone.
bool Guarded(const Scene& scene, State state, const Effect& effect) {
  if (effect.rule == kReplayBranch) return false;
  return Inside(RegionOf(state), Resolve(scene.program(), effect.guard)) !=
         Region::kAlways;
}

bool Counts(const Scene& scene, const Effect& effect, const ValueFlow& flow) {
  if (effect.gate.empty()) return true;
  if (effect.gate == "matters") return Matters(flow);
  return scene.program().Armed(effect.gate);
}

}  // namespace

ValueFlow WholeFlow(const Scene& scene, Id function, const ValueFlow& flow) {
  if (!flow.Has(Sink::kReturned)) return flow;
  ValueFlow whole = flow;
  whole.sinks &= uint8_t(~uint8_t(Sink::kReturned));
  Combine(whole, scene.usage.Results(function));
  return whole;
}

void NoteFlow(Finding& finding, const ValueFlow& flow) {
  const std::string text = FlowText(*finding.rule, flow);
  if (text.empty() || !flow.worst.Known() || flow.worst == finding.place) {
    return;
  }
  finding.notes.push_back({flow.worst, flow.what.empty()
                                           ? text + " here"
                                           : "its value reaches " + flow.what});
}

void JudgeEffects(const Scene& scene, State state) {
  for (const Effect& effect : scene.FactsOf(state).effects) {
    if (Guarded(scene, state, effect)) continue;
    const Rule* rule = scene.findings.RuleIn(effect.rule, RoleOf(state));
    if (rule == nullptr) continue;
    const ValueFlow flow = WholeFlow(scene, FunctionOf(state), effect.flow);
    if (!Counts(scene, effect, flow)) continue;
    Cause cause{rule, effect.symbol, effect.detail, "", effect.place};
    cause.spelling = effect.spelling;
    cause.flow = FlowText(*rule, flow);
    cause.severity = ParseSeverity(effect.severity, ByFlow(*rule, flow));
    Finding* finding = scene.findings.Add(cause, state);
    if (finding == nullptr) continue;
    finding->macro = effect.macro;
    finding->spelling = effect.spelling;
    finding->fix = effect.fix;
    NoteFlow(*finding, flow);
    finding->notes.insert(finding->notes.end(), effect.notes.begin(),
                          effect.notes.end());
    const uint32_t callers = scene.usage.Callers(FunctionOf(state));
    finding->other_chains = callers > 1 ? callers - 1 : 0;
  }
}

}  // namespace lockstep::lint
