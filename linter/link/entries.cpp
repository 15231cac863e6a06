#include "linter/link/entries.h"

#include <algorithm>
#include <tuple>

namespace lockstep::lint {
namespace {

bool Reported(Role role) {
  return role == Role::kWorkflow || role == Role::kQuery ||
         role == Role::kValidator;
}

struct Candidate {
  Entry entry;
  Id starter = kNoId;     // must not be reached by an entry, else it is none
  bool definite = false;  // an entry in any case
  bool below = false;     // of another component with an entry
};

auto Order(const Entry& entry) {
  return std::tie(entry.name, entry.role, entry.function, entry.place);
}

class Finder {
 public:
  explicit Finder(const Graph& graph)
      : graph_(graph), program_(graph.program()) {}

  Entries Run() {
    for (Id id = 0; id < program_.Count(); ++id) {
      Registered(id);
      Shaped(id);
    }
    Choose();
    std::sort(entries_.activities.begin(), entries_.activities.end());
    SortUnique(entries_.reported);
    SortUnique(entries_.outside);
    return std::move(entries_);
  }

 private:
  static void SortUnique(std::vector<Entry>& entries) {
    std::sort(
        entries.begin(), entries.end(),
        [](const Entry& a, const Entry& b) { return Order(a) < Order(b); });
    const auto same = [](const Entry& a, const Entry& b) {
      return std::tie(a.name, a.role, a.function) ==
             std::tie(b.name, b.role, b.function);
    };
    entries.erase(std::unique(entries.begin(), entries.end(), same),
                  entries.end());
  }

  void Registered(Id id) {
    bool sets_up = false;
    for (const Edge& edge : graph_.From(id)) {
      if (edge.role == ParameterUse::kInherit) continue;
      const Role role = Role(edge.role);
      named_.push_back(edge.to);
      Entry entry{edge.to, role,      program_.At(edge.to).name,
                  "",      edge.At(), edge.registration};
      if (edge.registration && !edge.registration->name.empty()) {
        entry.name = edge.registration->name;
      }
      if (Reported(role)) {
        sets_up = true;
        candidates_.push_back({entry, id, false});
      } else if (role == Role::kActivity || role == Role::kDetached) {
        sets_up |= role == Role::kActivity;
        if (role == Role::kActivity) entries_.activities.push_back(edge.to);
        entries_.outside.push_back(entry);
      }
    }
    if (sets_up) Outside(id, Role::kMain);
  }

  void Outside(Id id, Role role) {
    const FunctionFacts& facts = program_.At(id);
    entries_.outside.push_back(
        {id, role, facts.name, "", facts.place, nullptr});
  }

  void Shaped(Id id) {
    const FunctionFacts& facts = program_.At(id);
    if (facts.key == "main" || program_.IsInitialiser(id)) {
      Outside(id, Role::kMain);
    }
    if (!facts.entry) return;
    if (Reported(*facts.entry)) {
      candidates_.push_back({{id, *facts.entry, facts.name, facts.entry_reason,
                              facts.place, nullptr},
                             id,
                             !facts.entry_if_root});
    } else if (*facts.entry == Role::kActivity) {
      entries_.activities.push_back(id);
      Outside(id, Role::kActivity);
    } else {
      Outside(id, *facts.entry);
    }
  }

  // An entry by shape gives way to any that reaches it; a registration in code
  // of a workflow is a step of that workflow.
  void Choose() {
    std::sort(named_.begin(), named_.end());
    std::erase_if(candidates_, [&](const Candidate& candidate) {
      return candidate.starter == candidate.entry.function &&
             !candidate.definite &&
             std::binary_search(named_.begin(), named_.end(),
                                candidate.starter);
    });
    std::sort(candidates_.begin(), candidates_.end(),
              [](const Candidate& a, const Candidate& b) {
                const bool a_registers = a.starter != a.entry.function;
                const bool b_registers = b.starter != b.entry.function;
                return std::tie(a_registers, a.entry.function, a.starter) <
                       std::tie(b_registers, b.entry.function, b.starter);
              });
    MarkRoots();
    reached_.assign(program_.Count(), false);
    for (const Candidate& candidate : candidates_) {
      if (candidate.definite) Take(candidate);
    }
    // Of those that reach each other the smallest key stands for all.
    for (const bool below : {false, true}) {
      for (const Candidate& candidate : candidates_) {
        if (candidate.definite || candidate.below != below) continue;
        if (!reached_[candidate.entry.function]) Take(candidate);
      }
    }
  }

  // Flows "an entry is above" down the components, callers first.
  void MarkRoots() {
    const std::vector<uint32_t> component = graph_.Components();
    uint32_t count = 0;
    for (uint32_t number : component) count = std::max(count, number + 1);
    std::vector<std::vector<Id>> members(count);
    for (Id id = 0; id < program_.Count(); ++id) {
      members[component[id]].push_back(id);
    }
    std::vector<bool> below(count, false), starts(count, false);
    for (const Candidate& candidate : candidates_) {
      starts[component[candidate.entry.function]] = true;
    }
    for (uint32_t number = count; number-- > 0;) {
      if (!below[number] && !starts[number]) continue;
      for (Id id : members[number]) {
        for (const Edge& edge : graph_.From(id)) {
          if (component[edge.to] != number) below[component[edge.to]] = true;
        }
      }
    }
    for (Candidate& candidate : candidates_) {
      const uint32_t number = component[candidate.starter];
      const bool registers = candidate.starter != candidate.entry.function;
      candidate.definite |= registers && !below[number] && !starts[number];
      candidate.below = below[number];
    }
  }

  void Take(const Candidate& candidate) {
    entries_.reported.push_back(candidate.entry);
    std::vector<Id> work = {candidate.entry.function};
    reached_[candidate.entry.function] = true;
    while (!work.empty()) {
      const Id id = work.back();
      work.pop_back();
      for (const Edge& edge : graph_.From(id)) {
        if (reached_[edge.to]) continue;
        reached_[edge.to] = true;
        work.push_back(edge.to);
      }
    }
  }

  const Graph& graph_;
  const Program& program_;
  Entries entries_;
  std::vector<Candidate> candidates_;
  std::vector<Id> named_;  // registered in any role, sorted
  std::vector<bool> reached_;
};

}  // namespace

Entries FindEntries(const Graph& graph) { return Finder(graph).Run(); }

}  // namespace lockstep::lint
