// How an SDK spells workflow, activity, command, side effect:
// rules/profiles/<sdk>.json. Names are written as in models.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "linter/facts/facts.h"

namespace lockstep::lint {

// A function is an entry because of its shape.
struct EntryShape {
  Role role = Role::kWorkflow;
  std::string first_parameter;  // class of the first parameter, by reference
  std::string returns;          // class of the return type (coroutines)
  std::string base_class;       // ... `method` of a class derived from it
  std::string method;           // name of the method; "*" for all of its own
  std::string annotation;       // text of [[clang::annotate]]
  std::string name;             // pattern of the qualified name
  bool only_if_root = true;     // counts only if no other entry reaches it
};

// A call registers a callable in a role.
struct RegistrationCall {
  std::vector<std::string> names;
  Role role = Role::kWorkflow;
  // The parameter that is the callable; -1: the template argument
  // `template_argument`, a function (`Register<&F>()`) or a class, whose
  // `method` it is (`Workflow<Order>("Order")`: "Run").
  int callable = 0;
  int template_argument = -1;
  std::string method;
  int name_argument = -1;  // a literal there is the registered name
};

// A call that makes a command.
struct CommandCall {
  std::vector<std::string> names;
  std::string kind;                // "activity", "timer", "version" ...
  std::vector<uint32_t> identity;  // arguments that name it: a value there
                                   // counts as Sink::kCommand; others kPayload
  // Arguments that must be a literal, for LS907.
  std::vector<uint32_t> literal;
};

// A callable passed here runs in another role.
struct CallableRole {
  std::vector<std::string> names;
  int argument = -1;  // -1: every callable argument
  Role role = Role::kSideEffect;
};

struct SdkProfile {
  std::string name;  // "lockstep"
  std::string replacement_now, replacement_random, replacement_uuid,
      replacement_sleep;                // "{context}.Now()"
  std::vector<std::string> namespaces;  // the SDK's own code: never descended
  std::vector<std::string> contexts;    // classes that are the context
  std::vector<std::string> tasks;       // lazy coroutine types
  std::vector<std::string> awaitables;  // classes that may be awaited
  std::vector<std::string> failures;    // its exceptions
  std::vector<std::string> cancellations;  // those that catch must let pass
  std::vector<EntryShape> entries;
  std::vector<RegistrationCall> registrations;
  std::vector<CommandCall> commands;
  std::vector<CallableRole> callables;
  std::vector<std::string> draws;          // take a random number of the run
  std::vector<std::string> replaying;      // say whether the run is replayed
  std::vector<std::string> loggers;        // replay-aware: Sink::kLog
  std::vector<std::string> blocking;       // block outside co_await: LS302
  std::vector<std::string> clients;        // client and worker APIs: LS909
  std::vector<std::string> unique_fields;  // make a sort total: "id", "*_id"
};

}  // namespace lockstep::lint
