// What one translation unit says, as values: the only thing that passes from
// collect (Clang) to link. Nothing here knows Clang, and nothing here is a
// judgement about the program: that needs all units.
//
// Order: every list is in source order of its function; functions, classes and
// variables are sorted by key. So equal sources give equal bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "linter/facts/flow.h"
#include "linter/facts/place.h"

namespace lockstep::lint {

// Names one entity of the program in all units: the mangled name; for what has
// no linkage outside its unit, also a hash of the path and offset of its
// definition. "init:" + the key of a variable is the pseudo-function of its
// dynamic initialiser.
using Key = std::string;

// A region that runs only in a replay, or only live
// (`if (!ctx.IsReplaying())`). `decider` is empty when the SDK's predicate
// decides; else it is the key of a user function whose result decides, which
// link looks up (FunctionFacts::replay_predicate).
enum class Region : uint8_t { kAlways, kLiveOnly, kReplayOnly };

struct Guard {
  Region region = Region::kAlways;
  Key decider;

  bool operator==(const Guard&) const = default;
};

// Something that can be called and is handed around as a value.
struct Callable {
  enum class Kind : uint8_t {
    kFunction,   // key: of the function, lambda's operator() or method
    kSlot,       // key: of a variable or field that holds callables
    kParameter,  // index: a parameter of the function at hand
    kReturned,   // key: of a function whose result is the callable
    kUnknown,
  };
  Kind kind = Kind::kUnknown;
  Key key;
  uint32_t index = 0;
  std::string shown;  // as a person names it

  bool operator==(const Callable&) const = default;
};

struct Argument {
  uint32_t index = 0;  // of the parameter in the callee; `this` does not count
  Callable callable;

  bool operator==(const Argument&) const = default;
};

// A call, or anything that runs code without looking like one.
struct Call {
  enum class Kind : uint8_t {
    kDirect,
    kVirtual,    // target: the method named; link adds the overriders
    kSlot,       // callable: what is called
    kReference,  // the function's address is taken and nobody knows what for
  };
  Kind kind = Kind::kDirect;
  Key target;         // kDirect, kVirtual, kReference
  Callable callable;  // kSlot
  std::string shown;  // "std::sort", "Order::Total": qualified, no arguments
  // Why there is no call to be seen: "destructor of 'guard'", "conversion to
  // bool", "default argument", "operator co_await"; empty for plain calls.
  std::string implicit;
  Place place;
  Guard guard;
  ValueFlow result;
  std::vector<Argument> arguments;  // only those that are callables
  // Declared in a system header: the header's name ("boost/asio.hpp"). Empty
  // for the user's own code.
  std::string library;
  // A model or a profile said what it does: it is neither followed nor unknown.
  bool modelled = false;
  bool awaited = false;  // operand of co_await
  bool noreturn = false;
  // A method of this object, of one that it holds, or of a captured variable:
  // what the callee writes to its fields is state of this object's owner.
  bool on_this = false;

  bool operator==(const Call&) const = default;
};

enum class FixKind : uint8_t { kNone, kCommandNeutral, kCommandAdding };

// Replaces [begin, end) of one file. Offsets are bytes.
struct Edit {
  std::string file;
  uint32_t begin = 0;
  uint32_t end = 0;
  std::string text;

  bool operator==(const Edit&) const = default;
};

struct Fix {
  FixKind kind = FixKind::kNone;
  std::string title;  // "use ctx.Now()"
  std::vector<Edit> edits;

  bool operator==(const Fix&) const = default;
};

struct Note {
  Place place;
  std::string text;

  bool operator==(const Note&) const = default;
};

// A possible cause of divergence, seen locally. It becomes a finding if the
// function is reached in a role that the rule is about.
struct Effect {
  std::string rule;    // slug: "wall-clock"
  std::string symbol;  // what: "std::chrono::system_clock::now"
  std::string detail;  // completes the message; may be empty
  Place place;         // in a macro: of the expansion
  std::string macro;   // name of the outermost macro; empty when there is none
  Place spelling;      // of the macro's text, when known
  Guard guard;
  ValueFlow flow;
  // Program-wide condition under which this counts ("c-locale"); some unit must
  // arm it. Empty: always.
  std::string gate;
  // Overrides the rule's default severity: "error", "warning", "note"; empty:
  // the rule's.
  std::string severity;
  std::optional<Fix> fix;
  std::vector<Note> notes;

  bool operator==(const Effect&) const = default;
};

// What workflow code may do, but not everywhere: judged by link.
struct Action {
  enum class Kind : uint8_t {
    kCommand,     // activity, timer, child, signal to others, version gate ...
    kRandomDraw,  // takes the next number of the run's generator
    kSuspension,  // a co_await of an SDK awaitable
    kStateWrite,  // writes a field of the workflow (`this`) or a captured
                  // variable; `what` names it
    kArmsGate,    // `what` is the gate that it arms (Effect::gate)
  };
  Kind kind = Kind::kCommand;
  std::string what;
  Place place;
  Guard guard;
  // kStateWrite: the value written decides a branch or command outside guards.
  bool matters = false;
  // kStateWrite: of a captured variable; else of a field.
  bool captured = false;

  bool operator==(const Action&) const = default;
};

// A use of a variable with static storage.
struct Access {
  enum class Kind : uint8_t { kRead, kWrite, kEscape };
  Key variable;
  Kind kind = Kind::kRead;
  Place place;
  Guard guard;
  ValueFlow flow;  // kRead: of the value
  // kRead: in this function every path wrote it first (scratch buffers).
  bool written_before = false;

  bool operator==(const Access&) const = default;
};

// Parts of one full expression whose order the language does not fix
// (LS605). A part with at least one command, draw or suspension, itself or in
// what it calls, is effectful; two make a finding.
struct Unsequenced {
  struct Part {
    Place place;
    std::string what;        // set when the part itself is effectful
    std::vector<Key> calls;  // user functions that it calls
    bool operator==(const Part&) const = default;
  };
  Place place;
  std::string construct;  // "operands of +", "arguments of 'Ship'"
  std::vector<Part> parts;

  bool operator==(const Unsequenced&) const = default;
};

// A callable becomes what outlives this call.
struct Store {
  Key slot;  // a variable, a field, or "return:" + the function's key
  Callable callable;
  Place place;

  bool operator==(const Store&) const = default;
};

// In which context code runs.
enum class Role : uint8_t {
  kWorkflow,    // workflow bodies, signal and update handlers
  kQuery,       // query handlers: must not change anything
  kValidator,   // update validators: as queries, but may throw
  kPredicate,   // conditions of Await: as queries
  kSideEffect,  // its result is recorded: impurity is its purpose
  kActivity,    // runs outside the workflow
  kDetached,    // another thread or an executor: out of the workflow's reach
  kNever,       // is not run at all
  kMain,        // set-up of the worker, tests
};

// Code hands a callable to the SDK: by profile.
struct Registration {
  Role role = Role::kWorkflow;
  Callable callable;
  std::string name;  // as registered, when it is a literal
  std::string how;   // "Build::Workflow"
  Place place;
  // The callable carries state of its own (captures, bound arguments): LS709.
  std::string captures;

  bool operator==(const Registration&) const = default;
};

struct FunctionFacts {
  Key key;
  std::string name;  // qualified, with template arguments: for people
  Place place;
  std::string unit;  // only for kinds of linkage within a unit: its path
  bool coroutine = false;
  bool constructor = false;
  bool destructor = false;
  // An entry by shape (first parameter, return type, base class, annotation,
  // name pattern), with the reason; registrations are listed where they happen.
  std::optional<Role> entry;
  std::string entry_reason;
  // An entry by shape only counts if no other workflow code reaches it.
  bool entry_if_root = false;
  // `[[clang::annotate("lockstep::...")]]`: "deterministic",
  // "nondeterministic: reason"; empty when there is none.
  std::string annotation;
  // Returns whether the run is replayed: kReplayOnly for `return
  // ctx.IsReplaying()`, kLiveOnly for its negation; with a decider, for the
  // result of another predicate.
  Guard replay_predicate;
  // What happens to callables that are passed in, by parameter: called here,
  // or passed on. Kept as calls: Call with callable.kind == kParameter, and
  // arguments of that kind.
  std::vector<Call> calls;
  std::vector<Effect> effects;
  std::vector<Action> actions;
  std::vector<Access> accesses;
  std::vector<Unsequenced> unsequenced;
  std::vector<Store> stores;
  std::vector<Registration> registrations;
  std::vector<Key> constructs;  // polymorphic classes, by constructor calls
  Key enclosing;                // of a lambda: the function that it stands in
  uint64_t body_hash = 0;       // of the tokens: two units may disagree (LS998)

  bool operator==(const FunctionFacts&) const = default;
};

struct MethodFacts {
  Key key;
  std::vector<Key> overrides;

  bool operator==(const MethodFacts&) const = default;
};

struct ClassFacts {
  Key key;
  std::string name;
  std::vector<Key> bases;
  std::vector<MethodFacts> methods;  // the virtual ones, destructor included

  bool operator==(const ClassFacts&) const = default;
};

struct VariableFacts {
  enum class Storage : uint8_t { kGlobal, kStaticMember, kStaticLocal };
  Key key;
  std::string name;
  Place place;
  Storage storage = Storage::kGlobal;
  bool thread_local_storage = false;
  bool constant = false;  // const all through, and no `mutable` inside
  bool random_engine = false;
  bool initialised_at_compile_time = false;

  bool operator==(const VariableFacts&) const = default;
};

// A comment that switches rules off (suppressions.h reads them).
struct Unit {
  std::string path;  // the main file
  std::vector<FunctionFacts> functions;
  std::vector<ClassFacts> classes;
  std::vector<VariableFacts> variables;
  // About the unit as a whole: compile flags, pragmas, build stamps outside of
  // functions. Reported if the unit holds code of a workflow.
  std::vector<Effect> effects;
  std::vector<Action> arms;  // gates armed outside of functions
  // What it was made of: absolute paths, the main file first, sorted else.
  std::vector<std::string> files;

  bool operator==(const Unit&) const = default;
};

}  // namespace lockstep::lint
