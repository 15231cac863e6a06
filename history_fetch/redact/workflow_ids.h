// What stands for workflow ids, the same in all histories of a corpus.
//
// Code makes ids of children, and of runs that it signals and cancels, from
// values that it read; in its own history they must be what it makes of the
// values' stand-ins. The histories of those runs, their relatives and links to
// them have to follow.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "history_fetch/redact/policy.h"
#include "history_fetch/redact/pseudonym.h"
#include "history_fetch/redact/replaced_values.h"

namespace lockstep::fetch {

// An id that code made, as its history has it.
struct MadeId {
  enum class For { kChild, kExternal };
  std::string id;
  For made_for = For::kChild;
  std::vector<IdPart> parts;
};

class WorkflowIds {
 public:
  // Of several ways to make one id the first counts, and before those of
  // signals and cancellations that of a parent: call it in the order of the
  // manifest.
  void Add(MadeId made);

  // Once, after all.
  void Resolve(const Policy& policy, const Pseudonyms& pseudonyms);

  // Null: no code of these histories made the id.
  const std::string* Find(const std::string& id) const;

 private:
  class Resolver;

  std::map<std::string, MadeId> made_;
  std::map<std::string, std::string> stand_ins_;
};

}  // namespace lockstep::fetch
