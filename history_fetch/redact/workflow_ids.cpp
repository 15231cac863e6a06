#include "history_fetch/redact/workflow_ids.h"

#include <utility>

namespace lockstep::fetch {

// Ids of parents are parts of those of their children.
class WorkflowIds::Resolver {
 public:
  Resolver(WorkflowIds& ids, const Policy& policy, const Pseudonyms& pseudonyms)
      : ids_(ids), policy_(policy), pseudonyms_(pseudonyms) {}

  const std::string& Resolve(const std::string& id) {
    const auto known = ids_.stand_ins_.find(id);
    if (known != ids_.stand_ins_.end()) return known->second;
    begun_.insert(id);
    std::string text;
    for (const IdPart& part : ids_.made_.at(id).parts) text += Of(part);
    begun_.erase(id);
    return ids_.stand_ins_.emplace(id, std::move(text)).first->second;
  }

 private:
  std::string Of(const IdPart& part) {
    if (part.kind == IdPart::Kind::kLiteral) return part.text;
    // Two runs may signal each other, each under an id that the other made.
    const bool made =
        ids_.made_.contains(part.text) && !begun_.contains(part.text);
    if (made) return Resolve(part.text);
    const bool keep = part.kind == IdPart::Kind::kOwnId &&
                      policy_.workflow_ids == Policy::Treat::kKeep;
    return keep ? part.text : pseudonyms_.Text(part.text);
  }

  WorkflowIds& ids_;
  const Policy& policy_;
  const Pseudonyms& pseudonyms_;
  std::set<std::string> begun_;
};

void WorkflowIds::Add(MadeId made) {
  const auto [known, fresh] = made_.try_emplace(made.id, made);
  if (!fresh && made.made_for < known->second.made_for) {
    known->second = std::move(made);
  }
}

void WorkflowIds::Resolve(const Policy& policy, const Pseudonyms& pseudonyms) {
  Resolver resolver(*this, policy, pseudonyms);
  for (const auto& [id, made] : made_) resolver.Resolve(id);
}

const std::string* WorkflowIds::Find(const std::string& id) const {
  const auto found = stand_ins_.find(id);
  return found == stand_ins_.end() ? nullptr : &found->second;
}

}  // namespace lockstep::fetch
