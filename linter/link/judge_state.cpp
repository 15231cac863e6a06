#include <algorithm>

#include "linter/link/judge.h"
#include "linter/link/severity.h"

namespace lockstep::lint {
namespace {

// May change the variable, now or later.
bool Changes(const Access& access) {
  return access.kind != Access::Kind::kRead;
}

// Code that runs while executions do; set-up code does not.
bool RunsLate(const Usage& usage, Id function) {
  if (usage.Replays(function)) return true;
  for (const Role role :
       {Role::kSideEffect, Role::kActivity, Role::kDetached}) {
    if (usage.InRole(function, role)) return true;
  }
  // Nobody that we see calls it: then somebody else does, at any time.
  return !usage.InRole(function, Role::kMain);
}

}  // namespace

SharedState::SharedState(const Scene& scene)
    : scene_(scene), groups_(scene.program().Count()) {
  for (Id id = 0; id < scene.program().Count(); ++id) {
    if (scene.program().At(id).accesses.empty()) continue;
    Count(id);
    if (scene.usage.Replays(id)) Collect(id);
  }
}

void SharedState::Count(Id function) {
  const bool late = RunsLate(scene_.usage, function);
  for (const Access& access : scene_.program().At(function).accesses) {
    const VariableFacts* variable =
        scene_.program().FindVariable(access.variable);
    if (variable == nullptr) continue;
    Uses& uses = uses_[variable];
    if (Changes(access)) {
      uses.written = true;
      uses.written_late |= late;
    } else {
      uses.fresh &= access.written_before;
      uses.read = true;
    }
  }
}

void SharedState::Collect(Id function) {
  std::vector<Group>& groups = groups_[function];
  for (const Access& access : scene_.program().At(function).accesses) {
    const VariableFacts* variable =
        scene_.program().FindVariable(access.variable);
    if (variable == nullptr || variable->constant) continue;
    if (Resolve(scene_.program(), access.guard) != Region::kAlways) continue;
    auto group = std::find_if(
        groups.begin(), groups.end(),
        [&](const Group& other) { return other.variable == variable; });
    if (group == groups.end()) {
      group = groups.insert(groups.end(),
                            Group{variable, &access, {}, false, true});
    }
    Combine(group->flow, WholeFlow(scene_, function, access.flow));
    group->changes |= Changes(access);
    const bool escapes = access.kind == Access::Kind::kEscape;
    group->hands_out &= escapes;
  }
}

void SharedState::Judge(State state) {
  if (!Replayed(RoleOf(state)) || RegionOf(state) != Region::kAlways) return;
  for (const Group& group : groups_[FunctionOf(state)]) {
    JudgeGroup(group, state);
  }
  for (const Edge& edge : scene_.graph.From(FunctionOf(state))) {
    if (edge.region == Region::kAlways &&
        scene_.program().IsInitialiser(edge.to)) {
      JudgeInitialiser(edge, state);
    }
  }
}

void SharedState::JudgeGroup(const Group& group, State state) {
  const VariableFacts& variable = *group.variable;
  const Uses& uses = uses_.at(group.variable);
  const bool special = variable.thread_local_storage || variable.random_engine;
  if (!special && !uses.written) return;
  const bool local = variable.storage == VariableFacts::Storage::kStaticLocal;
  const bool returned = group.first->flow.Has(Sink::kReturned);
  const char* slug = variable.thread_local_storage ? "thread-identity"
                     : variable.random_engine      ? "shared-engine"
                     : group.hands_out && (local || returned) ? "singleton"
                     : local                                  ? "static-local"
                             : "mutable-global";
  const Rule* rule = scene_.findings.RuleIn(slug, RoleOf(state));
  if (rule == nullptr) return;
  Cause cause{rule, variable.name, "", "", group.first->place};
  // What is handed out matters as much as what the callers do with it.
  const bool by_flow = !group.changes || (group.hands_out && returned);
  cause.severity = by_flow ? ByFlow(*rule, group.flow) : rule->severity;
  if (by_flow) cause.flow = FlowText(*rule, group.flow);
  if (!variable.random_engine && uses.read && uses.fresh) {
    cause.detail = "it is always written before it is read";
    cause.severity = std::min(cause.severity, Severity::kWarning);
  } else if (!special && !group.changes && !uses.written_late) {
    cause.detail = "it is only written before the worker runs";
    cause.severity = std::min(cause.severity, Severity::kNote);
  }
  Finding* finding = scene_.findings.Add(cause, state);
  if (finding == nullptr) return;
  if (by_flow) NoteFlow(*finding, group.flow);
  finding->notes.push_back(
      {variable.place, "'" + variable.name + "' is declared here"});
}

// An effect that would be a finding in workflow code.
const Effect* SharedState::Bad(Id function) const {
  for (const Effect& effect : scene_.program().At(function).effects) {
    const Rule* rule = scene_.findings.RuleIn(effect.rule, Role::kWorkflow);
    if (rule == nullptr || effect.gate == "matters") continue;
    if (!effect.gate.empty() && !scene_.program().Armed(effect.gate)) continue;
    if (ParseSeverity(effect.severity, rule->severity) >= Severity::kWarning) {
      return &effect;
    }
  }
  return nullptr;
}

const SharedState::Source& SharedState::SourceOf(Id initialiser) {
  const auto [found, fresh] = sources_.try_emplace(initialiser);
  Source& source = found->second;
  if (!fresh) return source;
  struct Step {
    Id function;
    size_t from;
    const Edge* edge;
  };
  std::vector<Step> steps = {{initialiser, 0, nullptr}};
  std::set<Id> seen = {initialiser};
  for (size_t i = 0; i < steps.size(); ++i) {
    source.effect = Bad(steps[i].function);
    if (source.effect != nullptr) {
      for (size_t at = i; steps[at].edge != nullptr; at = steps[at].from) {
        source.way.push_back(
            {steps[at].edge->At(), HopText(scene_.program(), *steps[at].edge)});
      }
      std::reverse(source.way.begin(), source.way.end());
      source.way.push_back(
          {source.effect->place, "'" + source.effect->symbol + "' decides it"});
      return source;
    }
    for (const Edge& edge : scene_.graph.From(steps[i].function)) {
      if (edge.Calls() && seen.insert(edge.to).second) {
        steps.push_back({edge.to, i, &edge});
      }
    }
  }
  return source;
}

// Where the function's reads of the variable go.
ValueFlow SharedState::ReadFlow(Id function,
                                const VariableFacts* variable) const {
  ValueFlow flow;
  bool read = false;
  for (const Access& access : scene_.program().At(function).accesses) {
    if (variable == nullptr || access.variable != variable->key) continue;
    Combine(flow, WholeFlow(scene_, function, access.flow));
    read = true;
  }
  // By a lambda, say.
  if (!read) flow.Add(Sink::kUnknown);
  return flow;
}

void SharedState::JudgeInitialiser(const Edge& edge, State state) {
  const Source& source = SourceOf(edge.to);
  if (source.effect == nullptr) return;
  const std::string& key = scene_.program().At(edge.to).key;
  const VariableFacts* variable =
      scene_.program().FindVariable(key.substr(sizeof("init:") - 1));
  const bool local = variable != nullptr &&
                     variable->storage == VariableFacts::Storage::kStaticLocal;
  const Rule* rule = scene_.findings.RuleIn(
      local ? "static-local" : "dynamic-initializer", RoleOf(state));
  if (rule == nullptr) return;
  // One finding for all uses in a function: the first.
  const auto& edges = scene_.graph.From(FunctionOf(state));
  const auto first =
      std::find_if(edges.begin(), edges.end(), [&](const Edge& other) {
        return other.to == edge.to && other.region == Region::kAlways;
      });
  if (&*first != &edge) return;
  Cause cause{rule, "", "", "", edge.At()};
  cause.symbol = variable != nullptr ? variable->name : edge.call->shown;
  cause.detail = "its initialiser depends on '" + source.effect->symbol + "'";
  const ValueFlow flow = ReadFlow(FunctionOf(state), variable);
  cause.severity = ByFlow(*rule, flow);
  cause.flow = FlowText(*rule, flow);
  Finding* finding = scene_.findings.Add(cause, state);
  if (finding == nullptr) return;
  NoteFlow(*finding, flow);
  finding->chain.push_back({scene_.program().At(edge.to).place,
                            "'" + cause.symbol + "' is initialised here"});
  finding->chain.insert(finding->chain.end(), source.way.begin(),
                        source.way.end());
}

}  // namespace lockstep::lint
