// All rules, models and profiles that judge a run: the built-in ones (embedded
// in the program) and the user's.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "linter/rules/model.h"
#include "linter/rules/profile.h"
#include "linter/rules/rule.h"

namespace lockstep::lint {

// What a call looks like to a model's conditions. Collect fills it lazily.
class CallView {
 public:
  virtual ~CallView() = default;
  virtual uint32_t ArgumentCount() const = 0;
  // The literal text of an argument: a string's bytes, an integer's digits,
  // "null"; empty optional if it is no literal.
  virtual std::optional<std::string> Literal(uint32_t index) const = 0;
  // "pointer", "floating", "wide" or "" for a template argument; index -1: any.
  virtual bool HasTemplateArgument(std::string_view kind, int index) const = 0;
  virtual std::string FirstArgumentType() const = 0;
};

class ModelTable {
 public:
  void Add(Model model);
  void Seal();  // after the last Add: builds the index
  // The most specific model whose conditions hold; null when there is none.
  const Model* Find(std::string_view qualified_name,
                    const CallView& call) const;
  // All that mention the name, the deciding one first: for `explain SYMBOL`.
  std::vector<const Model*> Candidates(std::string_view qualified_name) const;
  const std::vector<Model>& All() const { return models_; }

 private:
  struct Pattern;
  std::vector<Model> models_;
  std::map<std::string, std::vector<size_t>, std::less<>> exact_;
  std::vector<std::pair<std::string, size_t>> patterns_;  // longest first
};

struct RuleBook {
  std::vector<Rule> rules;  // by code
  ModelTable models;
  std::vector<SdkProfile> profiles;
  std::vector<ContainerModel> containers;
  uint64_t hash = 0;  // of all the text: part of the cache's key

  // By slug, id or code; null when there is none.
  const Rule* FindRule(std::string_view name) const;
  // By the qualified class name; null when it is no known container.
  const ContainerModel* FindContainer(std::string_view name) const;
};

// `overlays`: the user's files (models, profiles or rules), in order.
Result<RuleBook> LoadRuleBook(const std::vector<std::string>& overlays);

// The page of a rule (rules/<slug>.md).
std::string_view RulePage(std::string_view slug);

// `*` matches any text, also "::"; everything else is literal.
bool MatchesPattern(std::string_view text, std::string_view pattern);

}  // namespace lockstep::lint
