// Facts by hand, short enough to stand in a table. Every fact of a function
// stands on a line of its own, in the order in which it was added.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "linter/link/link.h"

namespace lockstep::lint {

inline Guard Live() { return {Region::kLiveOnly, ""}; }
inline Guard ReplayOnly() { return {Region::kReplayOnly, ""}; }

inline ValueFlow Into(Sink sink) {
  ValueFlow flow;
  flow.Add(sink);
  return flow;
}

inline Callable Function(const std::string& key) {
  return {Callable::Kind::kFunction, key, 0, key};
}
inline Callable Slot(const std::string& key) {
  return {Callable::Kind::kSlot, key, 0, key};
}
inline Callable Parameter(uint32_t index) {
  return {Callable::Kind::kParameter, "", index, "callback"};
}
inline Callable Returned(const std::string& key) {
  return {Callable::Kind::kReturned, key, 0, key + "()"};
}

// Methods return *this; what was added last is open for changes by reference.
class F {
 public:
  explicit F(const std::string& key) {
    facts_.key = key;
    facts_.name = key;
    facts_.place = Here();
    facts_.body_hash = 1;
  }
  operator FunctionFacts() const { return facts_; }

  F& Calls(const std::string& target, const Guard& guard = {},
           const ValueFlow& result = {}) {
    Call& call = Add(target);
    call.guard = guard;
    call.result = result;
    return *this;
  }
  F& CallsWith(const std::string& target, const Callable& argument) {
    Add(target).arguments.push_back({0, argument});
    return *this;
  }
  F& CallsOnThis(const std::string& target) {
    Add(target).on_this = true;
    return *this;
  }
  F& In(const std::string& enclosing) {
    facts_.enclosing = enclosing;
    return *this;
  }
  F& WritesCapture(const std::string& what) {
    Does(Action::Kind::kStateWrite, what);
    facts_.actions.back().captured = true;
    return *this;
  }
  F& CallsVirtual(const std::string& target) {
    Add(target).kind = Call::Kind::kVirtual;
    return *this;
  }
  F& CallsValue(const Callable& callable, const Guard& guard = {}) {
    Call& call = Add("");
    call.kind = Call::Kind::kSlot;
    call.callable = callable;
    call.shown = callable.shown;
    call.guard = guard;
    return *this;
  }
  F& CallsLibrary(const std::string& name, const std::string& header) {
    Add(name).library = header;
    return *this;
  }
  F& Model(const std::string& name) {
    Add(name).modelled = true;
    return *this;
  }
  F& Refers(const std::string& target) {
    Add(target).kind = Call::Kind::kReference;
    return *this;
  }
  F& Has(const std::string& rule, const std::string& symbol = "now",
         const Guard& guard = {}, const ValueFlow& flow = {}) {
    Effect effect;
    effect.rule = rule;
    effect.symbol = symbol;
    effect.place = Here();
    effect.guard = guard;
    effect.flow = flow;
    facts_.effects.push_back(effect);
    return *this;
  }
  F& Gated(const std::string& gate) {
    facts_.effects.back().gate = gate;
    return *this;
  }
  F& Does(Action::Kind kind, const std::string& what = "ctx.Activity",
          const Guard& guard = {}, bool matters = false) {
    facts_.actions.push_back({kind, what, Here(), guard, matters});
    return *this;
  }
  F& Uses(const std::string& variable, Access::Kind kind,
          bool written_before = false, const ValueFlow& flow = {}) {
    Access access;
    access.flow = flow;
    access.variable = variable;
    access.kind = kind;
    access.place = Here();
    access.written_before = written_before;
    facts_.accesses.push_back(access);
    return *this;
  }
  F& Stores(const std::string& slot, const Callable& callable) {
    facts_.stores.push_back({slot, callable, Here()});
    return *this;
  }
  F& Registers(Role role, const Callable& callable,
               const std::string& name = "", const std::string& captures = "") {
    facts_.registrations.push_back(
        {role, callable, name, "Register", Here(), captures});
    return *this;
  }
  F& Shape(Role role, bool if_root) {
    facts_.entry = role;
    facts_.entry_if_root = if_root;
    return *this;
  }
  F& Parts(const std::vector<Unsequenced::Part>& parts) {
    facts_.unsequenced.push_back({Here(), "operands of +", parts});
    return *this;
  }
  FunctionFacts& facts() { return facts_; }

 private:
  Place Here() { return {"/" + facts_.key + ".cpp", ++line_, 1}; }
  Call& Add(const std::string& target) {
    Call call;
    call.target = target;
    call.shown = target;
    call.place = Here();
    facts_.calls.push_back(call);
    return facts_.calls.back();
  }

  FunctionFacts facts_;
  uint32_t line_ = 0;
};

inline VariableFacts Variable(
    const std::string& key,
    VariableFacts::Storage storage = VariableFacts::Storage::kGlobal) {
  VariableFacts facts;
  facts.key = key;
  facts.name = key;
  facts.place = {"/" + key + ".h", 1, 1};
  facts.storage = storage;
  return facts;
}

inline Unit UnitOf(const std::vector<FunctionFacts>& functions,
                   const std::vector<VariableFacts>& variables = {},
                   const std::vector<ClassFacts>& classes = {}) {
  Unit unit;
  unit.path = "/" + functions.front().key + ".cpp";
  unit.functions = functions;
  unit.variables = variables;
  unit.classes = classes;
  return unit;
}

// "build" registers `functions` as workflows of their own name.
inline FunctionFacts Build(const std::vector<std::string>& functions) {
  F build("build");
  for (const std::string& name : functions) {
    build.Registers(Role::kWorkflow, Function(name), name);
  }
  return build;
}

// Every rule that link judges by itself, and some that models name.
inline RuleBook Book() {
  RuleBook book;
  const auto add = [&](const std::string& slug, Severity severity) {
    Rule rule;
    rule.slug = slug;
    rule.code = "LS" + std::to_string(100 + book.rules.size());
    rule.title = "{} breaks " + slug;
    rule.severity = severity;
    book.rules.push_back(rule);
    return &book.rules.back();
  };
  for (const char* slug :
       {"wall-clock", "random-source", "mutable-global", "static-local",
        "query-mutation", "replay-branch", "thread-identity", "shared-engine",
        "direct-activity-call", "declared-nondeterministic",
        "unsequenced-effects", "registered-capture", "environment"}) {
    add(slug, Severity::kError);
  }
  for (const char* slug :
       {"singleton", "dynamic-initializer", "command-in-destructor",
        "bodies-differ", "fast-math"}) {
    add(slug, Severity::kWarning);
  }
  add("unknown-callee", Severity::kNote);
  add("command-in-side-effect", Severity::kError)->roles = {Role::kSideEffect};
  add("capture-write", Severity::kError)->roles = {Role::kSideEffect,
                                                   Role::kActivity};
  for (Rule& rule : book.rules) {
    if (rule.slug == "query-mutation") {
      rule.roles = {Role::kQuery, Role::kValidator, Role::kPredicate};
    } else if (rule.slug == "environment") {
      rule.horizon = Horizon::kHost;
    } else if (rule.slug == "fast-math") {
      rule.horizon = Horizon::kBuild;
    } else if (rule.slug == "singleton" || rule.slug == "dynamic-initializer") {
      rule.flow.branch = Severity::kError;
    } else if (rule.slug == "wall-clock") {
      rule.flow = {Severity::kError, Severity::kError, Severity::kWarning,
                   Severity::kNote,  Severity::kNote,  Severity::kError};
    }
  }
  return book;
}

// "error wall-clock in Helper: now": one line a finding, sorted as found.
inline std::vector<std::string> Summary(const std::vector<Finding>& findings) {
  std::vector<std::string> lines;
  for (const Finding& finding : findings) {
    const char* severity = finding.severity == Severity::kError     ? "error "
                           : finding.severity == Severity::kWarning ? "warning "
                                                                    : "note ";
    lines.push_back(severity + finding.rule->slug + " in " + finding.function +
                    ": " + finding.symbol);
  }
  return lines;
}

}  // namespace lockstep::lint
