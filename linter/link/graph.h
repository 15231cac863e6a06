// Who may run whom, in which role and region. One edge for each way.
#pragma once

#include <string>
#include <vector>

#include "linter/link/callables.h"
#include "linter/link/components.h"
#include "linter/link/hierarchy.h"
#include "linter/link/program.h"

namespace lockstep::lint {

struct Edge {
  enum class Kind : uint8_t {
    kCall,        // call: as written, or implicit
    kVirtual,     // call: of a method that `to` overrides
    kSlot,        // call: of a variable that holds `to`
    kPassed,      // call: the callee runs its argument `to`
    kReference,   // call: the address is taken
    kRegistered,  // registration: `to` is handed to the SDK
  };
  Id to = kNoId;
  Kind kind = Kind::kCall;
  Region region = Region::kAlways;
  int role = ParameterUse::kInherit;  // else: the role that begins here
  bool unlikely = false;  // never constructed, or only its address is taken
  const Call* call = nullptr;
  const Registration* registration = nullptr;
  const Callable* callable = nullptr;  // kPassed: what was written
  const Place* stored = nullptr;       // kSlot: where it was put there

  const Place& At() const { return call ? call->place : registration->place; }
  // The call itself enters the function in the role of the caller.
  bool Calls() const { return kind < Kind::kPassed; }
};

// A call that nobody can follow (LS999).
struct UnknownCall {
  const Call* call = nullptr;
  bool indirect = false;  // through a variable or parameter
};

class Graph {
 public:
  Graph(const Program& program, const Hierarchy& hierarchy,
        const Callables& callables);

  const Program& program() const { return program_; }
  const std::vector<Edge>& From(Id id) const { return edges_[id]; }
  const std::vector<UnknownCall>& Unknown(Id id) const { return unknown_[id]; }

  // Strongly connected components; callees have the smaller numbers.
  std::vector<uint32_t> Components() const;

 private:
  struct Builder;

  const Program& program_;
  std::vector<std::vector<Edge>> edges_;
  std::vector<std::vector<UnknownCall>> unknown_;
};

// "calls 'Helper'", for the step along the edge.
std::string HopText(const Program& program, const Edge& edge);

}  // namespace lockstep::lint
