// What a library function means for determinism: rules/models/<library>.json.
// The body of a library function is never looked at; its model decides.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "linter/facts/facts.h"

namespace lockstep::lint {

// When one name has several meanings. All that are set must hold.
struct ModelCondition {
  std::optional<uint32_t> min_arguments, max_arguments;  // written in the call
  // The argument is a literal among these (strings; "null" for nullptr/NULL/0).
  std::optional<uint32_t> literal_argument;
  std::vector<std::string> literals;
  bool not_literals = false;  // ... is anything but one of these
  // A format string (printf, strftime, std::format) has one of these
  // conversions ("%p", "%Z").
  std::optional<uint32_t> format_argument;
  std::vector<std::string> conversions;
  // The name's class or function has a template argument of this kind:
  // "pointer" (also smart ones and coroutine handles), "floating", "wide" (a
  // type whose width varies).
  std::string template_argument;
  std::optional<uint32_t> template_index;  // only this one
  // The object or first argument has one of these types, qualified, without
  // template arguments.
  std::vector<std::string> first_argument_types;
};

struct Model {
  // Qualified names without template arguments and inline namespaces:
  // "std::chrono::system_clock::now", "time", "absl::*", "Poco::Net::*". `*`
  // matches any text, also "::". A class name stands for its constructors.
  std::vector<std::string> names;
  ModelCondition when;
  // Slug of the rule that a call breaks. Empty: see `verdict`.
  std::string rule;
  // "pure": depends on its arguments only (callables among them are called);
  // "unknown": say so (LS999), even if a wider model says "pure".
  std::string verdict;
  std::string note;      // a sentence that completes the message
  std::string severity;  // overrides the rule's
  // Program-wide condition for the effect; and what a call of this arms.
  std::string gate, arms;
  // What becomes of callables that are passed in: "called" (default),
  // "stored", "detached", "never".
  std::string callables;
  // The effect counts only if the value reaches a branch or a command.
  bool only_if_it_matters = false;
  // Text to put in place of the call for the fix: `{now}`, `{random}`,
  // `{uuid}`,
  // `{sleep}` as the SDK spells them, `{context}`, `{0}`: replacement.h.
  std::string replacement;
  std::string library;  // the file's name: "std", "posix", "abseil"

  // How specific the match is: the longest literal text wins, conditions win
  // over none, later files (the user's) win over earlier ones.
};

// A container class: in which order its elements are visited. Under
// "containers" in a file of models. Element access, size, lookup are no
// business of it.
struct ContainerModel {
  enum class Order : uint8_t {
    kUnordered,  // "unordered": as the hash table has it
    kSorted,     // "sorted": as the comparator says; pointers as keys that
                 // nobody compares otherwise are in the order of addresses
    kInsertion,  // "insertion": as the elements came
  };
  // What the order of an unordered one varies with.
  enum class Seed : uint8_t {
    kNone,     // "none": only with the standard library
    kProcess,  // "process": with each process
    kTable,    // "table": with each table
  };
  std::vector<std::string> names;  // of the class, as in models
  Order order = Order::kUnordered;
  Seed seed = Seed::kNone;
  bool multi = false;  // holds equal keys; these are kept as they came
  // Template argument that is the comparator (sorted) or the hasher
  // (unordered); -1: there is none. The key is argument 0.
  int function = -1;
  std::string library;
};

}  // namespace lockstep::lint
